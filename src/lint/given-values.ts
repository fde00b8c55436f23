import type { Relation } from '../catalog/model.ts';
import { singular, wordsOf } from './identifier-words.ts';
import { foreignKeysOf, primaryKeyOf, sameName } from './relation-facts.ts';

/**
 * Whether the rows of one table hold values that another's column is looked up by: a foreign key leads from one to the other, or the names say so
 * where nobody declared one (`author_id` in posts for the id of authors).
 */
export function givesValuesOf(source: Relation, target: Relation, column: string): boolean {
  return (
    sameName(source, target) ||
    refers(target, source, [column]) ||
    refers(source, target, null, column) ||
    (primaryKeyOf(source) !== null && column === idNameOf(source)) ||
    (primaryKeyOf(target)?.[0] === column && source.columns.some(({ name }) => name === idNameOf(target)))
  );
}

/** Whether a foreign key leads from a table's column to the other, or to the other's column. */
function refers(from: Relation, to: Relation, columns: readonly string[] | null, referenced?: string): boolean {
  return foreignKeysOf(from).some(
    (key) =>
      sameName(key.references.relation, to) &&
      (columns === null || columns.some((column) => key.columns.includes(column))) &&
      (referenced === undefined || key.references.columns.includes(referenced)),
  );
}

/** `core_orders` → `core_order_id`. */
function idNameOf({ name }: Relation): string {
  const words = wordsOf(name);
  return [...words.slice(0, -1), singular(words.at(-1) ?? ''), 'id'].join('_');
}
