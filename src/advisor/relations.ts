import type { Catalog, IndexDefinition, ObjectName, Relation } from '../catalog/model.ts';
import type { AnalyzedQuery } from '../lint/contract.ts';
import type { PlannerEngine } from '../planner/engine.ts';
import { definitionKey } from './definition.ts';
import { describedExpressions } from './described-expressions.ts';
import { nameKey, relationTree } from './relation-tree.ts';
import { estimateIndexSize, sizeOptions, untoldKeys } from './size.ts';
import type { IndexSize } from './size.ts';
import { currentRows } from './size/rows.ts';
import { costOfSet, estimateWriteCost, plannerCosts } from './write-cost.ts';
import { addUpkeep, addWrites, NO_UPKEEP } from './write-cost/upkeep.ts';
import type { Upkeep } from './write-cost/upkeep.ts';
import { countWrites, rowWritesOf, type WriteCounts } from './write-cost/writes.ts';
import { writesInWindow } from './writes-in-window.ts';
import type { UseOfRelation } from './writes-in-window.ts';

/** What the advisor asks of the catalog about a relation, partitions taken together. */
export interface RelationFacts {
  find(name: ObjectName): Relation | undefined;
  /** The partitioned table at the top, for a partition; otherwise the name itself. */
  topmost(name: ObjectName): ObjectName;
  leaves(relation: Relation): readonly Relation[];
  rows(relation: Relation): number;
  size(relation: Relation, definition: IndexDefinition): IndexSize;
  /** Keys that make its size a guess, for no statistics tell enough of them. */
  untold(relation: Relation, definition: IndexDefinition): readonly string[];
  /** Has the engine tell of the expressions that such indexes hold, before their sizes are asked for; of no more of them when it is late. */
  describe(engine: PlannerEngine, definitions: readonly IndexDefinition[], isLate?: () => boolean): Promise<void>;
  /** Whether calls were counted: where each query stands for itself, as in a file of SQL, they tell nothing. */
  readonly isCounted: boolean;
  /** Rows written in the workload's time; null where nothing tells. */
  writes(relation: Relation): WriteCounts | null;
  /** What keeping the index costs over the workload's time. */
  upkeep(relation: Relation, definition: IndexDefinition, size: IndexSize): Upkeep;
  /** The same for several indexes of one relation together. */
  upkeepOfSet(relation: Relation, definitions: readonly IndexDefinition[]): number;
}

export function relationFacts(catalog: Catalog, queries: readonly AnalyzedQuery[]): RelationFacts {
  const tree = relationTree(catalog);
  const costs = plannerCosts(catalog.settings);
  const expressions = describedExpressions();
  const sizing = { ...sizeOptions(catalog), expression: expressions.recall };
  /** An estimate takes milliseconds, and unions of indexes come up again and again. */
  const sizes = new Map<string, IndexSize>();

  const topmost = (name: ObjectName): ObjectName => {
    const relation = tree.find(name);
    return relation ? tree.topmost(relation) : name;
  };
  /** What stores the rows. */
  function stores(relation: Relation): readonly Relation[] {
    return relation.kind === 'partitioned-table' ? tree.leaves(relation) : [relation];
  }
  const uses = usesByRelation(queries, topmost);
  const sawWrites = [...uses.values()].some(({ written }) => written.length > 0);
  /** What stores the rows, with its writes in the workload's time: of those of a partitioned table, each partition has its share. */
  function storesWritten(relation: Relation) {
    const { calls, written } = uses.get(nameKey(relation)) ?? { calls: 0, written: [] };
    const all = stores(relation);
    const total = all.reduce((sum, store) => sum + activityOf(store), 0);
    return all.map((store) => {
      const share = total > 0 ? activityOf(store) / total : 1 / all.length;
      const statements = written.map((one) => ({ ...one, rows: (one.rows ?? one.calls) * share }));
      const usage = writesInWindow(store, { calls, written: statements }, sawWrites);
      return { store: { ...store, usage }, options: { ...sizing, costs, statements } };
    });
  }

  return {
    find: (name) => tree.find(name),
    topmost,
    leaves: (relation) => tree.leaves(relation),
    rows: (relation) => stores(relation).reduce((sum, store) => sum + currentRows(store), 0),
    size(relation, definition) {
      const key = definitionKey(on(relation, definition));
      const size =
        sizes.get(key) ??
        stores(relation)
          .map((store) => estimateIndexSize(store, on(store, definition), sizing))
          .reduce(addSizes, { sizeBytes: 0, pages: 0, tuples: 0, height: 0 });
      sizes.set(key, size);
      return size;
    },
    untold: (relation, definition) => [
      ...new Set(stores(relation).flatMap((store) => untoldKeys(store, on(store, definition), sizing))),
    ],
    async describe(engine, definitions, isLate = () => false) {
      for (const definition of definitions) {
        const relation = tree.find(definition.relation);
        for (const store of relation ? stores(relation) : [])
          await expressions.describe(engine, store, definition, isLate);
      }
    },
    isCounted: queries.some(({ calls }) => calls > 1),
    writes: (relation) =>
      storesWritten(relation)
        .map(({ store, options }) => countWrites(store.usage, options.statements))
        .reduce(addWrites, null),
    upkeep: (relation, definition, size) =>
      storesWritten(relation)
        .map(({ store, options }) => {
          const { total, ...rest } = estimateWriteCost(store, on(store, definition), size, options);
          // With neither counters nor writing statements the cost is unknown, and nothing is held against the index.
          return { ...rest, writeCost: total ?? 0 };
        })
        .reduce(addUpkeep, NO_UPKEEP),
    upkeepOfSet: (relation, definitions) =>
      storesWritten(relation).reduce((sum, { store, options }) => {
        const indexes = definitions.map((definition) => {
          const own = on(store, definition);
          return { definition: own, size: estimateIndexSize(store, own, sizing) };
        });
        return sum + (costOfSet(store, indexes, options).total ?? 0);
      }, 0),
  };
}

function usesByRelation(
  queries: readonly AnalyzedQuery[],
  topmost: (name: ObjectName) => ObjectName,
): ReadonlyMap<string, UseOfRelation> {
  const uses = new Map<string, UseOfRelation>();
  for (const { calls, rows, shape } of queries) {
    for (const use of shape.relations) {
      const name = nameKey(topmost(use.relation));
      const known = uses.get(name) ?? { calls: 0, written: [] };
      const kinds = rowWritesOf(shape, use);
      // A MERGE does not tell which rows it did what to.
      const share = 1 / kinds.length;
      const written = kinds.map((kind) => ({
        kind,
        columns: use.columnsWritten,
        calls: calls * share,
        rows: rows === null ? null : rows * share,
      }));
      uses.set(name, { calls: known.calls + calls, written: [...known.written, ...written] });
    }
  }
  return uses;
}

/** How much of a partitioned table's writes go to one partition: by the server's counters. */
function activityOf({ usage }: Relation): number {
  return usage ? usage.inserted + usage.updated + usage.deleted : 0;
}

function on(relation: Relation, definition: IndexDefinition): IndexDefinition {
  return { ...definition, relation: { schema: relation.schema, name: relation.name } };
}

function addSizes(a: IndexSize, b: IndexSize): IndexSize {
  return {
    sizeBytes: a.sizeBytes + b.sizeBytes,
    pages: a.pages + b.pages,
    tuples: a.tuples + b.tuples,
    height: Math.max(a.height, b.height),
  };
}
