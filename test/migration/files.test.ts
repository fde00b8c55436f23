import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { migrationFiles } from '../../src/migration/files.ts';
import type { FixIntent } from '../../src/migration/model.ts';
import { createNamer } from '../../src/migration/names.ts';
import { planFix } from '../../src/migration/plan.ts';
import { writeMigrationFiles } from '../../src/migration/write.ts';
import { loadParser, parse } from '../../src/sql/parser.ts';
import { aTable } from '../support/catalog-builder.ts';
import { findingWith } from './apply.ts';
import { catalogOf, indexOn, relationOf } from './catalog.ts';

const EVIL = 'x\n; DROP TABLE invoice; --';
const catalog = catalogOf([relationOf('invoice'), relationOf(EVIL)]);

const uniqueKey: FixIntent = {
  kind: 'add-unique',
  relation: { schema: 'public', name: 'invoice' },
  columns: ['external_id'],
  nullsNotDistinct: false,
  predicate: null,
  name: null,
};

function findings() {
  const namer = createNamer(catalog);
  const index = planFix({ kind: 'create-index', name: null, index: indexOn('invoice', ['state']) }, catalog, namer);
  return [
    findingWith(planFix(uniqueKey, catalog, namer), {
      rule: 'constraint/non-unique-external-key',
      object: { schema: 'public', table: 'invoice', columns: ['external_id'], name: null },
    }),
    findingWith(index),
    findingWith(null),
    findingWith(index, { rule: 'query/unindexed-aggregate-filter' }),
  ];
}

describe('the files of a migration', () => {
  it('come in pairs, indexes before what may fail on the data, one pair for one fix', () => {
    expect(migrationFiles(findings()).map(({ name }) => name)).toEqual([
      '0001_create_index_invoice_state_idx.up.sql',
      '0001_create_index_invoice_state_idx.down.sql',
      '0002_add_unique_invoice_external_id_key.up.sql',
      '0002_add_unique_invoice_external_id_key.down.sql',
    ]);
  });

  it('read like this', () => {
    expect(
      migrationFiles(findings())
        .map(({ name, content }) => `== ${name}\n${content}`)
        .join('\n'),
    ).toMatchSnapshot();
  });

  it('tell what the finding notes, and why they want no transaction around them', () => {
    const customer = aTable('customer', { columns: { id: 'bigint' }, primaryKey: ['id'] });
    const own = catalogOf([relationOf('invoice'), customer]);
    const key: FixIntent = {
      kind: 'add-foreign-key',
      relation: { schema: 'public', name: 'invoice' },
      columns: ['customer_id'],
      references: { relation: { schema: 'public', name: 'customer' }, columns: ['id'] },
      onDelete: 'no action',
      onUpdate: 'no action',
      name: null,
    };
    const finding = findingWith(planFix(key, own, createNamer(own)));
    const evidence = { ...finding.evidence, notes: ['no index begins with\ncustomer_id yet'] };
    const [up, down] = migrationFiles([{ ...finding, evidence }]);
    expect(up!.content).toContain('--   - no index begins with customer_id yet\n');
    for (const { content } of [up!, down!]) {
      expect(content).toContain('(no BEGIN, no psql -1): the lock of each statement would be held through the next.');
      expect(content).not.toContain('CONCURRENTLY');
    }
  });

  it('hold no SQL that a name smuggles in by a line break', async () => {
    await loadParser();
    const fix = planFix(
      { kind: 'create-index', name: null, index: indexOn(EVIL, ['a']) },
      catalog,
      createNamer(catalog),
    );
    const object = { schema: 'public', table: EVIL, columns: ['a'], name: null };
    for (const { name, content } of migrationFiles([findingWith(fix, { object, message: EVIL })])) {
      expect(name).toMatch(/^[a-z0-9_.]+$/);
      const kinds = (parse(content).stmts ?? []).map(({ stmt }) => Object.keys(stmt ?? {})[0]);
      expect(kinds).toEqual(
        name.endsWith('.up.sql')
          ? ['VariableSetStmt', 'VariableSetStmt', 'VariableSetStmt', 'DoStmt', 'DropStmt', 'IndexStmt', 'DoStmt']
          : ['VariableSetStmt', 'VariableSetStmt', 'VariableSetStmt', 'DropStmt', 'DropStmt'],
      );
    }
  });
});

