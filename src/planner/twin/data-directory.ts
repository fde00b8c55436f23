import { MemoryFS } from '@electric-sql/pglite';
import { DATA_DIRECTORY, memoryFileSystem } from './files.ts';

/** template1 and template0, which nothing connects to: half of a fresh data directory. */
const TEMPLATES = [`${DATA_DIRECTORY}/base/1`, `${DATA_DIRECTORY}/base/4`];

/**
 * A data directory in memory that is there when PGlite starts. PGlite's own way (`loadDataDir`) copies an archive several times over, by a
 * Blob and a generic reader of archives: a third of the time that a twin takes to open.
 */
export class FilledDirectory extends MemoryFS {
  readonly #archive: Uint8Array;

  /** @param archive a tar archive of the directory's contents, which is the directory's from here on */
  constructor(archive: Uint8Array) {
    super();
    this.#archive = archive;
  }

  override async initialSyncFs(): Promise<void> {
    await super.initialSyncFs();
    const fs = memoryFileSystem(this.pg!);
    fs.mkdir(DATA_DIRECTORY, DIRECTORY_MODE);
    for (const { name, contents } of entriesOf(this.#archive)) {
      const path = `${DATA_DIRECTORY}${name}`;
      if (contents) fs.writeFile(path, contents, { canOwn: true });
      else fs.mkdir(path, DIRECTORY_MODE);
    }
    // Of a directory without it PGlite would make one of its own, another than was asked for.
    fs.lookupPath(`${DATA_DIRECTORY}/PG_VERSION`);
  }
}

/** A data directory in memory of which an archive is left when PGlite is closed: of a server that was shut down, with nothing to recover. */
export class ArchivedDirectory extends MemoryFS {
  #archive: Uint8Array | null = null;

  get archive(): Uint8Array {
    if (!this.#archive) throw new Error('the embedded PostgreSQL has not been closed');
    return this.#archive;
  }

  override async closeFs(): Promise<void> {
    const fs = memoryFileSystem(this.pg!);
    for (const directory of TEMPLATES)
      for (const file of fs.readdir(directory)) if (file !== '.' && file !== '..') fs.unlink(`${directory}/${file}`);
    this.#archive = new Uint8Array(await (await this.dumpTar('data', 'none')).arrayBuffer());
    await super.closeFs();
  }
}

const DIRECTORY_MODE = 0o700;
const BLOCK_BYTES = 512;
const NAME = { at: 0, bytes: 100 };
const SIZE = { at: 124, bytes: 12 };
const TYPE_AT = 156;
const DIRECTORY_TYPE = '5'.charCodeAt(0);

interface Entry {
  readonly name: string;
  /** A view of the archive; null for a directory. */
  readonly contents: Uint8Array | null;
}

/** Of an archive as PGlite writes it (POSIX ustar, names of less than 100 bytes), directories before what they hold. */
function* entriesOf(archive: Uint8Array): Generator<Entry> {
  const text = ({ at, bytes }: { at: number; bytes: number }, header: Uint8Array): string =>
    Buffer.from(header.buffer, header.byteOffset + at, bytes)
      .toString('latin1')
      .replace(/[\0 ].*$/s, '');
  for (let at = 0; at + BLOCK_BYTES <= archive.length;) {
    const header = archive.subarray(at, at + BLOCK_BYTES);
    const name = text(NAME, header);
    if (name === '') return;
    const size = Number.parseInt(text(SIZE, header), 8);
    const start = at + BLOCK_BYTES;
    const isDirectory = header[TYPE_AT] === DIRECTORY_TYPE;
    yield { name: name.replace(/\/$/, ''), contents: isDirectory ? null : archive.subarray(start, start + size) };
    at = start + Math.ceil(size / BLOCK_BYTES) * BLOCK_BYTES;
  }
}
