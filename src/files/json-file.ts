import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { createGzip, gunzip } from 'node:zlib';
import { UserError } from '../errors.ts';
import { jsonPieces } from './json-pieces.ts';
import { openStream } from './open-stream.ts';

/** What is read becomes one string, and JavaScript's longest has 2^29 - 24 characters. */
const LARGEST_BYTES = 500 * 2 ** 20;

/** One sort of file that we write and read again: one JSON document with `format` and `version`. */
export interface FileKind {
  /** `snapshot`, as messages name it. */
  readonly noun: string;
  readonly format: string;
  /** The newest that is understood; older ones are read as well. */
  readonly version: number;
  /** How one is made. */
  readonly saveHint: string;
  /** What to do about one that is too large. */
  readonly smallerHint: string;
}

/**
 * Writes one JSON document, gzipped when the name ends in `.gz`. A reader sees the old file or the whole new one, and the same
 * document gives the same bytes. Only its owner may read it, for such files hold values of the data. Lists at its top may be any iterables:
 * their items are asked for one by one while the file is written. A link stays one, and what is no file (`/dev/null`, a pipe) is written into.
 * @throws UserError when the file cannot be written, or the document is too large for one
 */
export async function writeJsonFile(path: string, document: object, kind: FileKind): Promise<void> {
  const there = await stat(path).catch(() => null);
  const target = there?.isFile() ? await realpath(path) : path;
  const temporary = !there || there.isFile() ? `${target}.${randomBytes(4).toString('hex')}.tmp` : null;
  const pieces = jsonFilePieces(document, kind);
  const file = temporary
    ? createWriteStream(temporary, { flags: 'wx', mode: 0o600, flush: true })
    : createWriteStream(target);
  try {
    await (path.endsWith('.gz') ? pipeline(pieces, createGzip(), file) : pipeline(pieces, file));
    if (temporary) await rename(temporary, target);
  } catch (cause) {
    if (temporary) await rm(temporary, { force: true });
    if (!isSystemError(cause)) throw cause;
    throw new UserError(`cannot write ${path}: ${reason(cause)}`, {
      hint: 'Choose another place with --output.',
      cause,
    });
  }
}

/**
 * The text of what writeJsonFile writes, not compressed.
 * @throws UserError at the piece with which it is more than can be read again
 */
export function* jsonFilePieces(document: object, { noun, smallerHint }: FileKind): Generator<string> {
  const tooMuch = (cause?: RangeError) =>
    new UserError(`there is too much for one ${noun}`, { hint: smallerHint, cause });
  let bytes = 0;
  try {
    for (const piece of jsonPieces(document)) {
      bytes += Buffer.byteLength(piece);
      if (bytes > LARGEST_BYTES) throw tooMuch();
      yield piece;
    }
    yield '\n';
  } catch (cause) {
    throw cause instanceof RangeError ? tooMuch(cause) : cause;
  }
}

/**
 * Reads what writeJsonFile wrote, gzipped or not whatever its name; from standard input for `-`. Of what is in it only format and version are looked at.
 * @throws UserError when it is unreadable, of a newer version, or of another kind
 */
export async function readJsonFile(path: string, kind: FileKind): Promise<Record<string, unknown>> {
  const document = parse(path, await unpack(path, await readBytes(path, kind), kind), kind);
  if (!isObject(document) || document.format !== kind.format) {
    throw notOfKind(path, kind, 'it is some other JSON document');
  }
  const { version } = document;
  if (typeof version === 'number' && version > kind.version) {
    throw new UserError(
      `${labelOf(path)} is a ${kind.noun} of version ${version}; this idx-advisor reads up to version ${kind.version}`,
      { hint: `Update idx-advisor, or save the ${kind.noun} again with this one.` },
    );
  }
  if (version !== kind.version) throw notOfKind(path, kind, `its version is ${JSON.stringify(version)}`);
  return document;
}

export function notOfKind(path: string, { noun, saveHint }: FileKind, why: string): UserError {
  return new UserError(`${labelOf(path)} is not a ${noun} of idx-advisor: ${why}`, { hint: saveHint });
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function labelOf(path: string): string {
  return path === '-' ? 'standard input' : path;
}

function isSystemError(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'syscall' in error;
}

async function readBytes(path: string, kind: FileKind): Promise<Buffer> {
  try {
    const file = path === '-' ? null : await stat(path);
    if (file && file.size > LARGEST_BYTES) throw tooLarge(path, kind);
    return file?.isFile() ? await readFile(path) : await readPipe(path, kind);
  } catch (cause) {
    if (cause instanceof UserError) throw cause;
    throw new UserError(`cannot read ${labelOf(path)}: ${reason(cause)}`, { hint: kind.saveHint, cause });
  }
}

async function readPipe(path: string, kind: FileKind): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const input: AsyncIterable<Uint8Array> = path === '-' ? process.stdin : openStream(path);
  for await (const chunk of input) {
    bytes += chunk.length;
    if (bytes > LARGEST_BYTES) throw tooLarge(path, kind);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function unpack(path: string, bytes: Buffer, kind: FileKind): Promise<Buffer> {
  const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
  if (!isGzip) return bytes;
  try {
    return await promisify(gunzip)(bytes, { maxOutputLength: LARGEST_BYTES });
  } catch (cause) {
    if ((cause as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(path, kind);
    throw new UserError(`${labelOf(path)} is damaged: its gzip data is incomplete or wrong`, {
      hint: `Copy it again, or save the ${kind.noun} again.`,
      cause,
    });
  }
}

function parse(path: string, bytes: Buffer, kind: FileKind): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    throw notOfKind(path, kind, 'it is not valid JSON');
  }
}

function tooLarge(path: string, { smallerHint }: FileKind): UserError {
  return new UserError(`${labelOf(path)} is larger than ${LARGEST_BYTES / 2 ** 20} MB, the most that can be read`, {
    hint: smallerHint,
  });
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or directory',
  EACCES: 'permission denied',
  EISDIR: 'it is a directory',
  ENOSPC: 'the disk is full',
  EROFS: 'the file system is read-only',
};

function reason(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string };
  return REASONS[code ?? ''] ?? code ?? message ?? 'unknown error';
}
