import type { PGlite } from '@electric-sql/pglite';

export const PAGE_BYTES = 8192;
/** RELSEG_SIZE: PostgreSQL starts a further file after 1 GB. */
const SEGMENT_PAGES = 131_072;
export const DATA_DIRECTORY = '/pglite/data';
/** Reads of pages that do not exist, within one statement, before it is stopped: 80 MB. */
const FAKE_READ_BUDGET = 10_000;
const EIO = 29;

interface FileNode {
  /** One object for all files in memory. */
  readonly stream_ops: { read: Read };
  usedBytes: number;
  contents: Uint8Array;
}

interface FileStream {
  readonly node: FileNode;
}

type Read = (stream: FileStream, buffer: Uint8Array, offset: number, length: number, position: number) => number;

/** The part of Emscripten's in-memory file system that the twin uses. */
export interface MemoryFileSystem {
  readonly ErrnoError: new (code: number) => Error;
  lookupPath(path: string): { readonly node: FileNode };
  readdir(path: string): readonly string[];
  unlink(path: string): void;
  mkdir(path: string, mode?: number): void;
  /** @param options canOwn: the contents become the file's own, and need no copy */
  writeFile(path: string, contents: Uint8Array, options?: { readonly canOwn?: boolean }): void;
}

export function memoryFileSystem(db: PGlite): MemoryFileSystem {
  return (db as unknown as { Module: { FS: MemoryFileSystem } }).Module.FS;
}

/**
 * Sizes of the twin's files. The planner asks a relation's file for its length and reads none of it (only the first
 * pages of B-trees, GIN and BRIN indexes), so a length is all that a file needs: no bytes are allocated for it.
 */
export class RelationFiles {
  readonly #fs: MemoryFileSystem;
  /** Segments of the files that have more than one. */
  readonly #segments = new Map<string, number>();
  readonly #longerThanSaid = new WeakSet<FileNode>();
  #fakeReads = 0;

  constructor(db: PGlite) {
    this.#fs = memoryFileSystem(db);
    this.#readZeroesBeyondContents();
  }

  /** To be called before each statement: what it may read of pages that do not exist. */
  resetReadBudget(): void {
    this.#fakeReads = 0;
  }

  /** @param path as pg_relation_filepath() gives it. */
  setPages(path: string, pages: number): void {
    const needed = Math.max(1, Math.ceil(pages / SEGMENT_PAGES));
    const made = this.#segments.get(path) ?? 1;
    for (let segment = made; segment < needed; segment++)
      this.#fs.writeFile(this.#name(path, segment), new Uint8Array(0));
    if (needed > made) this.#segments.set(path, needed);
    for (let segment = 0; segment < Math.max(needed, made); segment++) {
      const held = Math.min(Math.max(pages - segment * SEGMENT_PAGES, 0), SEGMENT_PAGES);
      this.#node(path, segment).usedBytes = held * PAGE_BYTES;
    }
  }

  /** The bytes that really stand in the file. */
  contentsOf(path: string): Uint8Array {
    return this.#node(path, 0).contents;
  }

  /** @param pages said to be the file's length, though all of the contents can be read; at least theirs when left out */
  replaceContents(path: string, contents: Uint8Array, pages?: number): void {
    const node = this.#node(path, 0);
    node.contents = contents;
    node.usedBytes = Math.max(node.usedBytes, contents.length);
    if (pages === undefined) return;
    this.#longerThanSaid.add(node);
    this.setPages(path, pages);
  }

  #name(path: string, segment: number): string {
    return `${DATA_DIRECTORY}/${path}${segment === 0 ? '' : `.${segment}`}`;
  }

  #node(path: string, segment: number): FileNode {
    return this.#fs.lookupPath(this.#name(path, segment)).node;
  }

  /**
   * Emscripten's read leaves the buffer as it was where a file's length goes beyond its contents, and the server would take
   * another page's bytes for this one's. Zeroes are an empty page to PostgreSQL. A function that is evaluated while
   * planning may scan a table; a large one is stopped by an I/O error, as WASM knows no statement_timeout.
   */
  #readZeroesBeyondContents(): void {
    const operations = this.#fs.lookupPath(`${DATA_DIRECTORY}/PG_VERSION`).node.stream_ops;
    const read = operations.read;
    operations.read = (stream, buffer, offset, length, position) => {
      const { contents, usedBytes } = stream.node;
      const end = position + length;
      // Elsewhere contents may be longer too, by room that Emscripten keeps to grow in.
      if (this.#longerThanSaid.has(stream.node) && end > usedBytes && end <= contents.length) {
        buffer.set(contents.subarray(position, end), offset);
        return length;
      }
      const missing = Math.min(end, usedBytes) - Math.max(contents.length, position);
      if (missing <= 0) return read(stream, buffer, offset, length, position);
      if (++this.#fakeReads > FAKE_READ_BUDGET) throw new this.#fs.ErrnoError(EIO);
      const wanted = Math.min(length, usedBytes - position);
      buffer.fill(0, offset, offset + wanted);
      if (position < contents.length) buffer.set(contents.subarray(position, position + wanted), offset);
      return wanted;
    };
  }
}
