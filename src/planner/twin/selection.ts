import type { Catalog, ObjectName, Relation } from '../../catalog/model.ts';
import { parse, SqlSyntaxError } from '../../sql/parser.ts';
import { rangesOf, type NamedRange } from '../../sql/range-vars.ts';

/** The relations asked for and what they need: partition and inheritance families whole, and what views read. */
export function selectRelations(catalog: Catalog, wanted: readonly ObjectName[] | undefined): readonly Relation[] {
  if (!wanted) return catalog.relations;
  const byName = new Map(catalog.relations.map((relation) => [keyOf(relation), relation]));
  const families = childrenByParent(catalog.relations);
  const selected = new Set<Relation>();
  const visit = (name: ObjectName): void => {
    const relation = byName.get(keyOf(name));
    if (!relation || selected.has(relation)) return;
    selected.add(relation);
    parentsOf(relation).forEach(visit);
    (families.get(keyOf(relation)) ?? []).forEach(visit);
    for (const read of relationsRead(relation))
      (read.schema === null ? catalog.searchPath : [read.schema]).forEach((schema) =>
        visit({ schema, name: read.name }),
      );
  };
  wanted.forEach(visit);
  return catalog.relations.filter((relation) => selected.has(relation));
}

export function keyOf({ schema, name }: ObjectName): string {
  return `${schema}.${name}`;
}

function parentsOf({ partitionOf, inherits }: Relation): readonly ObjectName[] {
  return partitionOf ? [partitionOf.parent] : inherits;
}

function childrenByParent(relations: readonly Relation[]): ReadonlyMap<string, Relation[]> {
  const children = new Map<string, Relation[]>();
  for (const relation of relations)
    for (const parent of parentsOf(relation)) {
      const siblings = children.get(keyOf(parent));
      if (siblings) siblings.push(relation);
      else children.set(keyOf(parent), [relation]);
    }
  return children;
}

/** By a view, and by the policies of a table. */
function relationsRead(relation: Relation): readonly NamedRange[] {
  if (relation.kind === 'view') return relation.viewDefinition === null ? [] : readBy(relation.viewDefinition);
  if (!relation.rowSecurity.enabled) return [];
  return relation.policies.flatMap(({ using, check }) =>
    [using, check].flatMap((text) => (text ? readBy(`SELECT ${text}`) : [])),
  );
}

function readBy(sql: string): readonly NamedRange[] {
  try {
    return rangesOf(parse(sql)).relations;
  } catch (error) {
    if (error instanceof SqlSyntaxError) return [];
    throw error;
  }
}
