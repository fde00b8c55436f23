import type { IndexDefinition, ObjectName } from '../../catalog/model.ts';
import {
  UnplannableError,
  type ExpressionFacts,
  type HypotheticalIndex,
  type Plan,
  type PlannableStatement,
  type PlannerEngine,
  type PlanOptions,
  type WantedIndex,
} from '../engine.ts';
import { scaledPlan } from '../plan.ts';
import { isBeyondHypopg } from './beyond.ts';
import { RenumberedEngine } from './renumbered.ts';

export interface ServerEngine extends PlannerEngine {
  /** Whether it can leave out an existing index. */
  readonly canHide: boolean;
  /** What its plans take one of its indexes for. */
  believed(index: HypotheticalIndex): WantedIndex;
}

interface Twin {
  readonly engine: PlannerEngine;
  /** With all indexes, at their sizes. */
  readonly real: RenumberedEngine;
  /** With those that HypoPG has, at the sizes that it takes them to have. */
  readonly believed: RenumberedEngine;
}

/**
 * HypoPG with a twin of the same server, for what HypoPG cannot make and what it gets wrong. As things are, the server plans alone. With
 * what-if indexes the twin finds the plan; its price is what the server says of those indexes of the plan that HypoPG has, times
 * what the twin says that the others, and the true sizes, make of that. So all prices are in the server's measure, and each is one of a
 * plan, whatever else was on offer. What the twin cannot plan, the server plans alone, by HypoPG's sizes.
 */
export class HypopgWithTwin implements PlannerEngine {
  readonly name = 'hypopg';
  readonly unplannableRelations = [];
  readonly #hypopg: ServerEngine;
  readonly #server: RenumberedEngine;
  readonly #openTwin: () => Promise<PlannerEngine>;
  #opening: Promise<Twin> | undefined;
  #twin: Twin | undefined;
  #lastId = 0;
  #plans = 0;

  /** @param openTwin called once, with the first index */
  constructor(hypopg: ServerEngine, openTwin: () => Promise<PlannerEngine>) {
    this.#hypopg = hypopg;
    this.#server = new RenumberedEngine(hypopg);
    this.#openTwin = openTwin;
  }

  get notes(): readonly string[] {
    return [...(this.#hypopg.notes ?? []), ...(this.#twin?.engine.notes ?? [])];
  }

  async addIndex(definition: IndexDefinition, sizeBytes: number): Promise<HypotheticalIndex> {
    const [index] = await this.addIndexes([{ definition, sizeBytes }]);
    if (index instanceof UnplannableError) throw index;
    return index!;
  }

  async addIndexes(wanted: readonly WantedIndex[]): Promise<readonly (HypotheticalIndex | UnplannableError)[]> {
    const indexes = wanted.map((one) => ({ id: ++this.#lastId, ...one }));
    const { real } = await this.#opened();
    await this.#server.add(indexes.filter(({ definition }) => !isBeyondHypopg(definition)));
    await real.add(indexes);
    return indexes.map((index) =>
      this.#server.has(index) ? index : (this.#server.whyNot(index) ?? real.whyNot(index) ?? index),
    );
  }

  async plan(
    statement: PlannableStatement,
    indexes: readonly HypotheticalIndex[],
    options: PlanOptions = {},
  ): Promise<Plan> {
    this.#plans += 1;
    const canHide = this.#hypopg.canHide || !options.hideIndexes?.length;
    const onServer = indexes.filter((index) => this.#server.has(index));
    if (indexes.length === 0 && canHide) return this.#server.plan(statement, [], options);
    try {
      return await this.#planTogether(statement, indexes, options, canHide ? options : {});
    } catch (error) {
      if (!(error instanceof UnplannableError) || !canHide) throw error;
      return this.#server.plan(statement, onServer, options);
    }
  }

  async describeExpressions(
    relation: ObjectName,
    expressions: readonly string[],
  ): Promise<readonly (ExpressionFacts | null)[]> {
    const { engine } = await this.#opened();
    return (await engine.describeExpressions?.(relation, expressions)) ?? expressions.map(() => null);
  }

  /** Plans are counted as asked for, however many of the server and the twin each takes. */
  usage(): { readonly calls: number; readonly ms: number } {
    const engines = [this.#hypopg, ...(this.#twin ? [this.#twin.engine] : [])];
    return { calls: this.#plans, ms: engines.reduce((sum, engine) => sum + engine.usage().ms, 0) };
  }

  async close(): Promise<void> {
    await this.#twin?.engine.close();
    await this.#hypopg.close();
  }

  /** @param common of the options, those that the server can plan with too */
  async #planTogether(
    statement: PlannableStatement,
    indexes: readonly HypotheticalIndex[],
    options: PlanOptions,
    common: PlanOptions,
  ): Promise<Plan> {
    const { real, believed } = await this.#opened();
    const plan = await real.plan(statement, indexes, options);
    const shared = indexes.filter((index) => plan.hypotheticalIndexes.includes(index.id) && this.#server.has(index));
    const byServer = await this.#server.cost(statement, shared, common);
    const byTwin = await believed.cost(statement, shared, common);
    return byTwin > 0 ? scaledPlan(plan, byServer / byTwin) : plan;
  }

  #opened(): Promise<Twin> {
    this.#opening ??= this.#openTwin().then((engine) => {
      const believed = (index: HypotheticalIndex) => this.#hypopg.believed(this.#server.own(index)!);
      this.#twin = { engine, real: new RenumberedEngine(engine), believed: new RenumberedEngine(engine, believed) };
      return this.#twin;
    });
    return this.#opening;
  }
}
