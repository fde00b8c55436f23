import type { Catalog, Column, Relation, Sequence } from '../catalog/model.ts';

/** The sequence from which the column takes its values, as an identity column or by a default that calls nextval. */
export function sequenceOf(catalog: Catalog, relation: Relation, column: Column): Sequence | undefined {
  const isHere = (name: { schema: string; table: string; column: string }) =>
    name.schema === relation.schema && name.table === relation.name && name.column === column.name;
  const known = sequencesByColumn(catalog).get(keyOf(relation.schema, relation.name, column.name)) ?? [];
  return known.find(({ usedBy, ownedBy, identity }) => usedBy.some(isHere) || (identity && ownedBy && isHere(ownedBy)));
}

const indexes = new WeakMap<Catalog, ReadonlyMap<string, readonly Sequence[]>>();

function sequencesByColumn(catalog: Catalog): ReadonlyMap<string, readonly Sequence[]> {
  const known = indexes.get(catalog);
  if (known) return known;
  const index = new Map<string, Sequence[]>();
  for (const sequence of catalog.sequences) {
    for (const { schema, table, column } of [...sequence.usedBy, ...(sequence.ownedBy ? [sequence.ownedBy] : [])]) {
      const key = keyOf(schema, table, column);
      const there = index.get(key);
      if (there) there.push(sequence);
      else index.set(key, [sequence]);
    }
  }
  indexes.set(catalog, index);
  return index;
}

function keyOf(...names: readonly string[]): string {
  return JSON.stringify(names);
}

/** The greatest number in the column's histogram; undefined where there is none, or only stand-ins (snapshot --redact). */
export function greatestSeen({ redacted }: Pick<Catalog, 'redacted'>, column: Column): bigint | undefined {
  if (redacted) return undefined;
  const bounds = (column.inheritedStatistics ?? column.statistics)?.histogramBounds ?? '';
  const last = /([0-9]+)\}$/.exec(bounds)?.[1];
  return last === undefined ? undefined : BigInt(last);
}

/** The greatest value that an integer type holds; undefined for other types. */
export function maximumOf(type: string): bigint | undefined {
  return { smallint: 32_767n, integer: 2_147_483_647n, bigint: 9_223_372_036_854_775_807n }[type];
}
