import { open, stat, type FileHandle } from 'node:fs/promises';
import { withoutCompression } from './compressed-name.ts';

/** What is read of a log. Told by its first bytes: a file is renamed, copied and truncated, and names are used again. */
export interface ReadContent {
  head: Buffer;
  /** How many bytes, from its begin. */
  bytes: number;
}

/** A file of which there is more to read. */
export interface BegunFile {
  readonly path: string;
  readonly content: ReadContent;
}

/** Enough for the time of the first record. */
const HEAD_BYTES = 1024;
const NEWLINE = 10;

/** Finds the files that a server begins, begins again or goes on with; not compressed ones, which are made of files that were read. */
export class BegunFiles {
  readonly #contents: ReadContent[];

  /** @param read how many bytes were read of which files before */
  static async of(read: ReadonlyMap<string, number>): Promise<BegunFiles> {
    const contents = [...read].map(async ([path, bytes]) => ({ head: await headOfPath(path), bytes }));
    return new BegunFiles(await Promise.all(contents));
  }

  private constructor(contents: ReadContent[]) {
    this.#contents = contents;
  }

  /**
   * @param paths of all files that there are now
   * @param current what is being read
   */
  async find(paths: readonly string[], current: BegunFile): Promise<BegunFile[]> {
    if (!this.#contents.includes(current.content)) this.#contents.push(current.content);
    const begun: BegunFile[] = [];
    for (const path of paths) {
      if (path === current.path || withoutCompression(path) !== path) continue;
      const size = await sizeOf(path);
      const head = size > 0 ? await headOfPath(path) : Buffer.of();
      if (head.length === 0) continue;
      const known = this.#contents.findLast((content) => isSame(content.head, head));
      if (known === undefined) begun.push({ path, content: { head, bytes: 0 } });
      else if (known !== current.content && size > known.bytes) begun.push({ path, content: known });
    }
    return begun;
  }
}

export function nothingRead(): ReadContent {
  return { head: Buffer.of(), bytes: 0 };
}

/** Whether the file has not been truncated since. */
export async function isStill(content: ReadContent, file: FileHandle): Promise<boolean> {
  const head = await headOf(file);
  if (!head.subarray(0, content.head.length).equals(content.head)) return false;
  content.head = head;
  return true;
}

async function headOf(file: FileHandle): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
  return buffer.subarray(0, bytesRead);
}

/** Empty where the file cannot be read. */
async function headOfPath(path: string): Promise<Buffer> {
  const file = await open(path, 'r').catch(() => null);
  try {
    return file ? await headOf(file) : Buffer.of();
  } finally {
    await file?.close();
  }
}

/** Of regular files; others have none. */
async function sizeOf(path: string): Promise<number> {
  const stats = await stat(path).catch(() => null);
  return stats?.isFile() ? stats.size : 0;
}

/** Either may have grown since; a part of a line is no evidence. */
function isSame(head: Buffer, other: Buffer): boolean {
  const shared = Math.min(head.length, other.length);
  const part = head.subarray(0, shared);
  return (shared === HEAD_BYTES || part.includes(NEWLINE)) && part.equals(other.subarray(0, shared));
}
