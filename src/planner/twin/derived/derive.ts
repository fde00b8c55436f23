import type { PGlite } from '@electric-sql/pglite';
import type { Column, ColumnStatistics, IndexKey, Relation } from '../../../catalog/model.ts';
import { quoteArray, quoteIdentifier, quoteLiteral, quoteQualified } from '../../../sql/quote.ts';
import { inputsOf } from './inputs.ts';
import { resultTypes, type ResultType, type ResultTypeOf } from './result-type.ts';
import { SAMPLE, sampleOf } from './sample.ts';
import { isSqlError } from '../sql-error.ts';
import { summariseElements, type SeenElement } from './elements.ts';
import { summarise, type ValueGroup } from './summary.ts';

/** Statistics of an expression key that no index of the server has; null where none can be derived. */
export type DeriveStatistics = (relation: Relation, key: IndexKey, rows: number) => Promise<ColumnStatistics | null>;

/** A value this much shorter than its argument leaves something of it out. */
const LOSSY = 0.8;

/**
 * The embedded PostgreSQL evaluates an expression on the values that the server's statistics hold of the columns that it
 * reads, each expression once. An error (a value between two bounds that the expression refuses) leaves it without
 * statistics, as it would be on the server until the first ANALYZE.
 */
export function createDerivation(db: PGlite, resultTypeOf: ResultTypeOf = resultTypes(db)): DeriveStatistics {
  const callsOf = functionCalls(db);
  const known = new Map<string, Promise<ColumnStatistics | null>>();
  return (relation, key, rows) => {
    const name = JSON.stringify([relation.schema, relation.name, key.expression, key.collation]);
    const derived = known.get(name) ?? derive(db, { resultTypeOf, callsOf }, relation, key, rows);
    known.set(name, derived);
    return derived;
  };
}

async function derive(
  db: PGlite,
  { resultTypeOf, callsOf }: { readonly resultTypeOf: ResultTypeOf; readonly callsOf: CallsOf },
  relation: Relation,
  key: IndexKey,
  rows: number,
): Promise<ColumnStatistics | null> {
  const inputs = inputsOf(key.expression ?? '', relation);
  if (!inputs || rows < 1) return null;
  const columns = inputs.columns.flatMap((column) =>
    column.statistics ? { column, statistics: column.statistics } : [],
  );
  if (columns.length < inputs.columns.length) return null;
  const calls = await callsOf(inputs.functions);
  const result = calls === 'procedural' ? null : await resultTypeOf(relation, key.expression ?? '');
  if (!result) return null;
  const sample = sampleOf(columns, calls === 'built-in');
  if (!sample) return null;
  const attempts = sample.isInterpolated ? [sample, sampleOf(columns, false)!] : [sample];
  for (const { sql, isInterpolated } of attempts) {
    try {
      const expression = `(${key.expression})${key.collation ? ` COLLATE ${quoteQualified(key.collation)}` : ''}`;
      const subject = { expression, rows: `(${sql}) AS ${quoteIdentifier(relation.name)}`, columns, tableRows: rows };
      return await evaluate(db, subject, result.kind, isInterpolated);
    } catch (error) {
      if (!isSqlError(error)) throw error;
    }
  }
  return null;
}

/**
 * What the functions of these names are. The user's own in SQL run on the few values of the statistics alone, and those in
 * procedural languages not at all: nothing could stop one that does not end.
 */
type Calls = 'built-in' | 'own' | 'procedural';
type CallsOf = (functions: readonly string[]) => Promise<Calls>;

function functionCalls(db: PGlite): CallsOf {
  const known = new Map<string, Promise<Calls>>();
  return (functions) => {
    if (functions.length === 0) return Promise.resolve('built-in');
    const names = quoteArray([...functions].sort());
    const calls = known.get(names) ?? askOfCalls(db, names);
    known.set(names, calls);
    return calls;
  };
}

async function askOfCalls(db: PGlite, names: string): Promise<Calls> {
  const [result] = await db.exec(`
    SELECT CASE WHEN bool_or(lanname NOT IN ('internal', 'c', 'sql')) THEN 'procedural'
                WHEN bool_or(lanname = 'sql' AND p.oid >= 16384) THEN 'own' ELSE 'built-in' END AS calls
    FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
    WHERE proname = ANY (${quoteLiteral(names)}::text[])`);
  return (result!.rows as { calls: Calls }[])[0]!.calls;
}

interface Subject {
  readonly expression: string;
  /** A FROM item with the columns. */
  readonly rows: string;
  readonly columns: readonly { readonly column: Column; readonly statistics: ColumnStatistics }[];
  readonly tableRows: number;
}

