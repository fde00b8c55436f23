import type { ObjectName, Relation } from '../catalog/model.ts';
import type { AnalyzedQuery } from '../lint/contract.ts';
import type { Predicate, StatementShape } from '../sql/model.ts';
import { SqlSyntaxError } from '../sql/parser.ts';
import { shapeOf, type CatalogNames } from '../sql/shape.ts';
import { classOfType } from './key-types.ts';
import { nameKey } from './relation-tree.ts';

/** The statements of the greatest time whose executions are compared: each is parsed again. */
const MOST_COMPARED = 1000;

/**
 * The constant conditions of a workload that are a part of their statements, and not one execution's value: literals beside parameters,
 * the same in all known executions. In a statement without parameters any literal may be a value that the driver wrote into the
 * text: an index of those rows alone would be of no use to the next execution. A time range never recurs, for it ages.
 * @returns keys of conditionKey.
 */
export function recurringConditions(queries: readonly AnalyzedQuery[], names: CatalogNames): ReadonlySet<string> {
  const recurring = new Set<string>();
  const parameterised = queries
    .filter(({ samples }) => (samples[0]?.parameters.length ?? 0) > 0)
    .sort((a, b) => b.totalMs - a.totalMs || b.calls - a.calls || (a.fingerprint < b.fingerprint ? -1 : 1))
    .slice(0, MOST_COMPARED);
  for (const { shape, samples } of parameterised) {
    const written = [...constantsOf(shape)];
    if (written.length === 0) continue;
    const executions = samples.map(({ sql }) => constantsOf(shapeOrNone(sql, names)));
    for (const key of written) if (executions.every((keys) => keys.has(key))) recurring.add(key);
  }
  return recurring;
}

export function conditionKey(relation: ObjectName, { text = '' }: Predicate): string {
  return `${nameKey(relation)} ${text}`;
}

/** More values than a status, a kind or a flag has: a row of each is found by an index of all rows as well. */
const MOST_VALUES = 100;

/** Whether a column is compared with one of many values, as a reference or a name has them. */
export function isOneOfMany(relation: Relation, { kind, column }: Predicate): boolean {
  if (kind !== 'equality' && kind !== 'in') return false;
  const distinct = relation.columns.find(({ name }) => name === column)?.statistics?.distinct ?? 0;
  return distinct <= 0 || distinct > MOST_VALUES;
}

/** Whether its truth depends on when it is asked. */
export function isTimeRange(relation: Relation, { kind, column }: Predicate): boolean {
  if (kind !== 'range') return false;
  const type = relation.columns.find(({ name }) => name === column)?.baseType ?? '';
  return !['integer', 'numeric', 'float', 'text'].includes(classOfType(type));
}

function constantsOf(shape: StatementShape | null): Set<string> {
  const keys = new Set<string>();
  for (const { relation, predicates } of shape?.relations ?? []) {
    for (const one of predicates) if (one.constant && one.text !== undefined) keys.add(conditionKey(relation, one));
  }
  return keys;
}

function shapeOrNone(sql: string, names: CatalogNames): StatementShape | null {
  try {
    return shapeOf(sql, names);
  } catch (error) {
    if (error instanceof SqlSyntaxError) return null;
    throw error;
  }
}
