import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { PGlite } from '@electric-sql/pglite';
import type { ColumnStatistics, Relation } from '../../../src/catalog/model.ts';
import { createDerivation, type DeriveStatistics } from '../../../src/planner/twin/derived/derive.ts';
import { openEmbedded } from '../../../src/planner/twin/embedded.ts';
import { loadParser } from '../../../src/sql/parser.ts';
import { aColumn, aKey, aTable, NO_STATISTICS } from '../../support/catalog-builder.ts';
import { cacheDirectory } from '../support.ts';

function column(name: string, type: string, number: number, statistics: Partial<ColumnStatistics>) {
  return { ...aColumn(name, type, number), statistics: { ...NO_STATISTICS, ...statistics } };
}

const upTo = (most: number) => `{${Array.from({ length: 101 }, (_, position) => (position * most) / 100).join(',')}}`;

const table: Relation = {
  ...aTable('t', { columns: {} }),
  columns: [
    column('state', 'text', 1, {
      nullFraction: 0.2,
      distinct: 3,
      mostCommonValues: '{Open,OPEN,"it\'s \\"done\\""}',
      mostCommonFrequencies: [0.4, 0.3, 0.1],
    }),
    column('id', 'integer', 2, { histogramBounds: upTo(100_000), correlation: 1 }),
    column('later', 'integer', 7, {
      histogramBounds: `{${Array.from({ length: 101 }, (_, n) => 3000 + n * 1000).join(',')}}`,
      correlation: 0.9999,
    }),
    column('anywhere', 'integer', 8, { histogramBounds: upTo(100_000), correlation: 0 }),
    column('Odd name', 'integer', 3, { distinct: 2, mostCommonValues: '{0,1}', mostCommonFrequencies: [0.5, 0.5] }),
    column('body', 'text', 4, { nullFraction: 0.1, distinct: -0.9 }),
    column('during', 'int4range', 6, {
      nullFraction: 0.1,
      range: {
        emptyFraction: 0.2,
        lengthHistogram: '{1,9}',
        boundsHistogram: `{${Array.from({ length: 101 }, (_, n) => `"[${n * 10},${n * 10 + 5})"`).join(',')}}`,
      },
    }),
    { ...aColumn('unknown', 'text', 5), statistics: null },
  ],
};

describe('statistics derived for an expression', () => {
  let db: PGlite;
  let derive: DeriveStatistics;

  beforeAll(async () => {
    await loadParser();
    db = await openEmbedded({ textOrder: 'bytes', extensions: [], cacheDirectory });
    await db.exec(`
      CREATE FUNCTION forever(text) RETURNS text IMMUTABLE LANGUAGE plpgsql AS 'BEGIN LOOP END LOOP; END';
      CREATE FUNCTION shouted(text) RETURNS text IMMUTABLE LANGUAGE sql RETURN upper($1)`);
  });

  beforeEach(() => {
    derive = createDerivation(db);
  });

  afterAll(() => db.close());

  const of = (expression: string, rows = 100_000) => derive(table, aKey(`(${expression})`), rows);

  test('put values together that the expression makes equal, with their frequencies', async () => {
    const statistics = await of('lower(state)');
    expect(statistics).toMatchObject({ distinct: 2, nullFraction: 0.2 });
    expect(statistics!.mostCommonValues).toBe('{"open","it\'s \\"done\\""}');
    expect(statistics!.mostCommonFrequencies![0]).toBeCloseTo(0.7);
  });

  test('know what the expression makes of NULL', async () => {
    expect(await of("COALESCE(state, 'none')")).toMatchObject({ distinct: 4, nullFraction: 0 });
    expect(await of('(state IS NULL)')).toMatchObject({ distinct: 2, mostCommonValues: '{"false","true"}' });
  });

  test('see the values between the bounds of numbers', async () => {
    const { distinct, mostCommonValues } = (await of('id % 50'))!;
    expect([distinct, mostCommonValues!.split(',').length]).toEqual([50, 50]);
    const { distinct: thousands, correlation } = (await of('id / 1000'))!;
    expect(thousands).toBeGreaterThanOrEqual(100);
    expect(thousands).toBeLessThanOrEqual(102);
    expect(correlation).toBeCloseTo(1, 1);
  });

  test('put columns together as they lie in the table', async () => {
    const shareOf = async (expression: string) => {
      const { mostCommonValues, mostCommonFrequencies } = (await of(expression))!;
      return mostCommonFrequencies![mostCommonValues!.slice(1, -1).split(',').indexOf('"true"')] ?? 0;
    };
    // Both follow the rows, `later` 3,000 behind; `anywhere` is spread over the table.
    expect(await shareOf('id < later')).toBeGreaterThan(0.95);
    expect(await shareOf('id < anywhere')).toBeCloseTo(0.5, 1);
    expect((await of('GREATEST(id, later)'))!.correlation).toBeGreaterThan(0.98);
    expect(Math.abs((await of('anywhere + 0 * id'))!.correlation!)).toBeLessThan(0.1);
  });

  test('know that what is one of its arguments has no more values than they have', async () => {
    const { distinct } = (await of("COALESCE(state, 'none') || ''"))!;
    expect(distinct).toBe(4);
    expect((await of('COALESCE("Odd name", id)'))!.distinct).toBe(2);
  });

  test('find the bounds of a range in their histogram, and none of an empty one', async () => {
    const { nullFraction, histogramBounds, distinct } = (await of('lower(during)'))!;
    expect(nullFraction).toBeCloseTo(0.1 + 0.9 * 0.2);
    expect(histogramBounds).toMatch(/^\{"?0"?,"?10"?,/);
    expect(distinct).not.toBe(0);
    expect((await of('isempty(during)'))!.mostCommonFrequencies!.map((one) => one.toFixed(2))).toEqual([
      '0.72',
      '0.18',
    ]);
  });

  test('take an expression that refuses what lies between the bounds on the bounds alone', async () => {
    expect(await of('1 / (id % 1000 - 1)')).not.toBeNull();
  });

  test('take several columns for independent', async () => {
    const { distinct } = (await of('state || "Odd name"'))!;
    expect(distinct).toBe(6);
  });

  test.each([
    ['values that it refuses', 'state::integer'],
    ['no values in the statistics', 'lower(body)'],
    ['no statistics', 'lower(unknown)'],
    ['a function in a procedural language, which might not end', 'forever(state)'],
    ['a text that is made long', 'repeat(state, 100000000)'],
    ['a length that comes from a column', 'lpad(state, id)'],
    ['no column', "lower('A')"],
    ['a whole row', 'row_to_json(t.*)'],
  ])('are none where there is: %s', async (_, expression) => {
    expect(await of(expression)).toBeNull();
  });

  test('are none for an empty table', async () => {
    expect(await of('lower(state)', 0)).toBeNull();
  });

  test('use functions of the user in SQL', async () => {
    expect(await of('shouted(state)')).toMatchObject({ distinct: 2 });
  });

  test('of full texts are their words', async () => {
    const texts = Array.from({ length: 101 }, (_, position) => `"cats and dogs ${position}"`);
    const documents = column('state', 'text', 1, { histogramBounds: `{${texts.join(',')}}` });
    const key = aKey("(to_tsvector('english'::regconfig, state))");
    const statistics = await derive({ ...table, name: 'other', columns: [documents] }, key, 1000);
    expect(statistics).toMatchObject({ mostCommonElements: '{"cat","dog"}', mostCommonValues: null });
    expect(statistics!.mostCommonElementFrequencies!.slice(0, 2)).toEqual([1, 1]);
  });
});
