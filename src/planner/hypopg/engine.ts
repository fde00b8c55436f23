import type { Catalog, IndexDefinition } from '../../catalog/model.ts';
import type { Session } from '../../connection/model.ts';
import { loadParser } from '../../sql/parser.ts';
import {
  UnplannableError,
  type HypotheticalIndex,
  type Plan,
  type PlannableStatement,
  type PlanOptions,
  type WantedIndex,
} from '../engine.ts';
import { toPlan } from '../plan.ts';
import { checkStatement } from '../statement.ts';
import { explain, explainGeneric } from './explain.ts';
import { findHypopg, type HypopgExtension } from './extension.ts';
import { SessionIndexes } from './indexes.ts';
import { PlanningTransaction, type PlanningLimits } from './transaction.ts';
import type { ServerEngine } from './with-twin.ts';

/**
 * Plans on the server itself, with HypoPG. Statements are parsed first and must each be one that has a plan; they are
 * only ever explained, in a read-only transaction with a timeout. Planning does evaluate functions that say they are
 * immutable or stable: that is what sets it apart from the twin, which holds no data.
 * @param session a native server's; closed by the engine's `close`
 * @throws UserError when the server lacks the extension
 */
export async function createHypopg(
  session: Session,
  catalog: Catalog,
  limits: PlanningLimits = { statementTimeoutMs: 60_000, lockTimeoutMs: 2000 },
): Promise<HypopgEngine> {
  await loadParser();
  const extension = await findHypopg(session);
  const transaction = await PlanningTransaction.begin(session, limits, catalog.searchPath);
  const engine = new HypopgEngine(session, transaction, extension, catalog);
  // A session of a pooler may hold those of whoever had it before.
  await engine.reset();
  return engine;
}

/** HypoPG leaves the height of its B-trees unknown (hypo_estimate_index, 1.0 to 1.4), for which the planner then charges nothing. */
const HYPOPG_TREE_HEIGHT = -1;

export class HypopgEngine implements ServerEngine {
  readonly name = 'hypopg';
  readonly unplannableRelations = [];
  readonly notes: readonly string[];
  readonly #session: Session;
  readonly #transaction: PlanningTransaction;
  readonly #extension: HypopgExtension;
  readonly #catalog: Catalog;
  readonly #indexes: SessionIndexes;
  readonly #believed = new Map<number, number>();
  #declared = 0;
  #calls = 0;
  #ms = 0;
  /** One session: requests wait for each other. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(session: Session, transaction: PlanningTransaction, extension: HypopgExtension, catalog: Catalog) {
    this.#session = session;
    this.#transaction = transaction;
    this.#extension = extension;
    this.#catalog = catalog;
    this.#indexes = new SessionIndexes(transaction, extension.schema);
    this.notes = [
      `HypoPG ${extension.version} ignores deduplication in its sizes of indexes (up to 4 times too large), and makes no partial, GIN and GiST ones that can be used: what these, indexes on expressions, and true sizes make of its prices is the twin's word`,
    ];
  }

  reset(): Promise<void> {
    return this.#exclusively(() => this.#indexes.clear());
  }

  /**
   * No partial ones: HypoPG leaves the columns of a predicate numbered for the first relation of a query, so that the planner takes them for
   * another relation's elsewhere, and where it looks for statistics there the server may crash with all its sessions
   * (github.com/HypoPG/hypopg/issues/116, from 1.3.1 to 1.4.3 at the least).
   */
  addIndex(definition: IndexDefinition, sizeBytes: number): Promise<HypotheticalIndex> {
    return this.#exclusively(async () => {
      if (definition.predicate !== null) throw new UnplannableError('HypoPG cannot plan partial indexes safely');
      const index = { id: ++this.#declared, definition, sizeBytes };
      this.#believed.set(index.id, await this.#indexes.declare(index));
      await this.#transaction.releaseLocks();
      return index;
    });
  }

  /** Whether it can leave out an existing index. */
  get canHide(): boolean {
    return this.#extension.canHide;
  }

  /** What plans take the index for: a B-tree without a height, of a size as near to ours as a fill factor brings it. */
  believed({ id, definition, sizeBytes }: HypotheticalIndex): WantedIndex {
    return { definition, sizeBytes: this.#believed.get(id) ?? sizeBytes, treeHeight: HYPOPG_TREE_HEIGHT };
  }

  async plan(
    { sql }: PlannableStatement,
    indexes: readonly HypotheticalIndex[],
    { hideIndexes = [] }: PlanOptions = {},
  ): Promise<Plan> {
    const { generic } = checkStatement(sql);
    if (hideIndexes.length > 0 && !this.#extension.canHide) {
      throw new UnplannableError(`HypoPG ${this.#extension.version} cannot plan without an existing index (1.4 can)`);
    }
    return this.#exclusively(async () => {
      const started = performance.now();
      this.#calls += 1;
      try {
        await this.#indexes.set(indexes.map(({ id }) => id));
        await this.#hideExisting(hideIndexes);
        const root = generic
          ? await explainGeneric(this.#transaction, sql, this.#catalog.database.serverVersionNum)
          : await explain(this.#transaction, sql);
        await this.#transaction.releaseLocks();
        return toPlan(this.#indexes.rename(root), ({ name }) => this.#indexes.idOf(name));
      } finally {
        this.#ms += performance.now() - started;
      }
    });
  }

  usage(): { readonly calls: number; readonly ms: number } {
    return { calls: this.#calls, ms: this.#ms };
  }

  async close(): Promise<void> {
    await this.#last.catch(() => undefined);
    try {
      await this.#indexes.clear();
      await this.#transaction.end();
    } catch {
      // A lost connection holds nothing any more.
    } finally {
      await this.#session.close();
    }
  }

  #isHiding = false;

  /** An index of a partitioned table goes with those of its partitions. */
  async #hideExisting(names: readonly string[]): Promise<void> {
    const { schema } = this.#extension;
    if (this.#isHiding) await this.#transaction.query(`SELECT ${schema}.hypopg_unhide_all_indexes()`);
    this.#isHiding = names.length > 0;
    if (!this.#isHiding) return;
    const oids = oidsOf(this.#catalog, names);
    await this.#transaction.query(`SELECT ${schema}.hypopg_hide_index(o) FROM unnest($1::oid[]) AS o`, [oids]);
  }

  #exclusively<T>(work: () => Promise<T>): Promise<T> {
    const run = this.#last.catch(() => undefined).then(work);
    this.#last = run;
    return run;
  }
}

function oidsOf({ relations }: Catalog, names: readonly string[]): readonly number[] {
  const indexes = relations.flatMap(({ schema, indexes: own }) => own.map((index) => ({ schema, index })));
  const found = new Set(names);
  for (let before = -1; before < found.size;) {
    before = found.size;
    for (const { schema, index } of indexes) {
      const { partitionOf } = index;
      if (partitionOf && found.has(`${partitionOf.schema}.${partitionOf.name}`)) found.add(`${schema}.${index.name}`);
    }
  }
  return indexes.filter(({ schema, index }) => found.has(`${schema}.${index.name}`)).map(({ index }) => index.oid);
}
