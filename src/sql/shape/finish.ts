import type { JoinPredicate, KeyExpression, Predicate, RelationUse } from '../model.ts';
import type { Use } from './scope.ts';

/** The gathered uses as the plain value that other stages read. */
export function finish(uses: readonly Use[]): RelationUse[] {
  implyEqualities(uses);
  return uses.map((use) => ({
    relation: { schema: use.relation.schema, name: use.relation.name },
    alias: use.alias,
    role: use.role,
    predicates: distinct(use.predicates),
    disjunctions: distinct(use.disjunctions),
    joins: distinct(use.joins.map(joinOf)),
    groupBy: distinct(use.groupBy),
    aggregates: use.aggregates,
    aggregated: use.aggregated,
    distinct: distinct(use.distinct),
    orderBy: use.orderBy,
    orderComplete: use.orderComplete,
    limit: use.limit,
    columnsRead: use.relation.columns.filter((column) => use.reads.has(column)),
    columnsWritten: use.relation.columns.filter((column) => use.writes.has(column)),
    ...(use.rowWrites.size > 0 && { writes: [...use.rowWrites].sort() }),
  }));
}

function joinOf({ key, operator, other, otherKey }: Use['joins'][number]): JoinPredicate {
  return { ...key, operator, other: other.index, otherKey };
}

function distinct<T>(values: readonly T[]): T[] {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}

/** `a.x = b.y AND a.x = 5` is `b.y = 5` too: the planner's equivalence classes, for equality with one value. */
function implyEqualities(uses: readonly Use[]): void {
  const pending = [...uses];
  for (let use = pending.pop(); use; use = pending.pop()) {
    for (const { key, operator, other, otherKey } of use.joins) {
      const back = other.joins.find(
        (join) => join.other === use && join.operator === '=' && isSame(join.key, otherKey),
      );
      // What an outer join asks of one side says nothing of the rows that it keeps of the other.
      if (operator !== '=' || !back || back.isPreserved) continue;
      const source = use.predicates.find((predicate) => isEquality(predicate) && isSame(predicate, key));
      if (!source || other.predicates.some((predicate) => isEquality(predicate) && isSame(predicate, otherKey)))
        continue;
      // Its text speaks of the other relation's column, so it is not repeated.
      other.predicates.push({ ...otherKey, kind: source.kind, operator: '=', value: source.value, constant: false });
      pending.push(other);
    }
  }
}

function isEquality({ kind, operator, value }: Predicate): boolean {
  return kind === 'equality' && operator === '=' && value.kind !== 'none';
}

function isSame(a: KeyExpression, b: KeyExpression): boolean {
  return a.column === b.column && a.expression === b.expression;
}
