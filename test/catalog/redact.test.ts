import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { introspect } from '../../src/catalog/introspect.ts';
import { findRelation, indexCatalog } from '../../src/catalog/lookup.ts';
import type { Catalog, ColumnStatistics } from '../../src/catalog/model.ts';
import { redactCatalog } from '../../src/catalog/redact.ts';
import { parseArray } from '../../src/catalog/redact/array-text.ts';
import { connect } from '../../src/connection/connect.ts';
import { readOnly } from '../../src/connection/read-only.ts';
import { createDatabase, servers, type TestDatabase } from '../support/database.ts';

/** A column of every type that has statistics; `i` runs from 1 to 400. */
const COLUMNS: Readonly<Record<string, [type: string, expression: string]>> = {
  tiny: ['smallint', '(i * 80)::int2'],
  dense: ['smallint', '(i % 7)::int2'],
  whole: ['integer', 'i * i - 5000'],
  large: ['bigint', '9223372036854775807 - i'],
  money: ['numeric(8,2)', 'i * 1.25'],
  exact: ['numeric', 'i / 7.0'],
  hundreds: ['numeric(5,-2)', 'i * 100'],
  real: ['real', '(i / 3.0)::real'],
  double: ['double precision', "CASE WHEN i = 1 THEN 'Infinity' ELSE (i - 200) / 3.0 END"],
  word: ['text', "'Secret word ' || i % 150"],
  accent: ['text', "chr(200 + i % 60) || 'é-' || i"],
  blank: ['text', "CASE WHEN i % 3 = 0 THEN '' ELSE '{curly, \"quoted\\\\' || i % 9 END"],
  flag: ['char(1)', 'chr(65 + i % 20)'],
  state: ['varchar(2)', 'chr(65 + i % 26) || chr(65 + i % 25)'],
  padded: ['char(12)', "'abc' || i % 50"],
  limited: ['varchar(9)', "'item-' || i"],
  tag: ['name', "'tag' || i"],
  day: ['date', "CASE WHEN i = 3 THEN 'infinity' ELSE date '2020-02-28' + i END"],
  ancient: ['date', "date '0100-03-01 BC' + i * 400"],
  at: ['timestamp', "timestamp '2024-01-01 00:00:00.123456' + i * interval '1.5 minutes'"],
  at_zone: ['timestamptz', "timestamptz '2024-01-01' + i * interval '7 hours'"],
  at_second: ['timestamp(0)', "timestamp '2024-01-01' + i * interval '1 second'"],
  clock: ['time', "time '08:00' + i * interval '1 minute'"],
  span: ['interval', "i * interval '1 mon 2 days 03:04:05.5' - interval '1 year'"],
  key: ['uuid', 'md5(i::text)::uuid'],
  host: ['inet', "inet '192.168.0.0' + i"],
  host6: ['inet', "inet '2001:db8::' + i"],
  net: ['cidr', "('10.' || i % 250 || '.0.0/16')::cidr"],
  raw: ['bytea', "decode(md5(i::text), 'hex')"],
  document: [
    'jsonb',
    "CASE i % 4 WHEN 0 THEN to_jsonb('secret' || i % 9) WHEN 1 THEN jsonb_build_array(i % 12, NULL) ELSE jsonb_build_object('b', i % 50, 'aa', i % 2 = 0) END",
  ],
  numbers: ['integer[]', 'ARRAY[i % 10, i]'],
  words: ['text[]', "ARRAY['label ' || i % 10, 'x,\"y' || i % 40]"],
  search: ['tsvector', "to_tsvector('simple', 'common word' || i % 30 || ' naïve')"],
  during: ['tsrange', "tsrange(timestamp '2024-01-01' + i % 40 * interval '1 day', NULL)"],
  between: ['int4range', 'int4range(i % 30, i % 30 + 5)'],
};
const KEPT = {
  mood: ['shop.mood', "(ARRAY['sad','ok','happy'])[1 + i % 3]::shop.mood"],
  open: ['boolean', 'i % 2 = 0'],
} as const;

const names = (major: number) => Object.keys(COLUMNS).filter((name) => name !== 'hundreds' || major >= 15);

