import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { columnKey } from '../../src/advisor/definition.ts';
import { estimateIndexSize } from '../../src/advisor/size.ts';
import { parseArrayText } from '../../src/advisor/size/array-text.ts';
import { distinctValues } from '../../src/advisor/size/distinct.ts';
import { expressionType } from '../../src/advisor/size/expression-type.ts';
import { parseHstoreText } from '../../src/advisor/size/hstore-text.ts';
import { predicateSelectivity } from '../../src/advisor/size/predicate.ts';
import { storedBytes } from '../../src/advisor/size/stored-bytes.ts';
import type { Column, Relation } from '../../src/catalog/model.ts';
import { aColumn, NO_STATISTICS } from '../support/catalog-builder.ts';
import { tpchCatalog, tpchIndex } from '../support/tpch.ts';

const catalog = tpchCatalog();
const relation = (name: string) => catalog.relations.find((one) => one.name === name)!;
const orders = relation('orders');

describe('the text form of arrays', () => {
  const quote = (element: string | null) =>
    element === null ? 'NULL' : `"${element.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;

  test('is read back, whatever the elements hold', () => {
    fc.assert(
      fc.property(fc.array(fc.option(fc.string({ unit: 'binary' }))), (elements) => {
        expect(parseArrayText(`{${elements.map(quote).join(',')}}`)).toEqual(elements);
      }),
    );
  });

  test('is read without quotes too, and anything else ends', () => {
    expect(parseArrayText('{1.50,NULL,a b}')).toEqual(['1.50', null, 'a b']);
    fc.assert(fc.property(fc.string(), (text) => Array.isArray(parseArrayText(text))));
  });
});

describe('the text form of hstore', () => {
  const quoted = (text: string) => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;

  test('is read back, whatever the pairs hold', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.option(fc.string())), (pairs) => {
        const text = Object.entries(pairs).map(
          ([key, value]) => `${quoted(key)}=>${value === null ? 'NULL' : quoted(value)}`,
        );
        expect([...parseHstoreText(text.join(', '))]).toEqual(Object.entries(pairs));
      }),
    );
  });

  test('is nothing where the text is something else', () => {
    expect(parseHstoreText('{"a": 1}').size).toBe(0);
  });
});

test.each([
  ['0', 3],
  ['0.00', 3],
  ['17.00', 5],
  ['-1.5', 7],
  ['10000', 5],
  ['104949.50', 9],
  ['0.0001', 5],
  ['NaN', 3],
])('numeric %s takes %i bytes', (text, bytes) => {
  // As pg_column_size of a stored column says it.
  expect(storedBytes('numeric', text)).toBe(bytes);
});

describe('the share of rows that a predicate keeps', () => {
  const share = (predicate: string, of: Relation = orders) => predicateSelectivity(of, predicate);

  test.each([
    ["(o_orderstatus = 'P'::bpchar)", 0.0264],
    ["((o_orderstatus)::text = 'P'::text)", 0.0264],
    ["o_orderstatus <> 'O'::bpchar", 0.5131],
    ["NOT (o_orderstatus = 'O'::bpchar)", 0.5131],
    ["(o_orderstatus = ANY (ARRAY['P'::bpchar, 'F'::bpchar]))", 0.5131],
    ["((o_orderstatus = 'P'::bpchar) OR (o_orderstatus = 'F'::bpchar))", 0.5003],
    ["((o_orderstatus = 'O'::bpchar) AND (o_orderpriority = '1-URGENT'::bpchar))", 0.098],
    ['(o_orderkey < 3000000)', 0.5],
    ['(o_orderkey >= 4500000)', 0.25],
    ["(o_orderdate < '1993-01-01'::date)", 0.153],
    ['(o_comment IS NULL)', 0],
    ['(o_comment IS NOT NULL)', 1],
    ['(my_function(o_orderkey) > 5)', 1],
  ])('%s', (predicate, expected) => {
    expect(Math.abs(share(predicate) - expected)).toBeLessThan(0.02);
  });

  test('is what an engine found of a condition that single statistics do not tell', () => {
    const asked: string[] = [];
    const told = (text: string) => {
      asked.push(text);
      const statistics = { ...NO_STATISTICS, mostCommonValues: '{"true","false"}', mostCommonFrequencies: [0.2, 0.8] };
      const type = { type: 'boolean', baseType: 'boolean', typeLength: 1, typeAlignment: 'c' } as const;
      return { type, statistics };
    };
    const predicate = "(length(o_comment) > 50) AND (o_orderstatus = 'O'::bpchar) AND (NOT (o_comment ~~ 'a%'::text))";
    const found = predicateSelectivity(orders, predicate, { expression: (_, text) => told(text) });
    expect(asked).toEqual(['length(o_comment) > 50', "NOT (o_comment ~~ 'a%'::text)"]);
    expect(found).toBeCloseTo(0.2 * 0.487 * 0.2, 2);
  });

  test('holds NULL where a flag is asked not to be one of its values', () => {
    const flag: Column = {
      ...aColumn('done', 'boolean', 1),
      statistics: { ...NO_STATISTICS, nullFraction: 0.7, mostCommonValues: '{t,f}', mostCommonFrequencies: [0.2, 0.1] },
    };
    const tasks = { ...orders, columns: [flag] };
    expect(share('done IS NOT TRUE', tasks)).toBeCloseTo(0.8);
    expect(share('done IS NOT FALSE', tasks)).toBeCloseTo(0.9);
    expect(share('NOT done', tasks)).toBeCloseTo(0.1);
  });

  test('lies between none and all for any text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const value = share(`o_orderkey ${text}`);
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(1);
      }),
    );
  });
});

test('values that lie side by side are more than ANALYZE thinks', () => {
  const lineitem = relation('lineitem');
  const { statistics } = lineitem.columns.find(({ name }) => name === 'l_orderkey')!;
  expect(statistics!.distinct).toBe(397_206);
  // 1,500,000 in truth.
  const corrected = distinctValues(lineitem, statistics!, lineitem.tuples)!;
  expect(corrected).toBeGreaterThan(1_200_000);
  expect(corrected).toBeLessThan(1_800_000);
});

test.each([
  ['lower(email)', 'text'],
  ["(payload ->> 'kind'::text)", 'text'],
  ["((payload ->> 'n'::text))::integer", 'integer'],
  ["date_trunc('day'::text, at)", 'timestamp without time zone'],
  ['(deleted_at IS NULL)', 'boolean'],
])('the type of %s is %s', (expression, type) => {
  expect(expressionType(expression).baseType).toBe(type);
});

describe('an index on columns that step on with the rows', () => {
  const inOrder = (name: string, distinct: number, correlation: number): Column => ({
    ...aColumn(name, 'integer', 1),
    statistics: { ...NO_STATISTICS, distinct, correlation },
  });
  const sizeOf = (correlation: number, others?: readonly number[]) => {
    const beside = (others ?? []).map((one, position) => inOrder(`other_${position}`, 5000, one));
    const columns = [inOrder('day', 1000, others ? 0.999 : 1), inOrder('batch', 2000, correlation), ...beside];
    const log = {
      ...orders,
      columns,
      constraints: [],
      indexes: [],
      tuples: 1_000_000,
      pages: 5000,
      sizeBytes: 5000 * 8192,
    };
    return estimateIndexSize(log, {
      ...tpchIndex('create index on orders (o_custkey)'),
      keys: ['day', 'batch'].map(columnKey),
    });
  };

  test('has hardly more keys than the one that steps more often, and so half the size of one on any columns', () => {
    expect(sizeOf(1).sizeBytes).toBeLessThan(sizeOf(0.5).sizeBytes / 2);
  });

  test('is the smaller one where it is the rows that stray, of which another column tells, unless one keeps the order', () => {
    const bytes = (...others: readonly number[]) => sizeOf(0.998, others).sizeBytes;
    expect(bytes(0.999)).toBeLessThan(bytes());
    expect(bytes(0.9985)).toBe(bytes());
    expect(bytes(0.999, 1)).toBe(bytes());
  });

  test('has the more keys the further they stray from the order', () => {
    const sizes = [1, 0.9999, 0.99, 0.5].map((correlation) => sizeOf(correlation).sizeBytes);
    expect(sizes).toEqual(sizes.toSorted((a, b) => a - b));
    expect(new Set(sizes).size).toBe(4);
  });
});

describe('an index', () => {
  const onCustomer = tpchIndex('create index on orders (o_custkey)');

  test('of an empty table has one page', () => {
    const empty = { ...orders, tuples: 0, pages: 0, sizeBytes: 0 };
    expect(estimateIndexSize(empty, onCustomer)).toEqual({ sizeBytes: 8192, pages: 1, tuples: 0, height: 0 });
    expect(estimateIndexSize(empty, { ...onCustomer, method: 'gin' })).toMatchObject({ pages: 2, tuples: 0 });
  });

  test('of a table that was never analysed counts the rows that fit', () => {
    const columns = orders.columns.map((column): Column => ({ ...column, statistics: null }));
    const { tuples } = estimateIndexSize({ ...orders, tuples: -1, pages: 0, columns }, onCustomer);
    expect(tuples / 1_500_000).toBeGreaterThan(0.5);
    expect(tuples / 1_500_000).toBeLessThan(2);
  });

  test('grows with the table since its last ANALYZE', () => {
    const grown = { ...orders, sizeBytes: orders.sizeBytes * 2 };
    expect(estimateIndexSize(grown, onCustomer).tuples).toBe(3_000_000);
  });

  test('has equal keys merged from PostgreSQL 13 on', () => {
    const size = (serverVersionNum: number) => estimateIndexSize(orders, onCustomer, { serverVersionNum }).sizeBytes;
    expect(size(120_000)).toBeGreaterThan(2 * size(130_000));
  });

  test('has none merged under a nondeterministic collation, nor beside included columns', () => {
    const plain = estimateIndexSize(orders, onCustomer).sizeBytes;
    expect(estimateIndexSize(orders, onCustomer, { isDeterministic: () => false }).sizeBytes).toBeGreaterThan(plain);
    expect(estimateIndexSize(orders, { ...onCustomer, include: ['o_orderdate'] }).sizeBytes).toBeGreaterThan(2 * plain);
  });

  // Over each combination of NULLs there would be 2^32 of them, and no end.
  test('of 32 nullable columns is estimated', () => {
    const columns = Array.from({ length: 32 }, (_, i): Column => {
      const statistics = { ...orders.columns[0]!.statistics!, nullFraction: 0.5, distinct: 100 };
      return { ...orders.columns[0]!, name: `c${i}`, notNull: false, statistics };
    });
    const keys = columns.map(({ name }) => ({ ...onCustomer.keys[0]!, column: name }));
    const { sizeBytes } = estimateIndexSize({ ...orders, columns }, { ...onCustomer, keys });
    // 16 columns of a row are NULL on average: at most 16 + 32 * 4 bytes, at least half of that.
    expect(sizeBytes / 1_500_000).toBeGreaterThan(80);
    expect(sizeBytes / 1_500_000).toBeLessThan(180);
  });

  test('is refused when it names no column of the table', () => {
    const wrong = { ...onCustomer, keys: [{ ...onCustomer.keys[0]!, column: 'nope' }] };
    expect(() => estimateIndexSize(orders, wrong)).toThrow('no column nope in public.orders');
  });
});

describe('an index on a column of type character', () => {
  const size = (deduplicatesCharacter?: boolean) =>
    estimateIndexSize(relation('customer'), tpchIndex('create index on customer (c_mktsegment)'), {
      ...(deduplicatesCharacter !== undefined && { deduplicatesCharacter }),
    }).sizeBytes;

  test('holds each of its five values once or nearly so, where the server merges equal keys', () => {
    // Built on PostgreSQL 15.18: 1,073,152 bytes.
    expect(size()).toBe(size(true));
    expect(size() / 1_073_152).toBeCloseTo(1, 1);
  });

  test('holds a key for each row, where the server does not', () => {
    // 150,000 entries of 8 + 16 bytes and 4 for the line pointer, in pages that are 90 % full.
    expect(size(false) / ((150_000 * 28) / 0.9)).toBeCloseTo(1, 1);
  });
});
