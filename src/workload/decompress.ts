import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { pipeline } from 'node:stream/promises';

/** A compression that Node cannot read by itself: what it begins with, one of these, and the program that undoes it. */
export interface Compression {
  readonly magics: readonly (readonly number[])[];
  readonly program: string;
  /** The same, as one types it. */
  readonly tool: string;
}

/**
 * A frame of zstd that holds no data, with which what pzstd writes begins: it says how long the next one is. LZ4 has the same, and nobody
 * is known to begin with it.
 */
const SKIPPABLE = Array.from({ length: 16 }, (_, i) => [0x50 + i, 0x2a, 0x4d, 0x18]);

/** Node reads zstd from 22.15 on; all of these come with every Linux distribution, and read what any version has written. */
export const COMPRESSIONS: readonly Compression[] = [
  { magics: [[0x28, 0xb5, 0x2f, 0xfd], ...SKIPPABLE], program: 'zstd', tool: 'zstdcat' },
  { magics: [[0x42, 0x5a, 0x68]], program: 'bzip2', tool: 'bzcat' },
  { magics: [[0xfd, 0x37, 0x7a, 0x58, 0x5a]], program: 'xz', tool: 'xzcat' },
  { magics: [[0x04, 0x22, 0x4d, 0x18]], program: 'lz4', tool: 'lz4cat' },
];

/** The one that a file's first bytes are of. */
export function compressionOf(head: Uint8Array): Compression | undefined {
  return COMPRESSIONS.find(({ magics }) => magics.some((magic) => magic.every((byte, i) => head[i] === byte)));
}

export type ProgramResult = 'complete' | 'damaged' | 'missing';

/**
 * Pipes bytes through the compression's own program. Returns at the end how that went: `damaged` after the part that could be
 * read (which may be nothing), `missing` where there is no such program.
 */
export async function* decompress(
  { program }: Compression,
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, ProgramResult> {
  // Detached: Ctrl-C is for who reads, and would make the data look damaged.
  const child = spawn(program, ['-dc'], { stdio: ['pipe', 'pipe', 'ignore'], detached: true, windowsHide: true });
  const ended = once(child, 'close').then(
    ([code]) => (code === 0 ? 'complete' : 'damaged') as ProgramResult,
    (error: unknown) => ((error as { code?: unknown }).code === 'ENOENT' ? 'missing' : 'damaged') as ProgramResult,
  );
  // A program that stops early closes its input; what is wrong with the chunks themselves is told after its output.
  let failure: Error | null = null;
  const fed = pipeline(chunks, child.stdin).catch((error: unknown) => {
    if (!isStreamEnd(error)) failure = error instanceof Error ? error : new Error(String(error));
    child.kill();
  });
  try {
    for await (const piece of child.stdout as AsyncIterable<Uint8Array>) yield piece;
    const result = await ended;
    await fed;
    if (failure) throw failure as Error;
    return result;
  } finally {
    child.kill();
  }
}

/** What pipes say when the other side went away. */
function isStreamEnd(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return code === 'ERR_STREAM_PREMATURE_CLOSE' || code === 'ERR_STREAM_DESTROYED' || code === 'EPIPE';
}