describe.each(servers)('a redacted catalog of PostgreSQL $major', (server) => {
  let database: TestDatabase;
  let original: Catalog;
  let redacted: Catalog;
  const statisticsOf = (catalog: Catalog, table: string, column: string): ColumnStatistics =>
    findRelation(indexCatalog(catalog), { schema: 'shop', name: table })!.columns.find(({ name }) => name === column)!
      .statistics!;
  const lists = ({ mostCommonValues, histogramBounds, mostCommonElements }: ColumnStatistics) => [
    mostCommonValues,
    histogramBounds,
    mostCommonElements,
  ];

  beforeAll(async () => {
    const all = { ...Object.fromEntries(names(server.major).map((name) => [name, COLUMNS[name]!])), ...KEPT };
    database = await createDatabase(
      server,
      `CREATE SCHEMA shop; CREATE TYPE shop.mood AS ENUM ('sad', 'ok', 'happy');
       CREATE TABLE shop.everything (${Object.entries(all)
         .map(([name, [type]]) => `"${name}" ${type}`)
         .join(', ')}, shift timetz);
       INSERT INTO shop.everything SELECT ${Object.values(all)
         .map(([type, expression]) => `(${expression})::${type}`)
         .join(', ')}, timetz '08:00+02' + i * interval '1 minute'
         FROM generate_series(1, 400) i;
       CREATE INDEX everything_lower ON shop.everything (lower(word));
       CREATE TABLE shop.country (code varchar(2) PRIMARY KEY);
       INSERT INTO shop.country SELECT chr(65 + i) || chr(66 + i) FROM generate_series(0, 20) i;
       CREATE TABLE shop.town (country text REFERENCES shop.country, size bigint);
       INSERT INTO shop.town SELECT chr(65 + i % 20) || chr(66 + i % 20), i FROM generate_series(1, 2000) i;
       ANALYZE shop.everything; ANALYZE shop.country; ANALYZE shop.town;`,
    );
    const session = await connect({ url: database.url, environment: {} });
    original = await readOnly(session, introspect);
    await session.close();
    redacted = redactCatalog(original, 'secret');
  });
  afterAll(() => database.drop());

  it('is the same for the same secret, another for another, and unlike the original', () => {
    expect(redactCatalog(original, 'secret')).toEqual(redacted);
    expect(redactCatalog(original, 'other').relations).not.toEqual(redacted.relations);
    expect(redacted.incomplete).toContain(
      'the statistics hold stand-ins for the values (--redact): queries are priced without their values',
    );
  });

  it.each(names(server.major))(
    'has values that PostgreSQL takes, as distinct and in the same order: %s',
    async (name) => {
      const [type] = COLUMNS[name]!;
      const before = statisticsOf(original, 'everything', name);
      const after = statisticsOf(redacted, 'everything', name);
      const elementType = type.endsWith('[]') ? type : `${type}[]`;
      for (const [position, text] of lists(after).entries()) {
        const previous = lists(before)[position] ?? null;
        expect(text === null).toBe(previous === null);
        if (text === null || previous === null || type === 'tsvector') continue;
        const casts = position === 2 ? elementType : type.endsWith('[]') ? 'text[]' : elementType;
        const inner = type.endsWith('[]') && position < 2 ? `::${type}` : '';
        const { rows } = await database.client.query<{ a: number[]; b: number[] }>(
          `SELECT (SELECT array_agg(dense_rank ORDER BY ord) FROM (SELECT ord, dense_rank() OVER (ORDER BY v${inner}) FROM unnest($1::${casts}) WITH ORDINALITY u (v, ord)) x) AS a,
                (SELECT array_agg(dense_rank ORDER BY ord) FROM (SELECT ord, dense_rank() OVER (ORDER BY v${inner}) FROM unnest($2::${casts}) WITH ORDINALITY u (v, ord)) x) AS b`,
          [previous, text],
        );
        expect(rows[0]!.b).toEqual(rows[0]!.a);
      }
      const values = { mostCommonValues: null, histogramBounds: null, mostCommonElements: null, range: undefined };
      expect({ ...after, ...values }).toEqual({ ...before, ...values });
    },
  );

  it('leaves out the values of types that it cannot make up, and says so', () => {
    const dropped = statisticsOf(redacted, 'everything', 'shift');
    expect(lists(dropped)).toEqual([null, null, null]);
    expect(dropped.averageWidth).toBe(12);
    expect(statisticsOf(original, 'everything', 'shift').histogramBounds).not.toBeNull();
    expect(redacted.incomplete).toContain(
      'the values of 1 column or expression (shop.everything.shift) were left out, for their type has no stand-ins',
    );
  });

  it('keeps enums and booleans, whose values the schema tells', () => {
    for (const name of Object.keys(KEPT)) {
      expect(statisticsOf(redacted, 'everything', name)).toEqual(statisticsOf(original, 'everything', name));
    }
  });

  it('keeps equal what a foreign key joins, across types of different length', () => {
    const pairs = (catalog: Catalog) => {
      const country = statisticsOf(catalog, 'country', 'code');
      const known = [country.mostCommonValues, country.histogramBounds].flatMap((list) =>
        list ? parseArray(list) : [],
      );
      return parseArray(statisticsOf(catalog, 'town', 'country').mostCommonValues!).map((value) =>
        known.indexOf(value),
      );
    };
    expect(pairs(redacted)).toEqual(pairs(original));
    expect(pairs(redacted)).not.toContain(-1);
  });

  it('makes stand-ins for the statistics of expressions too', () => {
    const [index] = findRelation(indexCatalog(redacted), { schema: 'shop', name: 'everything' })!.indexes;
    expect(index!.expressionStatistics[0]!.mostCommonValues ?? index!.expressionStatistics[0]!.histogramBounds).toMatch(
      /^\{v/,
    );
  });
});
