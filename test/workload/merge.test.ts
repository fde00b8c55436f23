import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { loadParser } from '../../src/sql/parser.ts';
import { createWorkloadBuilder, type WorkloadBuilder } from '../../src/workload/builder.ts';
import type { WorkloadDocument } from '../../src/workload/file/document.ts';
import type { LogRecord } from '../../src/workload/log/record.ts';
import type { Execution, SeenPlan } from '../../src/workload/model.ts';

beforeAll(() => loadParser());

const maybe = <Value>(...values: Value[]) => fc.option(fc.constantFrom(...values), { nil: null });

const moment = {
  at: fc.option(fc.integer({ min: 1_795_000_000_000, max: 1_795_000_090_000 }), { nil: null, freq: 9 }),
  user: maybe('app', 'report'),
  database: maybe('shop'),
  application: maybe('web', 'psql', 'worker 17'),
  host: maybe('10.0.0.7', '[local]'),
  session: maybe('s1', 's2'),
};

const execution: fc.Arbitrary<Execution> = fc.record({
  ...moment,
  sql: fc.constantFrom(
    'SELECT * FROM t WHERE a = $1',
    'select * from t where a = 1 /*controller:orders,action:show*/',
    "SELECT * FROM t WHERE a = 'b' /*route='%2Forders',traceparent='00-1'*/",
    'INSERT INTO t VALUES ($1)',
    'SELEC 1',
  ),
  parameters: fc.array(fc.option(fc.constantFrom('1', '2', '3'), { nil: null }), { maxLength: 1 }),
  durationMs: fc.option(
    fc.oneof(fc.nat(5_000), fc.nat(2 ** 40)).map((us) => us / 1000),
    { nil: null },
  ),
  calls: fc.constantFrom(0, 1, 1, 1, 7),
  rows: fc.option(fc.nat(9), { nil: null }),
});

const event: fc.Arbitrary<LogRecord> = fc.record({
  ...moment,
  severity: fc.constantFrom('log' as const, 'error' as const),
  sqlState: fc.constant(null),
  message: fc.constantFrom(
    'temporary file: path "base/pgsql_tmp/pgsql_tmp1.0", size 1523712',
    'duplicate key value violates unique constraint "t_key"',
    'process 1 still waiting for ShareLock on transaction 1344 after 100.107 ms',
    'division by zero',
  ),
  detail: fc.constant(null),
  context: fc.constant(null),
  statement: maybe("INSERT INTO t VALUES ('x')", 'SELECT 1; SELECT 2', 'SELEC'),
});

const plan: fc.Arbitrary<SeenPlan> = fc.record({
  sql: fc.constantFrom('SELECT * FROM t WHERE a = $1', 'SELECT 1; SELECT 2', 'SELEC'),
  durationUs: fc.nat(9),
  at: moment.at,
  text: fc
    .tuple(fc.constantFrom('Seq Scan on t', 'Index Scan using t_a on t', 'Result', 'Bitmap Heap Scan on t'), fc.nat(3))
    .map(([node, value]) => `${node}  (cost=0.00..${value}.00 rows=1 width=4)\n  Filter: (a = ${value})`),
});

type Part = readonly (Execution | LogRecord | SeenPlan)[];
const part: fc.Arbitrary<Part> = fc.array(fc.oneof(execution, event, plan), { maxLength: 25 });

function add(builder: WorkloadBuilder, items: Part): WorkloadBuilder {
  for (const one of items) {
    if ('severity' in one) builder.event(one);
    else if ('text' in one) builder.plan(one);
    else builder.add(one);
  }
  builder.endSource({
    kind: 'log',
    name: `${items.length}.log`,
    format: 'stderr',
    bytes: items.length,
    lines: items.length,
    statements: items.length,
    skipped: {},
  });
  return builder;
}

const documentOf = (items: Part) => add(createWorkloadBuilder(), items).toDocument();

function merged(documents: readonly WorkloadDocument[]): WorkloadDocument {
  const builder = createWorkloadBuilder();
  for (const document of documents) builder.merge(document);
  return builder.toDocument();
}

/** As a file would hand it on. */
const copy = (document: WorkloadDocument) => JSON.parse(JSON.stringify(document)) as WorkloadDocument;
const text = (document: WorkloadDocument) => JSON.stringify(document);

describe('merging', () => {
  it('gives the same bytes in any order, however the parts are put together, and as if all had been read at once', () => {
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), fc.nat(), fc.nat(), (parts, rotation, split) => {
        const atOnce = parts.reduce((builder, items) => add(builder, items), createWorkloadBuilder());
        const expected = text(atOnce.toDocument());
        const documents = parts.map(documentOf).map(copy);
        expect(text(merged(documents))).toBe(expected);
        const from = rotation % documents.length;
        const turned = [...documents.slice(from), ...documents.slice(0, from)].reverse();
        const at = split % (documents.length + 1);
        expect(text(merged([merged(turned.slice(0, at)), merged(turned.slice(at))].map(copy)))).toBe(expected);
      }),
      { numRuns: 60 },
    );
  });

  it('gives the same workload as reading everything at once', () => {
    fc.assert(
      fc.property(fc.array(part, { maxLength: 3 }), (parts) => {
        const atOnce = createWorkloadBuilder();
        for (const items of parts) add(atOnce, items);
        const builder = createWorkloadBuilder();
        for (const items of parts.toReversed()) builder.merge(copy(documentOf(items)));
        expect(builder.build()).toEqual(atOnce.build());
      }),
      { numRuns: 30 },
    );
  });

  it('with nothing changes nothing', () => {
    fc.assert(
      fc.property(part, (items) => {
        const document = documentOf(items);
        expect(text(merged([merged([]), document]))).toBe(text(document));
      }),
      { numRuns: 30 },
    );
  });

  it('keeps the numbers of unparsable statements right beyond those that are listed', () => {
    const broken = (from: number, to: number): WorkloadDocument => ({
      ...merged([]),
      unparsable: {
        listed: Array.from({ length: to - from }, (_, i) => ({ sql: `SELEC col_${from + i}`, reason: 'no', calls: 2 })),
        calls: 2 * (to - from),
      },
    });
    const parts = [broken(0, 700), broken(700, 1_300), broken(600, 1_500)];
    const { unparsable } = merged(parts);
    expect(unparsable).toMatchObject({ calls: 4_400 });
    expect(unparsable.listed).toHaveLength(1_000);
    expect(merged([merged([parts[2]!, parts[0]!]), parts[1]!]).unparsable).toEqual(unparsable);
    const builder = createWorkloadBuilder();
    builder.merge(merged(parts));
    const listed = unparsable.listed.reduce((sum, { calls }) => sum + calls, 0);
    expect(builder.build().incomplete).toEqual([
      `${4_400 - listed} calls of further statements that do not parse are not listed`,
    ]);
  });
});
