import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';

const TRAILER_BYTES = 24;
const MAGIC = 'idxtwin1';

/**
 * One file of the cache: the bytes, or null when there is none or it is not whole (another program's, cut short, bit rot).
 * It ends in a trailer of the magic, the length and a CRC-32.
 */
export async function readCached(directory: string, name: string): Promise<Uint8Array | null> {
  let file: Buffer;
  try {
    file = await readFile(join(directory, name));
  } catch {
    return null;
  }
  if (file.length < TRAILER_BYTES) return null;
  const body = file.subarray(0, file.length - TRAILER_BYTES);
  return file.subarray(-TRAILER_BYTES).equals(trailerOf(body)) ? body : null;
}

/** Writes beside the target and renames, so that no reader sees half a file. A cache that cannot be written is done without. */
export async function writeCached(directory: string, name: string, body: Uint8Array): Promise<void> {
  const partial = join(directory, `${name}.${process.pid}.${randomBytes(4).toString('hex')}.partial`);
  try {
    await mkdir(directory, { recursive: true });
    await writeFile(partial, Buffer.concat([body, trailerOf(body)]));
    await rename(partial, join(directory, name));
  } catch {
    await rm(partial, { force: true }).catch(() => undefined);
  }
}

function trailerOf(body: Uint8Array): Buffer {
  const trailer = Buffer.alloc(TRAILER_BYTES);
  trailer.write(MAGIC, 0, 'latin1');
  trailer.writeBigUInt64LE(BigInt(body.length), 8);
  trailer.writeUInt32LE(crc32(body), 16);
  return trailer;
}
