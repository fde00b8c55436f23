import { definitionKey } from '../advisor/definition.ts';
import type { Advice } from '../advisor/model.ts';
import { statementsOf } from '../advisor/statements.ts';
import type { Catalog, IndexDefinition, Relation } from '../catalog/model.ts';
import type { AnalyzedQuery } from '../lint/contract.ts';
import { madeRedundant, redundancies } from '../lint/index-redundancy.ts';
import { addIndexes } from '../planner/add-indexes.ts';
import { UnplannableError } from '../planner/engine.ts';
import type { HypotheticalIndex, PlannableStatement, PlannerEngine } from '../planner/engine.ts';

export interface WideningInput {
  readonly catalog: Catalog;
  readonly engine: PlannerEngine;
  readonly queries: readonly AnalyzedQuery[];
  readonly advice: Advice;
  readonly statements?: (query: AnalyzedQuery) => readonly PlannableStatement[];
  /** Whether the time budget is spent, or will be in so many milliseconds: then no further index is looked at. */
  readonly isLate?: (aheadMs?: number) => boolean;
}

/** Names of the existing indexes that an advised one replaces, by its `definitionKey`. */
export type Replaced = ReadonlyMap<string, readonly string[]>;

/** The existing indexes that may be replaced by wider ones, but for those that another existing one makes needless already. */
export function replaceableIndexes(catalog: Catalog): readonly IndexDefinition[] {
  const needless = new Set(redundancies(catalog).map(({ index }) => index));
  return catalog.relations
    .filter(isReplaceableOf)
    .flatMap(({ indexes }) => indexes)
    .filter((index) => index.valid && !needless.has(index) && madeRedundant(catalog, index).includes(index));
}

function isReplaceableOf({ kind, partitionOf }: Relation): boolean {
  return kind === 'table' && partitionOf === null;
}

/** A wider index has more pages: what a query may cost more by reading it in the narrow one's place. */
const MAY_COST = 0.05;

/**
 * The existing indexes that are better widened than joined by a second one: an advised index begins as they do, and no query costs
 * more than a little when they are gone. Those of partitioned tables stay: they cannot be dropped without stopping readers.
 */
export async function replacedIndexes(input: WideningInput): Promise<Replaced> {
  const { catalog, engine, advice, isLate = () => false } = input;
  const taken = new Set<string>();
  const replaced = new Map<string, string[]>();
  let handles: HypotheticalIndex[] | undefined;
  for (const { definition } of advice.indexes) {
    const { schema, name } = definition.relation;
    const table = catalog.relations.find((one) => one.schema === schema && one.name === name);
    if (!table || !isReplaceableOf(table)) continue;
    for (const index of madeRedundant(catalog, definition).filter(({ inBuild }) => !inBuild)) {
      const qualified = `${schema}.${index.name}`;
      if (taken.has(qualified)) continue;
      // No query uses an invalid one, so that none can miss it.
      if (index.valid) {
        if (isLate()) continue;
        handles ??= await addAll(engine, advice, isLate);
        if (!handles || (await isMissed(input, [...taken, qualified], handles))) continue;
      }
      taken.add(qualified);
      const key = definitionKey(definition);
      replaced.set(key, [...(replaced.get(key) ?? []), index.name]);
    }
  }
  return replaced;
}

/** Added at once: between, the clock is looked at. */
const ADDED_AT_ONCE = 16;

/** @returns undefined when the time was up before all were there */
async function addAll(
  engine: PlannerEngine,
  { indexes }: Advice,
  isLate: () => boolean,
): Promise<HypotheticalIndex[] | undefined> {
  const handles: HypotheticalIndex[] = [];
  for (let at = 0; at < indexes.length; at += ADDED_AT_ONCE) {
    if (isLate()) return undefined;
    const wanted = indexes
      .slice(at, at + ADDED_AT_ONCE)
      .map(({ definition, sizeBytes }) => ({ definition, sizeBytes }));
    for (const added of await addIndexes(engine, wanted)) {
      if (added instanceof UnplannableError) throw added;
      handles.push(added);
    }
  }
  return handles;
}

/** @param hidden with those that go already: of two with the same keys, neither alone is missed. */
async function isMissed(
  { engine, queries, advice, statements = statementsOf, isLate = () => false }: WideningInput,
  hidden: readonly string[],
  handles: readonly HypotheticalIndex[],
): Promise<boolean> {
  const readers = new Map(
    advice.queries.flatMap((query) =>
      query.reads.some((name) => hidden.includes(name)) ? [[query.fingerprint, query]] : [],
    ),
  );
  for (const query of queries.filter(({ fingerprint }) => readers.has(fingerprint))) {
    const { costAfter, planningMs } = readers.get(query.fingerprint)!;
    // What there is no time to plan is not known to do without it.
    if (isLate(planningMs)) return true;
    try {
      const costs = [];
      for (const statement of statements(query))
        costs.push((await engine.plan(statement, handles, { hideIndexes: hidden })).totalCost);
      const mean = costs.reduce((sum, cost) => sum + cost, 0) / costs.length;
      if (mean > costAfter * (1 + MAY_COST)) return true;
    } catch (error) {
      // What cannot be planned without it (HypoPG before 1.4 hides no index) is not known to do without.
      if (error instanceof UnplannableError) return true;
      throw error;
    }
  }
  return false;
}
