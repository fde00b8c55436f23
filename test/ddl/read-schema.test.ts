import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { introspect } from '../../src/catalog/introspect.ts';
import type { Catalog } from '../../src/catalog/model.ts';
import { connect } from '../../src/connection/connect.ts';
import { readOnly } from '../../src/connection/read-only.ts';
import { readSchemaText, type SchemaFile } from '../../src/ddl/read-schema.ts';
import { createDatabase, servers } from '../support/database.ts';

const cache = join(tmpdir(), 'idx-advisor-test-twin');
const read = (text: string, name = 'db/structure.sql') => readSchemaText(text, name, cache);

describe('a dump that wants more than the embedded PostgreSQL has', () => {
  let file: SchemaFile;
  beforeAll(async () => {
    file = await read(`\\restrict k3Y
SET statement_timeout = 0;
SELECT pg_catalog.set_config('search_path', '', false);
CREATE EXTENSION IF NOT EXISTS postgis WITH SCHEMA public;
CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;
SET default_table_access_method = heap;
CREATE TABLE public.users (id bigint NOT NULL, email text);
ALTER TABLE public.users OWNER TO app_owner;
GRANT SELECT ON public.users TO reader, "Other Role";
COPY public.users (id, email) FROM stdin;
1	a;b
\\.
INSERT INTO public.users VALUES (2, 'b');
CREATE TABLE public.parcel (id bigint, outline public.geometry(Point,4326));
CREATE INDEX parcel_outline ON public.parcel USING gist (outline);
CREATE INDEX users_email_trgm ON public.users USING gin (email public.gin_trgm_ops);
ALTER TABLE ONLY public.users ADD CONSTRAINT users_pkey PRIMARY KEY (id);
SET search_path TO "$user", public;
\\unrestrict k3Y
`);
  });

  test('has the tables, indexes and constraints that it can have, with their owners', () => {
    const [users, ...others] = file.catalog.relations;
    expect(others).toEqual([]);
    expect(users).toMatchObject({ schema: 'public', name: 'users', owner: 'app_owner', sizeBytes: 0 });
    expect(users!.indexes.map(({ name }) => name).sort()).toEqual(['users_email_trgm', 'users_pkey']);
  });

  test('names what it stepped over, and what failed for want of it, with lines and reasons', () => {
    expect(file.catalog.incomplete).toEqual([
      'the extension postgis is not in the embedded PostgreSQL: it was stepped over, and what needs it is not there',
      '2 statements of db/structure.sql failed, and what they make was not looked at',
      'db/structure.sql, line 14: CREATE TABLE public.parcel: type "public.geometry" does not exist',
      'db/structure.sql, line 15: CREATE INDEX parcel_outline: relation "public.parcel" does not exist',
    ]);
  });

  test('is known by the file’s name, and looks names up as an ordinary session does', () => {
    expect(file.catalog.database.name).toBe('structure');
    expect(file.catalog.searchPath).toEqual(['public']);
  });

  test('knows the line of each object', () => {
    expect(file.lines.get('public.users')).toBe(7);
    expect(file.lines.get('public.users_email_trgm')).toBe(16);
  });
});

test('speaks of one statement that failed as of one', async () => {
  const { catalog } = await read('CREATE LANGUAGE plpgsql;\nCREATE TABLE t (id bigint PRIMARY KEY);');
  expect(catalog.incomplete[0]).toBe('1 statement of db/structure.sql failed, and what it makes was not looked at');
});

test.each([
  ['', 'db/structure.sql holds no DDL'],
  ['-- nothing\n', 'db/structure.sql holds no DDL'],
  ["INSERT INTO t VALUES ('x');", 'db/structure.sql holds no DDL'],
  ['CREATE TABEL t ();', 'no statement of db/structure.sql could be run; line 1: syntax error at or near "TABEL"'],
])('%j is refused', async (text, message) => {
  await expect(read(text)).rejects.toMatchObject({ name: 'UserError', message });
});

const RICH = `
CREATE SCHEMA app;
CREATE TYPE app.mood AS ENUM ('sad', 'ok');
CREATE TABLE app.customer (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, "Name" text COLLATE "C" NOT NULL, mood app.mood DEFAULT 'ok', CHECK ("Name" <> ''));
CREATE TABLE app.event (id bigint, at timestamptz NOT NULL, customer_id bigint REFERENCES app.customer) PARTITION BY RANGE (at);
CREATE TABLE app.event_2026 PARTITION OF app.event FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
CREATE INDEX event_at ON app.event (at DESC) INCLUDE (id) WHERE customer_id IS NOT NULL;
CREATE FUNCTION app.touch() RETURNS trigger LANGUAGE plpgsql AS $$ begin new.at := now(); return new; end $$;
CREATE VIEW app.recent AS SELECT * FROM app.event WHERE at > now() - interval '1 day';
COMMENT ON TABLE app.customer IS 'Who; buys';
`;

