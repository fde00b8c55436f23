import { addIndexes } from '../add-indexes.ts';
import {
  UnplannableError,
  type HypotheticalIndex,
  type Plan,
  type PlannableStatement,
  type PlannerEngine,
  type PlanOptions,
  type WantedIndex,
} from '../engine.ts';

/** An engine whose indexes go by the numbers of others; each is made when it is added, or first named. */
export class RenumberedEngine {
  readonly engine: PlannerEngine;
  readonly #asked: (index: HypotheticalIndex) => WantedIndex;
  readonly #own = new Map<number, HypotheticalIndex>();
  readonly #refused = new Map<number, UnplannableError>();
  readonly #costs = new Map<string, Map<string, number>>();

  /** @param asked what the engine is to take an index for */
  constructor(engine: PlannerEngine, asked = (index: HypotheticalIndex): WantedIndex => index) {
    this.engine = engine;
    this.#asked = asked;
  }

  has({ id }: HypotheticalIndex): boolean {
    return this.#own.has(id);
  }

  /** What the engine itself calls the index. */
  own({ id }: HypotheticalIndex): HypotheticalIndex | undefined {
    return this.#own.get(id);
  }

  /** @returns why the engine cannot make it; null for one that it has */
  whyNot({ id }: HypotheticalIndex): UnplannableError | null {
    return this.#refused.get(id) ?? null;
  }

  async add(indexes: readonly HypotheticalIndex[]): Promise<void> {
    const missing = indexes.filter(({ id }) => !this.#own.has(id) && !this.#refused.has(id));
    const wanted = missing.map((index) => {
      const { definition, sizeBytes, treeHeight } = this.#asked(index);
      return { definition, sizeBytes, ...(treeHeight !== undefined && { treeHeight }) };
    });
    (await addIndexes(this.engine, wanted)).forEach((made, position) => {
      const { id } = missing[position]!;
      if (made instanceof UnplannableError) this.#refused.set(id, made);
      else this.#own.set(id, made);
    });
  }

  /** With those of the indexes that the engine can make. */
  async plan(
    statement: PlannableStatement,
    indexes: readonly HypotheticalIndex[],
    options: PlanOptions = {},
  ): Promise<Plan> {
    await this.add(indexes);
    const numbers = new Map<number, number>();
    const own = indexes.flatMap(({ id }) => {
      const one = this.#own.get(id);
      if (one) numbers.set(one.id, id);
      return one ?? [];
    });
    const plan = await this.engine.plan(statement, own, options);
    const named = Object.entries(plan.hypotheticalNames ?? {});
    return {
      ...plan,
      hypotheticalIndexes: plan.hypotheticalIndexes.map((id) => numbers.get(id)!).sort((a, b) => a - b),
      hypotheticalNames: Object.fromEntries(named.map(([name, id]) => [name, numbers.get(id)!])),
    };
  }

  /** What that plan costs, which is asked for once. */
  async cost(
    statement: PlannableStatement,
    indexes: readonly HypotheticalIndex[],
    options: PlanOptions = {},
  ): Promise<number> {
    const asked = `${statement.isExempt === true} ${statement.sql}`;
    const costs = this.#costs.get(asked) ?? new Map<string, number>();
    this.#costs.set(asked, costs);
    const numbers = indexes.map(({ id }) => id).sort((a, b) => a - b);
    const set = JSON.stringify([numbers, options.hideIndexes ?? []]);
    const cost = costs.get(set) ?? (await this.plan(statement, indexes, options)).totalCost;
    costs.set(set, cost);
    return cost;
  }
}
