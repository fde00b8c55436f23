import type { Catalog, IndexDefinition, ObjectName } from '../../catalog/model.ts';
import { loadParser } from '../../sql/parser.ts';
import {
  UnplannableError,
  type ExpressionFacts,
  type HypotheticalIndex,
  type Plan,
  type PlannableStatement,
  type PlannerEngine,
  type PlanNode,
  type PlanOptions,
  type WantedIndex,
} from '../engine.ts';
import { parseExplain, toPlan } from '../plan.ts';
import { describeExpressions } from './derived/describe.ts';
import { CrashError } from './crash.ts';
import { blameMissing, withMissing } from './extensions.ts';
import { buildIndexes, type BuiltIndex } from './hypothetical.ts';
import { messageOf } from './messages.ts';
import { SUBJECT_ROLE } from './row-security.ts';
import { withPartitionIndexes } from './partition-indexes.ts';
import { createSequence, missingSequence } from './sequences.ts';
import { openSession, type TwinOptions, type TwinSession } from './session.ts';
import { isSqlError } from './sql-error.ts';
import { StandInFunctions } from './stand-in-functions.ts';
import { statementCheck } from './statement-check.ts';
import { IndexVisibility, type IndexOfTable } from './visibility.ts';

/** Opens a twin of the server that the catalog describes. Close it: the embedded PostgreSQL holds 200 MB and more. */
export async function createTwin(catalog: Catalog, options: TwinOptions): Promise<TwinEngine> {
  await loadParser();
  return new TwinEngine(catalog, options, await openSession(catalog, options));
}

interface KnownIndex {
  readonly index: HypotheticalIndex;
  built: BuiltIndex;
}

