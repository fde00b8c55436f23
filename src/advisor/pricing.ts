import type { IndexDefinition } from '../catalog/model.ts';
import { addIndexes } from '../planner/add-indexes.ts';
import { UnplannableError } from '../planner/engine.ts';
import type { HypotheticalIndex, PlannableStatement, PlannerEngine, WantedIndex } from '../planner/engine.ts';
import { accessByTable } from './access.ts';
import type { repeatedReads } from './repeated-reads.ts';
import { createPlanningTimes } from './planning-time.ts';
import { bit, bitsOf, isSubset, members, NONE, without } from './bits.ts';
import type { Bits } from './bits.ts';

/** What one query costs with a set of candidates, and how far that price holds. */
export interface Price {
  /** The candidates that were on offer. */
  readonly offered: Bits;
  /** Those that its plans used: the price holds for every set between these and the offered ones. */
  readonly used: Bits;
  /** Of these, those that may have changed estimates alone: no plan reads them. */
  readonly unread: Bits;
  /**
   * Planner's units for one call: the mean over the query's statements. With `uncharged` where that makes it dearer than without any
   * candidate: then it is no help that the planner takes the plan for cheap.
   */
  readonly cost: number;
  /** What the planner leaves out of it. */
  readonly uncharged?: number;
  readonly access: Readonly<Record<string, string>>;
  /** Existing indexes that its plans read, as `schema.name`. */
  readonly reads: readonly string[];
}

export interface PricedCandidate {
  readonly definition: IndexDefinition;
  readonly sizeBytes: number;
}

export interface PricerInput {
  readonly engine: PlannerEngine;
  /** For each query its statements, each with other values. */
  readonly statements: readonly (readonly PlannableStatement[])[];
  /** Grows while indexes are merged; a candidate keeps its number. */
  readonly candidates: readonly PricedCandidate[];
  /** Candidates that could matter to a query; all others are left out of its plans. */
  readonly relevant: (query: number) => Bits;
  /** Of a set, those that the planner need see for a query: it would pick no other. All when left out. */
  readonly distinct?: (query: number, set: Bits) => Bits;
  /** Indexes that no plan of a query would read, and all of its plans are to know the statistics of; none when left out. */
  readonly lent?: (query: number) => readonly WantedIndex[];
  /** What a plan costs beyond its price; nothing when left out. */
  readonly unchargedOf?: ReturnType<typeof repeatedReads>;
  /** Whether no more indexes are to be made: the time is up. */
  readonly isLate?: () => boolean;
  /** How many relations a query has; as many as any other when left out. */
  readonly relations?: (query: number) => number;
  /** Whether there is the time for a plan that takes so many milliseconds: nothing can stop one. Always when left out. */
  readonly suffices?: (ms: number) => boolean;
  /** Milliseconds of any monotonic clock. */
  readonly now?: () => number;
}

/** Indexes made at once at the first, and the time after which it is fewer the next time. */
const FIRST_MADE = 8;
const MADE_AT_ONCE_MS = 300;

/** Prices queries, and asks for no plan whose cost follows from an earlier one. */
export interface Pricer {
  /**
   * The price with exactly this set, asking the planner only where it does not follow from an earlier price; where the
   * time does not suffice to make the set's indexes, or for one more plan of this query, the cheapest known price
   * that needs no other index; that without any must be known.
   * @throws UnplannableError when none of the query's statements can be planned.
   */
  price(query: number, set: Bits): Promise<Price>;
  /**
   * Makes at once, and in the order of the candidates, what the engine does not have yet of the sets that queries will be priced with: that is
   * quicker than for each alone, and which of two equal indexes a plan takes then does not depend on who was priced first.
   */
  prepare(offers: readonly (readonly [query: number, set: Bits])[], isEnough: () => boolean): Promise<void>;
  /** The same as `price` from memory alone. */
  recall(query: number, set: Bits): Price | undefined;
  /** All prices of a query so far. */
  prices(query: number): readonly Price[];
  /** How many sets were planned so far, of all queries. */
  planned(): number;
  /** How long the slowest plan of a query took, its statements together. */
  planningMs(query: number): number;
  /** Whether one more plan of a query, or its first, can be expected to end in time. */
  suffices(query: number): boolean;
  /** Candidates that the engine cannot create, with its reason. */
  readonly impossible: ReadonlyMap<number, string>;
}

