import { quoteQualified } from '../../sql/quote.ts';
import type { Catalog, Column, ObjectName } from '../model.ts';
import { narrower, type ValueClass } from './value-class.ts';

/** The class of each column; columns that foreign keys join, directly or through others, share the narrowest of theirs. */
export function columnClasses(
  catalog: Catalog,
  classify: (type: string) => ValueClass,
): (relation: ObjectName, column: Column) => ValueClass {
  const parent = new Map<string, string>();
  const find = (key: string): string => {
    let root = key;
    for (let next = parent.get(root); next !== undefined && next !== root; next = parent.get(root)) root = next;
    parent.set(key, root);
    return root;
  };
  for (const relation of catalog.relations) {
    for (const { columns, references } of relation.constraints) {
      columns.forEach((column, position) => {
        const target = references?.columns[position];
        if (references && target !== undefined)
          parent.set(find(keyOf(relation, column)), find(keyOf(references.relation, target)));
      });
    }
  }
  const ownClass = (column: Column) => {
    const valueClass = classify(column.type);
    // A domain that is not among the catalog's types (an extension's).
    return valueClass.kind === 'dropped' ? classify(column.baseType) : valueClass;
  };
  const shared = new Map<string, ValueClass>();
  for (const relation of catalog.relations) {
    for (const column of relation.columns) {
      const key = keyOf(relation, column.name);
      if (!parent.has(key)) continue;
      const root = find(key);
      const known = shared.get(root);
      const own = ownClass(column);
      shared.set(root, known ? narrower(known, own) : own);
    }
  }
  return (relation, column) => {
    const own = ownClass(column);
    const key = keyOf(relation, column.name);
    const common = parent.has(key) ? shared.get(find(key)) : undefined;
    return common?.kind === own.kind ? common : own;
  };
}

function keyOf(relation: ObjectName, column: string): string {
  return `${quoteQualified(relation)}\0${column}`;
}
