/** Whether a file's first bytes are UTF-16: its byte order mark, as PowerShell's `>` writes it, or ASCII in two bytes each. */
export function isUtf16(head: Uint8Array): boolean {
  return encodingOf(head) !== null;
}

function encodingOf(head: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  // A log begins with a time, a name or a brace; NULs that a crash left come in rows.
  const areZero = [...head.subarray(0, 6)].map((byte) => Number(byte === 0)).join('');
  return areZero === '010101' ? 'utf-16le' : areZero === '101010' ? 'utf-16be' : null;
}

/** A stream that begins as UTF-16 does as UTF-8; others are passed through. The first chunk has six bytes, where there are so many. */
export async function* asUtf8(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let decoder: InstanceType<typeof TextDecoder> | null | undefined;
  for await (const chunk of chunks) {
    if (decoder === undefined) {
      const encoding = encodingOf(chunk);
      decoder = encoding === null ? null : new TextDecoder(encoding);
    }
    yield decoder ? Buffer.from(decoder.decode(chunk, { stream: true })) : chunk;
  }
  if (decoder) yield Buffer.from(decoder.decode());
}