export function createPricer({
  engine,
  statements,
  candidates,
  relevant,
  distinct = (_, set) => set,
  lent = () => [],
  unchargedOf = () => 0,
  isLate = () => false,
  relations = () => 1,
  suffices = () => true,
  now = () => performance.now(),
}: PricerInput): Pricer {
  const prices = statements.map((): Price[] => []);
  const plannable = statements.map((list) => [...list]);
  const times = createPlanningTimes(statements.map((_, query) => relations(query)));
  const handles = new Map<number, HypotheticalIndex>();
  const impossible = new Map<number, string>();
  const lentTo = new Map<number, readonly HypotheticalIndex[]>();
  let planned = 0;

  /**
   * Creates what the engine does not have yet of them, a few at a time: on a table of thousands of partitions each takes seconds.
   * @returns false when the time was up before all were there
   */
  async function declare(numbers: readonly number[], isEnough = isLate): Promise<boolean> {
    const missing = numbers.filter((number) => !handles.has(number) && !impossible.has(number));
    for (let at = 0, count = FIRST_MADE; at < missing.length;) {
      if (isEnough()) return false;
      const part = missing.slice(at, at + count);
      const started = now();
      const wanted = part.map((number) => {
        const { definition, sizeBytes } = candidates[number]!;
        return { definition, sizeBytes };
      });
      (await addIndexes(engine, wanted)).forEach((index, position) => {
        if (index instanceof UnplannableError) impossible.set(part[position]!, index.message);
        else handles.set(part[position]!, index);
      });
      at += part.length;
      count = now() - started < MADE_AT_ONCE_MS ? 2 * count : Math.max(1, Math.floor(count / 2));
    }
    return true;
  }

  /** What the planner is to see of a set. Those that cannot be created are as good as offered: no plan ever uses them. */
  async function shownOf(query: number, set: Bits): Promise<Bits | undefined> {
    for (;;) {
      const shown = distinct(query, without(set, bitsOf(impossible.keys())));
      const before = impossible.size;
      if (!(await declare(members(shown)))) return undefined;
      if (impossible.size === before) return shown;
    }
  }

  /** The same in all plans of a query, so that these can be compared. */
  async function lentFor(query: number): Promise<readonly HypotheticalIndex[]> {
    const known = lentTo.get(query);
    if (known) return known;
    const added = await addIndexes(engine, lent(query));
    const found = added.flatMap((index) => (index instanceof UnplannableError ? [] : [index]));
    lentTo.set(query, found);
    return found;
  }

  async function plan(query: number, set: Bits): Promise<Price | undefined> {
    const shown = await shownOf(query, set);
    if (shown === undefined) return undefined;
    const byId = new Map(members(shown).map((candidate) => [handles.get(candidate)!.id, candidate]));
    const indexes = [...members(shown).map((candidate) => handles.get(candidate)!), ...(await lentFor(query))];
    let read = NONE;
    let cost = 0;
    let uncharged = 0;
    let access: Readonly<Record<string, string>> = {};
    const reads = new Set<string>();
    const begun = now();
    const usable: PlannableStatement[] = [];
    let failure: UnplannableError | null = null;
    for (const statement of plannable[query]!) {
      try {
        const result = await engine.plan(statement, indexes);
        cost += result.totalCost;
        uncharged += unchargedOf(result, (id) => candidates[byId.get(id) ?? -1]?.definition);
        for (const id of result.hypotheticalIndexes) if (byId.has(id)) read |= bit(byId.get(id)!);
        access = { ...accessByTable(result, indexes), ...access };
        for (const name of result.existingIndexes) reads.add(name);
        usable.push(statement);
      } catch (error) {
        if (!(error instanceof UnplannableError)) throw error;
        failure = error;
      }
    }
    if (failure) {
      if (usable.length === 0) throw failure;
      // Some samples' values may not fit; the others stand for the query from here on.
      plannable[query] = usable;
      prices[query] = [];
      if (set !== NONE) remember(query, (await plan(query, NONE))!);
    }
    times.add(query, now() - begun);
    planned++;
    const unread = without(sticky(candidates, shown), read);
    const count = plannable[query]!.length;
    const base = set === NONE ? undefined : recall(query, NONE);
    const isDearer = base !== undefined && (cost + uncharged) / count > base.cost + (base.uncharged ?? 0);
    return {
      offered: set,
      used: read | unread,
      unread,
      cost: (isDearer ? cost + uncharged : cost) / count,
      uncharged: uncharged / count,
      access,
      reads: [...reads],
    };
  }

  /** What can be planned without new indexes but not with them gains nothing from just that set. */
  async function planOrBase(query: number, offered: Bits): Promise<Price | undefined> {
    try {
      return await plan(query, offered);
    } catch (error) {
      const base = recall(query, NONE);
      if (!(error instanceof UnplannableError) || offered === NONE || !base) throw error;
      return { ...base, offered, used: offered, unread: NONE };
    }
  }

  /**
   * Without the indexes on expressions that no plan reads: what their statistics change is what the planner thinks of the same
   * plan, which is no gain of theirs and no harm.
   * @returns undefined when the time was up
   */
  function hasTime(query: number): boolean {
    return suffices(times.expected(query));
  }

  async function knownOrPlanned(query: number, set: Bits): Promise<Price | undefined> {
    const known = recall(query, set);
    if (known) return known;
    const offered = set & relevant(query);
    const shown = distinct(query, offered);
    const same = shown === offered ? undefined : recall(query, shown);
    if (same) return remember(query, { ...same, offered });
    if (!hasTime(query) && recall(query, NONE)) return undefined;
    const found = await planOrBase(query, offered);
    const idle = found ? idleExpressions(candidates, found.unread) : NONE;
    const lean = idle === NONE ? found : await knownOrPlanned(query, without(offered, idle));
    if (!lean) return undefined;
    return remember(query, { ...lean, offered });
  }

  function remember(query: number, price: Price): Price {
    prices[query]!.push(price);
    return price;
  }

  function recall(query: number, set: Bits): Price | undefined {
    const wanted = set & relevant(query);
    return prices[query]!.find((price) => isSubset(price.used, wanted) && isSubset(wanted, price.offered));
  }

  return {
    async price(query, set) {
      // Too late: what is known with some of them, or none, which is not remembered as the price of this set.
      return (await knownOrPlanned(query, set)) ?? cheapestWithin(prices[query]!, set, recall(query, NONE)!);
    },
    async prepare(offers, isEnough) {
      const wanted = offers.reduce((all, [query, set]) => all | distinct(query, set & relevant(query)), NONE);
      await declare(members(wanted), isEnough);
    },
    recall,
    prices: (query) => prices[query]!,
    planned: () => planned,
    planningMs: (query) => times.slowest(query),
    suffices: hasTime,
    impossible,
  };
}

/** The cheapest of a query's prices that needs only indexes of the set; `base`, that without any, where none is cheaper. */
export function cheapestWithin(prices: readonly Price[], set: Bits, base: Price): Price {
  let cheapest = base;
  for (const price of prices) if (price.cost < cheapest.cost && isSubset(price.used, set)) cheapest = price;
  return cheapest;
}

function idleExpressions(candidates: readonly PricedCandidate[], unread: Bits): Bits {
  return bitsOf(members(unread).filter((candidate) => !candidates[candidate]!.definition.unique));
}

/**
 * An index that a plan does not read can still change its estimates: expression statistics, and proofs of uniqueness.
 * Such a price holds only where that index is there too.
 */
function sticky(candidates: readonly PricedCandidate[], set: Bits): Bits {
  return members(set).reduce((bits, candidate) => {
    const { definition } = candidates[candidate]!;
    const changesEstimates = definition.unique || definition.keys.some((key) => key.expression !== null);
    return changesEstimates ? bits | bit(candidate) : bits;
  }, NONE);
}