export class TwinEngine implements PlannerEngine {
  readonly name = 'twin';
  readonly unplannableRelations: PlannerEngine['unplannableRelations'];
  readonly #catalog: Catalog;
  readonly #options: TwinOptions;
  #session: TwinSession;
  #visibility: IndexVisibility;
  readonly #indexes = new Map<number, KnownIndex>();
  readonly #idByName = new Map<string, number>();
  #lastId = 0;
  #takenNames: ReadonlySet<string> | undefined;
  #calls = 0;
  #ms = 0;
  #broken = false;
  /** Why it broke down, where what was asked was asked again. */
  readonly #crashes = new Set<string>();
  readonly #check: ReturnType<typeof statementCheck>;
  /** Statements that broke the embedded server, with the reason: once is enough. */
  readonly #breakers = new Map<string, string>();
  /** The embedded PostgreSQL is one session: requests wait for each other. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(catalog: Catalog, options: TwinOptions, session: TwinSession) {
    this.#catalog = catalog;
    this.#check = statementCheck(catalog, session.unplannable);
    this.#options = options;
    this.#session = session;
    this.#visibility = new IndexVisibility(session.db);
    this.unplannableRelations = session.unplannable;
  }

  /** What the twin does without and what that means, one line each. */
  get notes(): readonly string[] {
    const crashes = [...this.#crashes].map(
      (reason) => `the embedded PostgreSQL broke down (${reason}), was restarted and asked again`,
    );
    const { missingExtensions, standInFunctions } = this.#session;
    const names = [...standInFunctions].sort().join(', ');
    const uncounted =
      names === '' ? [] : [withMissing(`what a call of ${names} costs is not counted`, missingExtensions)];
    return [...this.#session.notes, ...uncounted, ...crashes];
  }

  async addIndex(definition: IndexDefinition, sizeBytes: number): Promise<HypotheticalIndex> {
    const [index] = await this.addIndexes([{ definition, sizeBytes }]);
    if (index instanceof UnplannableError) throw index;
    return index!;
  }

  addIndexes(wanted: readonly WantedIndex[]): Promise<readonly (HypotheticalIndex | UnplannableError)[]> {
    return this.#exclusively(async () => {
      const first = this.#lastId + 1;
      this.#lastId += wanted.length;
      const indexes = wanted.map((one, position) => ({ id: first + position, ...one }));
      const built = await this.#build(indexes);
      return indexes.map((index, position) => {
        const one = built[position]!;
        if (one instanceof UnplannableError) return this.#asUnplannable(one);
        this.#indexes.set(index.id, { index, built: one });
        return index;
      });
    });
  }

  async plan(
    statement: PlannableStatement,
    indexes: readonly HypotheticalIndex[],
    options: PlanOptions = {},
  ): Promise<Plan> {
    const checked = this.#check(statement.sql);
    const work = async () => {
      const known = this.#breakers.get(statement.sql);
      if (known !== undefined) throw new UnplannableError(known);
      const started = performance.now();
      try {
        const explain = checked.generic ? 'FORMAT JSON, VERBOSE, GENERIC_PLAN' : 'FORMAT JSON, VERBOSE';
        // Local to the transaction that the statements, sent as one, are; one that fails changes nothing of what is visible.
        const role = this.#session.isSecured && !statement.isExempt ? `SET LOCAL ROLE ${SUBJECT_ROLE}; ` : '';
        const { hideIndexes = [] } = options;
        this.#calls += 1;
        const root = await this.#visibility.during(this.#partsOf(indexes), this.#existing(hideIndexes), () =>
          this.#explain(`${role}EXPLAIN (${explain})`, checked.explained),
        );
        return toPlan(root, ({ schema, name }) => this.#idByName.get(`${schema}.${name}`));
      } finally {
        this.#ms += performance.now() - started;
      }
    };
    return this.#exclusively(work, (reason) => this.#breakers.set(statement.sql, reason));
  }

  async describeExpressions(
    relation: ObjectName,
    expressions: readonly string[],
  ): Promise<readonly (ExpressionFacts | null)[]> {
    try {
      return await this.#exclusively(() => describeExpressions(this.#session, relation, expressions));
    } catch (error) {
      if (!(error instanceof UnplannableError)) throw error;
      return expressions.map(() => null);
    }
  }

  usage(): { readonly calls: number; readonly ms: number } {
    return { calls: this.#calls, ms: this.#ms };
  }

  async close(): Promise<void> {
    await this.#last.catch(() => undefined);
    await this.#session.db.close().catch(() => undefined);
  }

  async #explain(command: string, statement: string): Promise<PlanNode> {
    const { db, missingExtensions } = this.#session;
    const standIns = new StandInFunctions(db, statement);
    for (;;) {
      try {
        const [row] = (await db.exec(`${command} ${statement}`)).at(-1)!.rows;
        for (const name of standIns.names) this.#session.standInFunctions.add(name);
        return parseExplain(Object.values(row!)[0]);
      } catch (error) {
        const sequence = missingSequence(this.#catalog, messageOf(error));
        if (sequence) await createSequence(db, sequence);
        else if (missingExtensions.length === 0 || !(await standIns.supply(error))) {
          await standIns.withdraw();
          throw standIns.missed ?? error;
        }
      }
    }
  }

  async #build(indexes: readonly HypotheticalIndex[]): Promise<readonly (BuiltIndex | UnplannableError)[]> {
    const named = indexes.map(({ id, ...index }) => ({ ...index, name: this.#freeName(id) }));
    const results = await buildIndexes(this.#session, named);
    results.forEach((built, position) => {
      if (built instanceof UnplannableError) return;
      for (const name of built.names) this.#idByName.set(name, indexes[position]!.id);
    });
    return results;
  }

  /** A name that no index of the server has; PostgreSQL itself names those of partitions. */
  #freeName(id: number): string {
    this.#takenNames ??= new Set(
      this.#catalog.relations.flatMap(({ name, indexes }) => [name, ...indexes.map((index) => index.name)]),
    );
    let name = `idx_advisor_${id}`;
    while (this.#takenNames.has(name)) name = `_${name}`;
    return name;
  }

  #partsOf(indexes: readonly HypotheticalIndex[]): readonly IndexOfTable[] {
    return indexes.flatMap(({ id }) => {
      const known = this.#indexes.get(id);
      if (!known) throw new Error(`no hypothetical index has the id ${id}`);
      return known.built.parts;
    });
  }

  /** An index of a partitioned table goes with those of its partitions. */
  #existing(names: readonly string[]): readonly IndexOfTable[] {
    return withPartitionIndexes(this.#catalog, names).flatMap((name) => this.#session.registry.indexes.get(name) ?? []);
  }

  /** @param isHopeless is told why, where the work breaks the embedded server. */
  #exclusively<T>(work: () => Promise<T>, isHopeless: (reason: string) => void = () => {}): Promise<T> {
    const run = this.#last.catch(() => undefined).then(() => this.#attempt(work, isHopeless, false));
    this.#last = run;
    return run;
  }

  /** A breakdown may come of all that went before: then the same is asked once more of a new session. */
  async #attempt<T>(work: () => Promise<T>, isHopeless: (reason: string) => void, isAgain: boolean): Promise<T> {
    if (this.#broken) await this.#reopen();
    this.#session.files.resetReadBudget();
    try {
      return await work();
    } catch (error) {
      const unplannable = this.#asUnplannable(error);
      if (!(unplannable.cause instanceof CrashError)) throw unplannable;
      if (isAgain || unplannable.cause.isOutOfStack) {
        isHopeless(unplannable.message);
        throw unplannable;
      }
      this.#crashes.add(unplannable.cause.message);
      return this.#attempt(work, isHopeless, true);
    }
  }

  /** An SQL error has a code; after anything else nobody knows the state of the embedded server, and it is made anew. */
  #asUnplannable(error: unknown): UnplannableError {
    const cause = error instanceof UnplannableError ? error.cause : error;
    if (error instanceof UnplannableError && (cause === undefined || isSqlError(cause))) return error;
    if (isSqlError(cause))
      return new UnplannableError(blameMissing(messageOf(cause), this.#session.missingExtensions), { cause });
    this.#broken = true;
    return new UnplannableError(`the embedded PostgreSQL broke down: ${messageOf(cause)}`, { cause });
  }

  async #reopen(): Promise<void> {
    await this.#session.db.close().catch(() => undefined);
    this.#session = await openSession(this.#catalog, this.#options);
    this.#visibility = new IndexVisibility(this.#session.db);
    this.#idByName.clear();
    const all = [...this.#indexes.values()];
    const built = await this.#build(all.map(({ index }) => index));
    all.forEach((known, position) => {
      const one = built[position]!;
      if (one instanceof UnplannableError) throw one;
      known.built = one;
    });
    this.#broken = false;
  }
}
