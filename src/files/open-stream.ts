import { constants, createReadStream, openSync, statSync } from 'node:fs';
import { Socket } from 'node:net';

/** Reads are of this many bytes: larger ones gain nothing. */
const CHUNK_BYTES = 1024 * 1024;

/**
 * The bytes of a file. A pipe is waited for by the event loop: a thread that waits in `open` for its writer would keep the process from
 * ending.
 * @throws the system's error, then or while it is read
 */
export function openStream(path: string): AsyncIterable<Uint8Array> {
  if (!statSync(path).isFIFO()) return createReadStream(path, { highWaterMark: CHUNK_BYTES });
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  return new Socket({ fd, readable: true, writable: false });
}
