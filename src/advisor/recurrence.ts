import type { ObjectName, Relation } from '../catalog/model.ts';
import type { AnalyzedQuery } from '../lint/contract.ts';
import type { Predicate, StatementShape } from '../sql/model.ts';
import { SqlSyntaxError } from '../sql/parser.ts';
import { shapeOf, type CatalogNames } from '../sql/shape.ts';
import { classOfType } from './key-types.ts';
import { nameKey } from './relation-tree.ts';

/** Executions from which on what all of them say alike is taken for a part of the statement, not for one call's value. */
const SEVERAL_CALLS = 10;
/** The statements of the greatest time whose executions are compared: each is parsed again. */
const MOST_COMPARED = 1000;

/**
 * The constant conditions of a workload that stand for more than one execution's value: in executions of two statements at
 * least, or as a literal beside parameters, or in all of a statement's known executions. A time range never does, for it ages.
 * @returns keys of conditionKey.
 */
export function recurringConditions(queries: readonly AnalyzedQuery[], names: CatalogNames): ReadonlySet<string> {
  const statements = new Map<string, Set<string>>();
  const recurring = new Set<string>();
  const byTime = [...queries].sort(
    (a, b) => b.totalMs - a.totalMs || b.calls - a.calls || (a.fingerprint < b.fingerprint ? -1 : 1),
  );
  let compared = 0;
  for (const query of byTime) {
    const [sample] = query.samples;
    let written = sample ? constantsOf(query.shape) : new Set<string>();
    if (written.size === 0) continue;
    const isParameterised = (sample?.parameters.length ?? 0) > 0;
    if (!isParameterised && !areExecutions(query)) continue;
    if (isParameterised || query.calls >= SEVERAL_CALLS) {
      if (++compared > MOST_COMPARED) continue;
      const executions = query.samples.map(({ sql }) => constantsOf(shapeOrNone(sql, names)));
      written = new Set([...written].filter((key) => executions.every((keys) => keys.has(key))));
      for (const key of written) recurring.add(key);
    }
    for (const key of written) statements.set(key, (statements.get(key) ?? new Set()).add(query.fingerprint));
  }
  for (const [key, fingerprints] of statements) if (fingerprints.size > 1) recurring.add(key);
  return recurring;
}

/** Not so a statement of an SQL file that stands for many calls: its values are those of one. Executions that are alike are one sample. */
function areExecutions({ samples }: AnalyzedQuery): boolean {
  return samples.length > 1 || samples.some(({ durationMs }) => durationMs !== null);
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
