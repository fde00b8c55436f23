import { mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { introspect } from '../../src/catalog/introspect.ts';
import type { Catalog } from '../../src/catalog/model.ts';
import { readSnapshot, writeSnapshot, type Snapshot } from '../../src/catalog/snapshot.ts';
import { connect } from '../../src/connection/connect.ts';
import { readOnly } from '../../src/connection/read-only.ts';
import { UserError } from '../../src/errors.ts';
import { createDatabase, server18 } from '../support/database.ts';
import { SHOP } from './shop.ts';

let folder: string;
let snapshot: Snapshot;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'idx-advisor-snapshot-'));
  const database = await createDatabase(server18, SHOP);
  const session = await connect({ url: database.url, environment: {} });
  const catalog = await readOnly(session, introspect);
  await session.close();
  await database.drop();
  const statement = {
    sql: 'SELECT $1',
    parameters: [],
    durationMs: 1.5,
    calls: 3,
    rows: 3,
    at: null,
    user: null,
    database: 'x',
    application: null,
    session: null,
  };
  snapshot = { catalog, statements: [statement] };
});
afterAll(() => rm(folder, { recursive: true }));

describe('a snapshot file', () => {
  it.each(['plain.json', 'packed.json.gz'])('gives back what was saved: %s', async (name) => {
    const path = join(folder, name);
    await writeSnapshot(path, snapshot);
    expect(await readSnapshot(path)).toEqual(snapshot);
    expect((await readFile(path))[0]).toBe(name.endsWith('.gz') ? 0x1f : '{'.charCodeAt(0));
  });

  it('is recognised as gzip by its content, and readable by its owner only', async () => {
    const path = join(folder, 'named-wrongly.json');
    await writeSnapshot(path, { ...snapshot, statements: null });
    expect((await stat(path)).mode & 0o077).toBe(0);
    await writeFile(path, gzipSync(await readFile(path)));
    expect((await readSnapshot(path)).statements).toBeNull();
  });

  it('fills in what an older version did not save', async () => {
    const relation = without(snapshot.catalog.relations[0]!, 'publications', 'policies', 'triggers');
    const catalog = without(snapshot.catalog, 'superusers', 'outdatedCollations');
    const database = without(catalog.database, 'walSenders', 'owner');
    const sequence = without(snapshot.catalog.sequences[0]!, 'usedBy', 'lastValueVisible');
    const older = { ...catalog, database, relations: [relation], sequences: [sequence] };
    const path = join(folder, 'older.json');
    await writeSnapshot(path, { catalog: older as unknown as Catalog, statements: null });
    const { catalog: read } = await readSnapshot(path);
    expect(read).toMatchObject({ superusers: [], outdatedCollations: [], database: { walSenders: 0, owner: '' } });
    expect(read.relations).toEqual([{ ...relation, publications: [], policies: [], triggers: [] }]);
    expect(read.sequences).toEqual([{ ...sequence, usedBy: [], lastValueVisible: false }]);
  });

  it('leaves no part behind when it cannot be written', async () => {
    await expect(writeSnapshot(join(folder, 'no', 'such', 'folder.json'), snapshot)).rejects.toThrow(
      /^cannot write .*: no such file or directory$/,
    );
    expect((await readdir(folder)).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  const json = (value: unknown) => Buffer.from(JSON.stringify(value));
  const broken = (change: (catalog: Record<string, unknown>) => void) => {
    const catalog = structuredClone(snapshot.catalog) as Catalog & Record<string, unknown>;
    change(catalog);
    return json({ format: 'idx-advisor/snapshot', version: 1, catalog, statements: null });
  };
  const cases: [string, () => Buffer, RegExp][] = [
    [
      'newer',
      () => json({ format: 'idx-advisor/snapshot', version: 2 }),
      /is a snapshot of version 2; this idx-advisor reads up to version 1$/,
    ],
    ['other', () => json({ hello: 1 }), /is not a snapshot of idx-advisor: it is some other JSON document$/],
    ['list', () => json([]), /some other JSON document$/],
    ['text', () => Buffer.from('not json\nat all'), /it is not valid JSON$/],
    ['empty', () => Buffer.alloc(0), /it is not valid JSON$/],
    [
      'cut',
      () => gzipSync(json(snapshot.catalog)).subarray(0, 500),
      /is damaged: its gzip data is incomplete or wrong$/,
    ],
    ['no-catalog', () => json({ format: 'idx-advisor/snapshot', version: 1 }), /it holds no catalog$/],
    ['edited', () => broken((catalog) => delete catalog.relations), /catalog\.relations is no list$/],
    ['nameless', () => broken((catalog) => (catalog.relations = [{}])), /catalog\.relations\[0\] has no name$/],
  ];
  it.each(cases)('is refused in one line when %s', async (name, content, message) => {
    const path = join(folder, name);
    await writeFile(path, content());
    const error = await readSnapshot(path).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(UserError);
    expect((error as UserError).message).toMatch(message);
    expect((error as UserError).message).not.toContain('\n');
    expect((error as UserError).hint).toBeTruthy();
  });

  it('is refused when there is none', async () => {
    await expect(readSnapshot(join(folder, 'absent'))).rejects.toThrow(
      /^cannot read .*absent: no such file or directory$/,
    );
    await expect(readSnapshot(folder)).rejects.toThrow(/it is a directory$/);
  });
});

function without<T extends object, K extends keyof T>(object: T, ...keys: readonly K[]): Omit<T, K> {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key as K))) as Omit<T, K>;
}
