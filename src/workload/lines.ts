import { splitLines } from './log/bytes/record-text.ts';

export interface LineBatch {
  readonly lines: readonly string[];
  /** Lines over the limit, dropped. */
  readonly tooLong: number;
}

const NEWLINE = 10;
/** A line is held in memory as a whole; longer ones are dropped and counted. */
const LONGEST_LINE_BYTES = 64 * 1024 * 1024;

/**
 * Cuts a byte stream at newlines (they are left out, carriage returns stay) and decodes each piece as UTF-8, or as Latin-1
 * where its bytes are no valid UTF-8. Holds one chunk and one line.
 */
export async function* readLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<LineBatch> {
  let pending: Buffer[] = [];
  let pendingBytes = 0;
  let dropping = false;
  let first = true;
  for await (const chunk of chunks) {
    let buffer = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    if (first && buffer.length > 0) {
      first = false;
      if (buffer[0] === 0xef && buffer[1] === 0xbb && buffer[2] === 0xbf) buffer = buffer.subarray(3);
    }
    let tooLong = 0;
    if (dropping) {
      const newline = buffer.indexOf(NEWLINE);
      if (newline < 0) continue;
      buffer = buffer.subarray(newline + 1);
      dropping = false;
    }
    const last = buffer.lastIndexOf(NEWLINE);
    if (last >= 0) {
      const whole =
        pending.length > 0 ? Buffer.concat([...pending, buffer.subarray(0, last)]) : buffer.subarray(0, last);
      pending = [];
      pendingBytes = 0;
      yield { lines: splitLines(whole), tooLong };
      buffer = buffer.subarray(last + 1);
    }
    if (buffer.length > 0) {
      // The chunk's memory may be used again by whoever made it.
      pending.push(Buffer.from(buffer));
      pendingBytes += buffer.length;
      if (pendingBytes > LONGEST_LINE_BYTES) {
        pending = [];
        pendingBytes = 0;
        dropping = true;
        tooLong = 1;
        yield { lines: [], tooLong };
      }
    }
  }
  if (pending.length > 0) yield { lines: splitLines(Buffer.concat(pending)), tooLong: 0 };
}
