import { sourceOfChunks, sourceOfFile, type ByteSource, type FileSource } from './byte-source.ts';
import { codePageOf } from './code-page.ts';
import { asUserError, type InputBytes } from './files.ts';
import { inflate, isCompressed } from './inflate.ts';
import { endInCr } from './line-ends.ts';
import { isUtf16 } from './utf16.ts';

/** A log as it is under its compression, in UTF-8 and with newlines. */
export interface OpenedLog {
  readonly source: ByteSource;
  /** The source, where it is a file whose bytes are the log's. */
  readonly file: FileSource | null;
  /** Known once the source has been read. */
  isCompressed(): boolean;
  /** Whether compressed data ended too early; known at the end. */
  isCutOff(): boolean;
}

/**
 * @param onBytes gets how many bytes of the input were read
 * @param onTruncated gets how much had been read of a file that is shorter at the end
 * @throws UserError where it cannot be read, then or while it is
 */
export function openLog(
  label: string,
  input: AsyncIterable<Uint8Array>,
  onBytes: (bytes: number) => void,
  onTruncated: (at: number) => void,
): OpenedLog {
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const chunk of input) {
      onBytes(chunk.byteLength);
      yield chunk;
    }
  }
  const { chunks, ...told } = inflate(label, counted());
  const file = sourceOfPlainFile(input, onBytes, onTruncated);
  return { ...told, file, source: file ?? sourceOfChunks(chunks) };
}

/** A file that is not compressed, read into the reader's own memory; null for every other input. */
function sourceOfPlainFile(
  input: AsyncIterable<Uint8Array>,
  onBytes: (bytes: number) => void,
  onTruncated: (at: number) => void,
): FileSource | null {
  if (!isInput(input) || input.path === null) return null;
  try {
    const take = (count: number) => {
      onBytes(count);
      input.onBytes(count);
    };
    const isRefused = (head: Uint8Array) =>
      isCompressed(head) || isUtf16(head) || endInCr(head) || codePageOf(head) !== null;
    return sourceOfFile(input.path, isRefused, take, onTruncated);
  } catch (error) {
    throw asUserError(input.path, error);
  }
}

export function isInput(chunks: AsyncIterable<Uint8Array>): chunks is InputBytes {
  return 'path' in chunks && 'onBytes' in chunks;
}
