import { openInput } from './files.ts';
import { inflate } from './inflate.ts';
import { isCsvStart } from './log/csvlog.ts';
import { readAnyPrefix } from './log/any-prefix.ts';

const HEAD_BYTES = 64 * 1024;
const TIME = /\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:\.\d+)?/;

/** The first bytes of what a file holds, decompressed; what there is of them where it cannot be read. */
export async function firstBytesOf(path: string): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const piece of inflate(path, openInput(path)).chunks) {
      pieces.push(piece);
      bytes += piece.byteLength;
      if (bytes >= HEAD_BYTES) break;
    }
  } catch {
    // It is read again later, and what is wrong with it told then.
  }
  return Buffer.concat(pieces).subarray(0, HEAD_BYTES);
}

/** The time of the first record in a log's first bytes, in digits; null where there is none. */
export async function firstTimeOf(path: string): Promise<string | null> {
  for (const line of (await firstBytesOf(path)).toString('latin1').split('\n')) {
    if (line.startsWith('\t')) continue;
    if (line.startsWith('{') || isCsvStart(line) || (readAnyPrefix(line)?.timestamp ?? null) !== null)
      return TIME.exec(line)?.[0].replace('T', ' ') ?? null;
  }
  return null;
}
