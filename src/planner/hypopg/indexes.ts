import { parse, SqlSyntaxError } from '../../sql/parser.ts';
import { UnplannableError, type HypotheticalIndex, type PlanNode } from '../engine.ts';
import { createIndexStatement } from '../index-ddl.ts';
import { nearestFillFactor } from './fill-factor.ts';
import type { PlanningTransaction } from './transaction.ts';

/** No name that a server's index has: the space needs quotes that nobody writes. */
const PREFIX = 'idx_advisor what-if_';

interface Active {
  readonly oid: number;
  readonly name: string;
}

/**
 * The hypothetical indexes of the session. HypoPG has no switch for them before 1.4, and every plan sees all that exist: they
 * are made and dropped, and between two plans only what differs.
 */
export class SessionIndexes {
  readonly #transaction: PlanningTransaction;
  /** The extension's, quoted. */
  readonly #schema: string;
  readonly #statements = new Map<number, string>();
  #active = new Map<number, Active>();

  constructor(transaction: PlanningTransaction, schema: string) {
    this.#transaction = transaction;
    this.#schema = schema;
  }

  /**
   * Makes the index, a B-tree with the fill factor that brings it nearest to the wanted size.
   * @returns the bytes that HypoPG takes it for in plans: whole pages, 0 for less than one
   */
  async declare(index: HypotheticalIndex): Promise<number> {
    const { definition, sizeBytes, id } = index;
    const plain = oneIndexStatement(createIndexStatement(definition, 'idx_advisor'));
    const estimatedBytes = await this.#estimate(id, plain);
    if (definition.method !== 'btree' || estimatedBytes === 0) return estimatedBytes;
    const fillFactor = nearestFillFactor(sizeBytes, estimatedBytes);
    return this.#estimate(id, createIndexStatement(definition, 'idx_advisor', [`fillfactor = ${fillFactor}`]));
  }

  /** Has the index made so from now on. @returns HypoPG's estimate of its size; 0 for less than a page */
  async #estimate(id: number, statement: string): Promise<number> {
    await this.#hide(this.#active.has(id) ? [id] : []);
    this.#statements.set(id, statement);
    await this.#show([id]);
    const [row] = await this.#transaction.query<{ bytes: string | number }>(
      `SELECT ${this.#schema}.hypopg_relation_size($1) AS bytes`,
      [this.#active.get(id)!.oid],
    );
    return Number(row!.bytes);
  }

  /** Leaves exactly these. */
  async set(ids: readonly number[]): Promise<void> {
    const wanted = new Set(ids);
    await this.#hide([...this.#active.keys()].filter((id) => !wanted.has(id)));
    await this.#show([...wanted]);
  }

  /** HypoPG names an index by an OID, `<13556>btree_orders_customer`, that is another each time: here by its id. */
  rename(root: PlanNode): PlanNode {
    const ids = new Map([...this.#active].map(([id, { name }]) => [name, id]));
    const renamed = (node: PlanNode): PlanNode => {
      const id = ids.get(node['Index Name'] ?? '');
      return {
        ...node,
        ...(id !== undefined && { 'Index Name': `${PREFIX}${id}` }),
        ...(node.Plans && { Plans: node.Plans.map(renamed) }),
      };
    };
    return renamed(root);
  }

  /** The hypothetical index that a renamed plan calls so; undefined for a real one. */
  idOf(name: string): number | undefined {
    const id = name.startsWith(PREFIX) ? Number(name.slice(PREFIX.length)) : NaN;
    return this.#active.has(id) ? id : undefined;
  }

  async #hide(ids: readonly number[]): Promise<void> {
    if (ids.length === 0) return;
    const oids = ids.map((id) => this.#active.get(id)!.oid);
    await this.#transaction.query(`SELECT ${this.#schema}.hypopg_drop_index(o) FROM unnest($1::oid[]) AS o`, [oids]);
    ids.forEach((id) => this.#active.delete(id));
  }

  async #show(ids: readonly number[]): Promise<void> {
    const missing = ids.filter((id) => !this.#active.has(id));
    if (missing.length === 0) return;
    const statements = missing.map((id) => this.#statementOf(id));
    try {
      const made = await this.#transaction.query<{ oid: number; name: string }>(
        `SELECT made.indexrelid AS oid, made.indexname AS name
         FROM unnest($1::text[]) WITH ORDINALITY AS wanted (statement, position),
              LATERAL ${this.#schema}.hypopg_create_index(wanted.statement) AS made
         ORDER BY wanted.position`,
        [statements],
      );
      made.forEach(({ oid, name }, position) => this.#active.set(missing[position]!, { oid: Number(oid), name }));
    } catch (error) {
      // Some may have been made; HypoPG's memory is not part of the transaction.
      await this.clear();
      throw error;
    }
  }

  async clear(): Promise<void> {
    this.#active = new Map();
    await this.#transaction.query(`SELECT ${this.#schema}.hypopg_reset()`);
  }

  #statementOf(id: number): string {
    const statement = this.#statements.get(id);
    if (statement === undefined) throw new Error(`no hypothetical index has the id ${id}`);
    return statement;
  }
}

/** Expressions and predicates come from statements of logs: whatever they hold, one CREATE INDEX is all that is sent. */
function oneIndexStatement(sql: string): string {
  try {
    const statements = parse(sql).stmts ?? [];
    const [first] = statements;
    if (statements.length === 1 && first?.stmt && 'IndexStmt' in first.stmt) return sql;
    throw new UnplannableError('its definition is more than one CREATE INDEX');
  } catch (error) {
    if (error instanceof SqlSyntaxError) throw new UnplannableError(error.message, { cause: error });
    throw error;
  }
}
