import { nameKey } from '../advisor/relation-tree.ts';
import type { Catalog, Relation } from '../catalog/model.ts';
import type { AnalyzedQuery } from '../lint/contract.ts';
import type { ComparedColumns } from '../planner/engine.ts';
import { wordsOf } from './relations-to-plan.ts';

/** Columns whose statistics the planner sets up without ado: 10,000 take a second and a half. */
const MANY_COLUMNS = 10_000;

/**
 * Which columns may be compared, sorted or grouped by, of tables with so many that it matters which statistics are set up. Told from the
 * words of statements, views, functions, policies and indexes: rather too many than too few.
 * @returns undefined where all are set up
 */
export function comparedColumns(
  queries: readonly Pick<AnalyzedQuery, 'sql' | 'shape'>[],
  { relations, functions }: Pick<Catalog, 'relations' | 'functions'>,
): ComparedColumns | undefined {
  const measured = relations.reduce(
    (sum, { columns }) => sum + columns.filter(({ statistics }) => statistics !== null).length,
    0,
  );
  if (measured < MANY_COLUMNS) return undefined;
  const everywhere = new Set([
    ...functions.flatMap(({ definition }) => wordsOf(definition ?? '')),
    ...relations.flatMap(({ viewDefinition }) => wordsOf(viewDefinition ?? '')),
  ]);
  const known = new Map(relations.map((relation) => [nameKey(relation), ownWords(relation)]));
  for (const { sql, shape } of queries) {
    const words = renames(sql) ? null : wordsOf(comparingPart(sql));
    for (const { relation } of shape.relations) {
      const own = known.get(nameKey(relation));
      if (words === null) known.set(nameKey(relation), null);
      else words.forEach((word) => own?.add(word));
    }
  }
  return (relation, column) => everywhere.has(column) || (known.get(nameKey(relation))?.has(column) ?? true);
}

/** Of indexes and policies; null where a table's rows are read by way of another. */
function ownWords({ kind, partitionOf, inherits, policies, indexes }: Relation): Set<string> | null {
  if (kind === 'partitioned-table' || partitionOf || inherits.length > 0) return null;
  const texts = [
    ...indexes.flatMap(({ keys, predicate }) => [
      ...keys.map(({ column, expression }) => column ?? expression),
      predicate,
    ]),
    ...policies.flatMap(({ using, check }) => [using, check]),
  ];
  return new Set(texts.flatMap((text) => (text === null ? [] : [text, ...wordsOf(text)])));
}

/** NATURAL joins by columns that it does not name, and AS t (a, b) has other names for them. */
function renames(sql: string): boolean {
  return /\bnatural\b|\bas\s+("[^"]*"|[\p{L}\p{N}_$]+)\s*\(/iu.test(sql);
}

/** A plain SELECT from FROM on, without the columns that it only shows; of all else the whole. */
function comparingPart(sql: string): string {
  const [shown, ...rest] = sql.split(/\bfrom\b/i);
  const isPlain = /^\s*select\s/i.test(shown!) && !/[()'"$]/.test(shown!) && !REORDERING.test(sql);
  return isPlain && rest.length === 1 ? rest[0]! : sql;
}

/** What may name a shown column by its place or another name, and what has several lists of them. */
const REORDERING =
  /\b(distinct|group|order|having|window|over|union|intersect|except|with|into)\b|\bselect\b.*\bselect\b/is;
