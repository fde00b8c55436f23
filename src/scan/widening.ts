import { definitionKey } from '../advisor/definition.ts';
import type { Advice } from '../advisor/model.ts';
import { statementsOf } from '../advisor/statements.ts';
import type { Catalog, Index } from '../catalog/model.ts';
import type { AnalyzedQuery } from '../lint/contract.ts';
import { madeRedundant } from '../lint/index-redundancy.ts';
import { UnplannableError } from '../planner/engine.ts';
import type { HypotheticalIndex, PlannableStatement, PlannerEngine } from '../planner/engine.ts';

export interface WideningInput {
  readonly catalog: Catalog;
  readonly engine: PlannerEngine;
  readonly queries: readonly AnalyzedQuery[];
  readonly advice: Advice;
  readonly statements?: (query: AnalyzedQuery) => readonly PlannableStatement[];
  /** Whether the time budget is spent: then no further index is looked at. */
  readonly isLate?: () => boolean;
}

/** Names of the existing indexes that an advised one replaces, by its `definitionKey`. */
export type Replaced = ReadonlyMap<string, readonly string[]>;

/** A wider index has more pages: what a query may cost more by reading it in the narrow one's place. */
const MAY_COST = 0.05;

/**
 * The existing indexes that are better widened than joined by a second one: an advised index begins as they do, and no query costs
 * more than a little when they are gone. Those of partitioned tables stay: they cannot be dropped without stopping readers.
 */
export async function replacedIndexes(input: WideningInput): Promise<Replaced> {
  const { catalog, engine, advice } = input;
  const taken = new Set<string>();
  const replaced = new Map<string, string[]>();
  let handles: HypotheticalIndex[] | undefined;
  for (const { definition } of advice.indexes) {
    const { schema, name } = definition.relation;
    const table = catalog.relations.find((one) => one.schema === schema && one.name === name);
    if (table?.kind !== 'table' || table.partitionOf !== null) continue;
    for (const index of madeRedundant(catalog, definition).filter(({ valid, inBuild }) => valid && !inBuild)) {
      const qualified = `${schema}.${index.name}`;
      if (taken.has(qualified) || input.isLate?.()) continue;
      handles ??= await addAll(engine, advice);
      if (!(await isMissed(input, index, qualified, handles))) {
        taken.add(qualified);
        const key = definitionKey(definition);
        replaced.set(key, [...(replaced.get(key) ?? []), index.name]);
      }
    }
  }
  return replaced;
}

async function addAll(engine: PlannerEngine, { indexes }: Advice): Promise<HypotheticalIndex[]> {
  const handles = [];
  for (const { definition, sizeBytes } of indexes) handles.push(await engine.addIndex(definition, sizeBytes));
  return handles;
}

async function isMissed(
  { engine, queries, advice, statements = statementsOf }: WideningInput,
  index: Index,
  qualified: string,
  handles: readonly HypotheticalIndex[],
): Promise<boolean> {
  const readers = new Map(
    advice.queries.flatMap(({ fingerprint, costAfter, reads }) =>
      reads.includes(qualified) ? [[fingerprint, costAfter]] : [],
    ),
  );
  for (const query of queries.filter(({ fingerprint }) => readers.has(fingerprint))) {
    try {
      const costs = [];
      for (const statement of statements(query))
        costs.push((await engine.plan(statement, handles, { hideIndexes: [qualified] })).totalCost);
      const mean = costs.reduce((sum, cost) => sum + cost, 0) / costs.length;
      if (mean > readers.get(query.fingerprint)! * (1 + MAY_COST)) return true;
    } catch (error) {
      // What cannot be planned without it (HypoPG before 1.4 hides no index) is not known to do without.
      if (error instanceof UnplannableError) return true;
      throw error;
    }
  }
  return false;
}