/** What rules look at, without what differs between any two databases. */
function schemaOf({ relations }: Catalog): unknown {
  return relations.map(({ schema, name, kind, columns, indexes, constraints, comment, partitionOf }) => ({
    ...{ schema, name, kind, comment, partitionOf },
    columns: columns.map(({ name, type, notNull, default: value, collation }) => ({
      name,
      type,
      notNull,
      value,
      collation,
    })),
    indexes: indexes
      .map(({ name, definition, constraint }) => ({ name, definition, constraint }))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
    constraints: constraints
      .filter(({ kind }) => kind !== 'not-null')
      .map(({ name, kind, definition }) => ({ name, kind, definition }))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
  }));
}

const debian = servers.find(({ major }) => major === 15);

(debian ? test : test.skip)('what pg_dump writes of a database reads as the database itself does', async () => {
  const database = await createDatabase(debian!, RICH);
  try {
    const { stdout } = await promisify(execFile)('/usr/lib/postgresql/15/bin/pg_dump', ['--schema-only', database.url]);
    const session = await connect({ url: database.url, environment: {} });
    const live = await readOnly(session, introspect).finally(() => session.close());
    const { catalog } = await read(stdout);
    expect(catalog.incomplete).toEqual([]);
    expect(schemaOf(catalog)).toEqual(schemaOf(live));
  } finally {
    await database.drop();
  }
});

describe('the foreign keys of a dump', () => {
  const tables = `CREATE TABLE public.a (id bigint PRIMARY KEY, b_id bigint);
CREATE TABLE public.b (id bigint PRIMARY KEY);
ALTER TABLE ONLY public.a ADD CONSTRAINT a_b_fkey FOREIGN KEY (b_id) REFERENCES public.b(id) ON DELETE CASCADE DEFERRABLE;
ALTER TABLE public.a ADD CONSTRAINT a_check CHECK (b_id > 0), ADD FOREIGN KEY (id) REFERENCES public.b;
ALTER TABLE public.a ADD CONSTRAINT lost FOREIGN KEY (b_id) REFERENCES public.c(id);`;
  const keysOf = ({ catalog }: SchemaFile) =>
    catalog.relations.flatMap(({ constraints }) =>
      constraints.filter(({ kind }) => kind === 'foreign-key').map(({ name, validated }) => `${name} ${validated}`),
    );

  test('are valid, and one that cannot be made is told as it was written', async () => {
    const file = await read(tables);
    expect(keysOf(file)).toEqual(['a_b_fkey true', 'a_id_fkey true']);
    expect(file.failed).toEqual([
      {
        line: 5,
        sql: 'ALTER TABLE public.a ADD CONSTRAINT lost FOREIGN KEY (b_id) REFERENCES public.c(id)',
        reason: 'relation "public.c" does not exist',
      },
    ]);
    const [key] = file.catalog.relations[0]!.constraints.filter(({ name }) => name === 'a_b_fkey');
    expect(key?.definition).toBe('FOREIGN KEY (b_id) REFERENCES public.b(id) ON DELETE CASCADE DEFERRABLE');
  });

  test('stay NOT VALID where the dump says so', async () => {
    const file = await read(`${tables}
ALTER TABLE ONLY public.a ADD CONSTRAINT later FOREIGN KEY (b_id) REFERENCES public.b(id) NOT VALID;`);
    expect(keysOf(file).sort()).toEqual(['a_b_fkey true', 'a_id_fkey true', 'later false']);
  });
});

test('a quote that is not closed is told by its line, in brief', async () => {
  const { catalog } = await read(
    `CREATE TABLE a ();\nCOMMENT ON TABLE a IS 'it''s;\n${'CREATE TABLE b ();\n'.repeat(9000)}`,
  );
  const [, told = ''] = catalog.incomplete;
  expect(told).toMatch(
    /^db\/structure\.sql, line 2: COMMENT ON TABLE a IS 'it''s; .*…: unterminated quoted string at .*…$/,
  );
  expect(told.length).toBeLessThan(400);
});
