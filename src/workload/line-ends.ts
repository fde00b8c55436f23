const NEWLINE = 10;
const CARRIAGE_RETURN = 13;
/** A log's first line, which the server ends in a newline, is not longer but for rare statements. */
export const LINE_END_BYTES = 64 * 1024;

/** Whether lines end in CR alone, by a log's first bytes: what some editors and consoles make of newlines. */
export function endInCr(head: Uint8Array): boolean {
  return !head.includes(NEWLINE) && head.includes(CARRIAGE_RETURN);
}

/** A log with newlines in place of such ends; others are passed through. */
export async function* withNewlines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let head = Buffer.alloc(0);
  let hasCr: boolean | null = null;
  for await (const chunk of chunks) {
    if (hasCr !== null) {
      yield hasCr ? replaced(chunk) : chunk;
      continue;
    }
    head = Buffer.concat([head, chunk]);
    // Nothing could be read of a line that is not over.
    if (!head.includes(NEWLINE) && head.length < LINE_END_BYTES) continue;
    hasCr = endInCr(head);
    yield hasCr ? replaced(head) : head;
  }
  if (hasCr === null && head.length > 0) yield endInCr(head) ? replaced(head) : head;
}

function replaced(bytes: Uint8Array): Uint8Array {
  return bytes.map((byte) => (byte === CARRIAGE_RETURN ? NEWLINE : byte));
}