async function evaluate(db: PGlite, subject: Subject, kind: Kind, isInterpolated: boolean): Promise<ColumnStatistics> {
  const statistics = await summaryOf(db, subject, kind, isInterpolated);
  return kind === 'scalar' ? statistics : { ...statistics, ...(await elementsOf(db, subject, kind, statistics)) };
}

type Kind = ResultType['kind'];

interface EvaluatedGroup extends ValueGroup {
  /** Bytes of the values' texts, and of those of their arguments. */
  readonly length: number | null;
  readonly given: number | null;
  /** Whether all came from one value of the one column that is read. */
  readonly isOfOne: boolean | null;
  /** Whether all are one of their arguments. */
  readonly isGiven: boolean | null;
}

async function summaryOf(
  db: PGlite,
  { expression, rows, columns, tableRows }: Subject,
  kind: Kind,
  isInterpolated: boolean,
): Promise<ColumnStatistics> {
  const { share, drawn, place } = SAMPLE;
  // OFFSET 0 keeps the bytes those of the function's result: sorting gives short values a shorter header. Of numbers and times, which are shown by thousands, nobody asks how long they are.
  const given = isInterpolated ? [] : columns.map(({ column }) => `${quoteIdentifier(column.name)}::text`);
  const [result] = await db.exec(`
    SELECT value::text AS value, sum(share) AS share, count(*) FILTER (WHERE drawn)::int AS drawn, NOT bool_and(drawn) AS common,
           avg(place)::float8 AS place, coalesce(avg(bytes), 0)::float8 AS width, sum(octet_length(value::text))::float8 AS length,
           sum(octet_length(concat(VARIADIC given)))::float8 AS given, min(place) = max(place) AS "isOfOne", bool_and(value::text = ANY (given)) AS "isGiven"
    FROM (SELECT ${expression} AS value, pg_column_size(${expression}) AS bytes, ${share} AS share, ${drawn} AS drawn, ${place} AS place,
                 ARRAY[${given.join(', ')}]::text[] AS given FROM ${rows} OFFSET 0) AS evaluated
    GROUP BY evaluated.value ORDER BY evaluated.value`);
  const groups = result!.rows as EvaluatedGroup[];
  const present = groups.filter(({ value }) => value !== null);
  const total = (of: 'length' | 'given') => present.reduce((sum, group) => sum + (group[of] ?? 0), 0);
  const isGiven = present.every((group) => group.isGiven);
  const isVariable = columns.every(({ column }) => column.typeLength < 0 && !/range$/.test(column.baseType));
  const distinct = columns.map(({ statistics }) => distinctOf(statistics, tableRows));
  const summary = summarise(groups, {
    rows: tableRows,
    // What passes one of its arguments on, as coalesce() does, has no more than they have together.
    mostDistinct: distinct.reduce((all, one) => (isGiven ? all + one : all * one)),
    isLossy: isVariable && !isInterpolated && !isGiven && total('length') < LOSSY * total('given'),
    keepsApart: present.every(({ isOfOne }) => isOfOne),
    correlation: columns.length === 1 ? columns[0]!.statistics.correlation : 1,
  });
  // ts_typanalyze() keeps no values.
  return kind === 'tsvector'
    ? {
        ...summary,
        distinct: -1,
        mostCommonValues: null,
        mostCommonFrequencies: null,
        histogramBounds: null,
        correlation: null,
      }
    : summary;
}

/** Elements that several of the sampled values have, in the order in which the planner looks for one. */
async function elementsOf(
  db: PGlite,
  { expression, rows }: Subject,
  kind: 'array' | 'tsvector',
  { nullFraction }: ColumnStatistics,
): Promise<Partial<ColumnStatistics>> {
  const { share } = SAMPLE;
  const [element, order] =
    kind === 'array'
      ? ['(SELECT DISTINCT e FROM unnest(value) AS e WHERE e IS NOT NULL)', 'element']
      : ['(SELECT lexeme AS e FROM unnest(value))', 'octet_length(element::text), element::text COLLATE "C"'];
  const [result] = await db.exec(`
    SELECT element::text AS element, share, times
    FROM (SELECT e AS element, sum(share) AS share, count(*)::int AS times
          FROM (SELECT ${expression} AS value, ${share} AS share FROM ${rows}) AS evaluated, LATERAL ${element} AS elements
          GROUP BY e) AS counted
    ORDER BY ${order}`);
  const seen = (result!.rows as SeenElement[]).map((one) => ({ ...one, share: one.share / (1 - nullFraction || 1) }));
  return summariseElements(seen, kind);
}

function distinctOf({ distinct }: ColumnStatistics, rows: number): number {
  if (distinct === 0) return rows;
  return Math.max(1, distinct > 0 ? distinct : -distinct * rows);
}
