import { describeIndex } from '../advisor/definition.ts';
import type { Advice, AdviceOptions } from '../advisor/model.ts';
import { relationFacts } from '../advisor/relations.ts';
import type { Catalog, ObjectName, Relation } from '../catalog/model.ts';
import type { AnalyzedQuery } from '../lint/contract.ts';
import type { Plan } from '../planner/engine.ts';
import { accessTo } from '../planner/plan.ts';
import type { ExplainedTable } from '../report/explanation.ts';
import type { RelationUse } from '../sql/model.ts';
import { renameIndexes } from './rename-indexes.ts';

export interface TablesInput {
  readonly catalog: Catalog;
  readonly query: AnalyzedQuery;
  readonly before: Plan;
  readonly after: Plan | null;
  readonly labels: ReadonlyMap<number, string>;
  readonly advice: Advice;
  readonly options: AdviceOptions;
}

/** How each table of a statement is reached, and why no index is proposed where none is. Partitions count as one. */
export function explainTables(input: TablesInput): readonly ExplainedTable[] {
  const { catalog, query, before, after, labels, advice } = input;
  const facts = relationFacts(catalog, [query]);
  const uses = new Map<string, { readonly relation: Relation; readonly uses: RelationUse[] }>();
  for (const use of query.shape.relations) {
    const name = facts.topmost(use.relation);
    const relation = facts.find(name);
    if (!relation) continue;
    const key = JSON.stringify([name.schema, name.name]);
    const known = uses.get(key) ?? { relation, uses: [] };
    known.uses.push(use);
    uses.set(key, known);
  }
  const renamed = after && { ...after, root: renameIndexes(after, labels) };
  return [...uses.values()].map(({ relation, uses: own }) => {
    const { schema, name } = relation;
    const stores = [relation, ...facts.leaves(relation)];
    const now = accessOf(before, stores);
    const isHelped = advice.indexes.some(({ definition }) => isSame(definition.relation, relation));
    const rows = facts.rows(relation);
    return {
      schema,
      name,
      rows,
      before: now,
      after: renamed ? accessOf(renamed, stores) : now,
      reasons: isHelped ? [] : reasonsFor(relation, rows, own, now, input),
    };
  });
}

function accessOf(plan: Plan, stores: readonly ObjectName[]): string | null {
  const ways = stores.flatMap((store) => accessTo(plan, store)?.split('; ') ?? []);
  return ways.length > 0 ? [...new Set(ways)].join('; ') : null;
}

/** Reasons listed for one table; the others are of the same kind. */
const MOST_REASONS = 4;

function reasonsFor(
  relation: Relation,
  rows: number,
  uses: readonly RelationUse[],
  access: string | null,
  { advice, options, query }: TablesInput,
): readonly string[] {
  if (relation.kind === 'foreign-table') return ['a foreign table takes no index here'];
  if (uses.every(({ role }) => role === 'target') && query.shape.kind === 'insert')
    return ['it is only written: an INSERT looks nothing up in it'];
  if (rows < options.minTableRows)
    return [`too small: ${rows} rows, below the floor of ${options.minTableRows} (--min-rows)`];
  const rejected = advice.rejected.filter(({ definition }) => isSame(definition.relation, relation));
  if (rejected.length > 0) {
    const reasons = [...new Set(rejected.map(({ reason }) => reason))];
    return reasons.slice(0, MOST_REASONS).map((reason) => {
      const of = rejected.filter((each) => each.reason === reason).map(({ definition }) => columnsOf(definition));
      return `${of.slice(0, 2).join(' or ')}${of.length > 2 ? ` and ${of.length - 2} more` : ''}: ${reason}`;
    });
  }
  const index = /using (.*)/.exec(access ?? '')?.[1];
  if (index !== undefined) return [`already served by ${index}`];
  if (!uses.some(asksForSome))
    return ['all of it is read: there is no condition, join or order that an index could serve'];
  return ['no index could serve its conditions better than those there are'];
}

function asksForSome({ predicates, disjunctions, joins, orderBy }: RelationUse): boolean {
  return predicates.length + disjunctions.length + joins.length + orderBy.length > 0;
}

/** `(a, b) include (c)`: the table stands before it. */
function columnsOf(definition: Parameters<typeof describeIndex>[0]): string {
  const text = describeIndex({ ...definition, relation: { schema: 's', name: 't' } });
  return text.replace(/^(unique )?s\.t /, '$1');
}

function isSame(a: ObjectName, b: ObjectName): boolean {
  return a.schema === b.schema && a.name === b.name;
}
