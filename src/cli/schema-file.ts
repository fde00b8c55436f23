import { stat } from 'node:fs/promises';
import { UserError } from '../errors.ts';
import { cacheDirectory } from './cache-directory.ts';
import type { DatabaseInput } from './inputs.ts';

/** What is read becomes one string, and JavaScript's longest has 2^29 - 24 characters. No schema is as large, but with its rows it may be. */
const LARGEST_BYTES = 500 * 2 ** 20;
const PLAIN_DUMP = 'give the output of pg_dump --schema-only in its plain format';

/** Reads a DDL file, also gzipped or `-` for standard input, into the embedded PostgreSQL. */
export async function readSchemaFile(name: string): Promise<DatabaseInput> {
  const shown = name === '-' ? 'standard input' : name;
  const text = await readText(name, shown);
  const { readSchemaText } = await import('../ddl/read-schema.ts');
  const { catalog, lines } = await readSchemaText(text, shown, cacheDirectory());
  return { catalog, statements: null, lines };
}

async function readText(name: string, shown: string): Promise<string> {
  const tooLarge = () => new UserError(`${shown} is larger than 500 MB`, { hint: PLAIN_DUMP });
  const file = name === '-' ? null : await stat(name).catch(() => null);
  if (file && file.size > LARGEST_BYTES) throw tooLarge();
  const { openInput } = await import('../workload/files.ts');
  const { inflate } = await import('../workload/inflate.ts');
  const inflated = inflate(name, openInput(name));
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of inflated.chunks) {
    size += chunk.length;
    if (size > LARGEST_BYTES) throw tooLarge();
    chunks.push(chunk);
  }
  if (inflated.isCutOff()) {
    throw new UserError(`${shown} ends in the middle of its compressed data`, { hint: 'write it again' });
  }
  const bytes = Buffer.concat(chunks);
  // pg_dump -Fc and -Ft; a NUL stands in no SQL.
  if (bytes.includes(0)) {
    throw new UserError(`${shown} is not a text`, { hint: PLAIN_DUMP });
  }
  return bytes.toString('utf8');
}
