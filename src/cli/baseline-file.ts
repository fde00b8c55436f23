import { readFile, writeFile } from 'node:fs/promises';
import { UserError } from '../errors.ts';
import { BASELINE_VERSION, isOfAnotherDatabase, type Baseline, type BaselineEntry } from '../lint/baseline.ts';

/** @throws UserError for what is no baseline, or a newer version's. */
export async function readBaseline(path: string): Promise<Baseline> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    const isMissing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    throw new UserError(isMissing ? `there is no baseline ${path}` : `cannot read the baseline ${path}`, {
      hint: isMissing ? `make it with --baseline ${path} --write-baseline` : 'check that it may be read',
      cause,
    });
  }
  const value = parsed(text);
  if (value === null || typeof value.version !== 'number') {
    throw new UserError(`${path} is no baseline`, { hint: 'name another file' });
  }
  if (value.version > BASELINE_VERSION) {
    throw new UserError(
      `the baseline ${path} is of version ${value.version}, and this idx-advisor reads ${BASELINE_VERSION}`,
      {
        hint: 'use the newer idx-advisor that wrote it',
      },
    );
  }
  const { version, database, findings } = value;
  if (typeof database !== 'string' || !Array.isArray(findings) || !findings.every(isEntry)) {
    throw new UserError(`the baseline ${path} is damaged`, {
      hint: 'remove it, and write it anew with --write-baseline',
    });
  }
  return { version, database, findings };
}

/** @throws UserError where the baseline speaks of another schema than the one that was scanned. */
export function expectSameDatabase(
  baseline: Baseline,
  path: string,
  database: string,
  tables: readonly { readonly schema: string; readonly name: string }[],
): void {
  const names = new Set(tables.map(({ schema, name }) => `${schema}.${name}`));
  if (!isOfAnotherDatabase(baseline, database, names)) return;
  throw new UserError(`the baseline ${path} is of the database ${baseline.database}, and this is ${database}`, {
    hint: 'name its own baseline, or remove that file and write it anew with --write-baseline',
  });
}

export async function writeBaseline(path: string, baseline: Baseline): Promise<void> {
  try {
    await writeFile(path, `${JSON.stringify(baseline, null, 2)}\n`);
  } catch (cause) {
    throw new UserError(`cannot write the baseline ${path}: ${(cause as Error).message}`, {
      hint: 'name another place with --baseline',
      cause,
    });
  }
}

function parsed(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

function isEntry(value: unknown): value is BaselineEntry {
  const entry = value as Partial<Record<keyof BaselineEntry, unknown>> | null;
  return ['key', 'rule', 'schema', 'table', 'message'].every(
    (name) => typeof entry?.[name as keyof BaselineEntry] === 'string',
  );
}
