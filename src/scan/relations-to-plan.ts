import type { Catalog, ObjectName, Relation } from '../catalog/model.ts';
import type { AnalyzedQuery } from '../lint/contract.ts';

/**
 * The relations that the planner needs for these queries: those of their shapes, which are base tables; the views that they
 * name; and whatever the SQL functions that they call name. By name alone, so that it may be more than is needed.
 */
export function relationsToPlan(
  queries: readonly Pick<AnalyzedQuery, 'sql' | 'shape'>[],
  { relations, functions }: Pick<Catalog, 'relations' | 'functions'>,
): readonly ObjectName[] {
  const names = new Map<string, ObjectName>();
  const add = ({ schema, name }: ObjectName) => names.set(JSON.stringify([schema, name]), { schema, name });
  for (const { relation } of queries.flatMap(({ shape }) => shape.relations)) add(relation);
  const words = new Set(queries.flatMap(({ sql }) => wordsOf(sql)));
  const bodies = functions.filter(({ name, definition }) => definition !== null && words.has(name));
  const wordsOfBodies = new Set(bodies.flatMap(({ definition }) => wordsOf(definition ?? '')));
  const isNamed = ({ kind, name }: Relation) => (kind === 'view' && words.has(name)) || wordsOfBodies.has(name);
  relations.filter(isNamed).forEach(add);
  return [...names.values()];
}

/** Identifiers as the server folds them, and words of literals with them. */
export function wordsOf(sql: string): string[] {
  const words = sql.match(/"(?:[^"]|"")+"|[\p{L}_][\p{L}\p{N}_$]*/gu) ?? [];
  return words.map((word) => (word.startsWith('"') ? word.slice(1, -1).replaceAll('""', '"') : word.toLowerCase()));
}
