import { UserError } from '../errors.ts';
import { cacheDirectory } from './cache-directory.ts';
import type { DatabaseInput } from './inputs.ts';

/** Reads a DDL file, also gzipped or `-` for standard input, into the embedded PostgreSQL. */
export async function readSchemaFile(name: string): Promise<DatabaseInput> {
  const shown = name === '-' ? 'standard input' : name;
  const text = await readText(name, shown);
  const { readSchemaText } = await import('../ddl/read-schema.ts');
  const { catalog, lines } = await readSchemaText(text, shown, cacheDirectory());
  return { catalog, statements: null, lines };
}

async function readText(name: string, shown: string): Promise<string> {
  const { openInput } = await import('../workload/files.ts');
  const { inflate } = await import('../workload/inflate.ts');
  const inflated = inflate(name, openInput(name));
  const chunks: Uint8Array[] = [];
  for await (const chunk of inflated.chunks) chunks.push(chunk);
  if (inflated.isCutOff()) {
    throw new UserError(`${shown} ends in the middle of its compressed data`, { hint: 'write it again' });
  }
  const bytes = Buffer.concat(chunks);
  // pg_dump -Fc and -Ft; a NUL stands in no SQL.
  if (bytes.includes(0)) {
    throw new UserError(`${shown} is not a text`, {
      hint: 'give the output of pg_dump --schema-only in its plain format',
    });
  }
  return bytes.toString('utf8');
}