describe('the files of a migration of any table', () => {
  beforeAll(loadParser);
  // What PostgreSQL can have as a name: up to 63 bytes of UTF-8 without NUL.
  const name = fc
    .oneof(
      fc.string({ unit: 'binary', minLength: 1, maxLength: 15 }),
      fc.stringMatching(/^[a-z";'$\\\n -]{1,15}$/),
      fc.constantFrom('$guard$', '$guard1$', "E'\\", '--', '/*', '"', 'select', '\u2028;', '\r\n;'),
    )
    .filter((text) => Buffer.from(text).toString() === text && !text.includes('\0'));

  it('hold the statements of the fix and no others, on exactly these names', () => {
    fc.assert(
      fc.property(name, name, name, fc.boolean(), (schema, table, column, unique) => {
        const relation = { schema, name: table };
        const own = catalogOf([relationOf(table, { schema })]);
        const intent: FixIntent = unique
          ? { ...uniqueKey, relation, columns: [column] }
          : { kind: 'create-index', name: null, index: indexOn(relation, [column]) };
        const object = { schema, table, columns: [column], name: null };
        const fix = planFix(intent, own, createNamer(own));
        const [up, down] = migrationFiles([findingWith(fix, { object, message: table })]);
        const statements = (parse(up!.content).stmts ?? []).map(({ stmt }) => stmt!);
        const kinds = statements.map((stmt) => Object.keys(stmt)[0]).filter((kind) => kind !== 'VariableSetStmt');
        expect(kinds).toEqual([
          ...(unique ? ['DoStmt'] : []),
          'DoStmt',
          'DropStmt',
          'IndexStmt',
          'DoStmt',
          ...(unique ? ['DoStmt'] : []),
        ]);
        const built = statements.flatMap((stmt) => ('IndexStmt' in stmt ? [stmt.IndexStmt] : []))[0]!;
        expect([built.relation?.schemaname, built.relation?.relname]).toEqual([schema, table]);
        expect(built.indexParams).toMatchObject([{ IndexElem: { name: column } }]);
        expect(() => parse(down!.content)).not.toThrow();
      }),
      { numRuns: 300 },
    );
  });
});

describe('the files of a migration with names beyond ASCII', () => {
  it('say which encoding they are in', () => {
    const definition = indexOn('invoice', ['größe']);
    const fix = planFix({ kind: 'create-index', name: null, index: definition }, catalog, createNamer(catalog));
    const [up, down] = migrationFiles([findingWith(fix)]);
    expect(up!.name).toBe('0001_create_index_invoice_gr_e_idx.up.sql');
    for (const { content } of [up!, down!]) expect(content).toContain("\n\nSET client_encoding = 'UTF8';\n\nSET ");
  });
});

describe('writing the files of a migration', () => {
  let directory: string;
  beforeAll(loadParser);
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'idx-advisor-write-'));
  });
  afterEach(() => rm(directory, { recursive: true }));

  const files = migrationFiles(findings());

  it('makes the directory and tells what it wrote', async () => {
    const target = join(directory, 'a', 'b');
    expect(await writeMigrationFiles(target, files)).toHaveLength(4);
    expect((await readdir(target)).sort()).toEqual(files.map(({ name }) => name).sort());
  });

  it('is content with what is there already', async () => {
    await writeMigrationFiles(directory, files);
    expect(await writeMigrationFiles(directory, files)).toEqual([]);
  });

  it('overwrites nothing unless forced to, and then writes nothing else either', async () => {
    const changed = join(directory, files[2]!.name);
    await writeFile(changed, 'mine');
    await expect(writeMigrationFiles(directory, files)).rejects.toThrow(`${changed} exists already with other content`);
    expect(await readdir(directory)).toEqual([files[2]!.name]);
    await writeMigrationFiles(directory, files, { force: true });
    expect(await readFile(changed, 'utf8')).toBe(files[2]!.content);
  });

  it('does not mix two migrations', async () => {
    await writeFile(join(directory, '0001_other.up.sql'), '');
    await expect(writeMigrationFiles(directory, files)).rejects.toThrow(
      /0001_other\.up\.sql is a migration of another run/,
    );
  });

  it('says in one line when it cannot', async () => {
    const file = join(directory, 'file');
    await writeFile(file, '');
    await expect(writeMigrationFiles(file, files)).rejects.toThrow(/^the migration cannot be written to .*file: E/);
  });
});
