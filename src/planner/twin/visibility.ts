import type { PGlite } from '@electric-sql/pglite';
import { listElements, machineOf, wordsOf, type Address, type Machine } from './machine.ts';

export interface IndexOfTable {
  readonly oid: number;
  /** The oid of its table or partition. */
  readonly table: number;
}

interface Change {
  readonly added: Set<number>;
  readonly removed: Set<number>;
}

/** Where a RelationData of PostgreSQL 18 has the list of its indexes' oids, in bytes, with pointers of four (rel.h). */
const RD_INDEXLIST = 132;

/**
 * Which indexes the planner may use: those that the relation cache lists for their table. What-if indexes are left as not live, so that PostgreSQL
 * itself never lists them, and before each plan the lists are changed in the cache. To change them in pg_index instead would take half as long as a
 * plan of a few tables, because what the cache holds of each of these is made anew then.
 */
export class IndexVisibility {
  readonly #machine: Machine;
  /** For each table whose list was changed, the one that PostgreSQL made. */
  readonly #own = new Map<number, readonly number[]>();
  /** By table, what the plans under way are to see. */
  #changes: ReadonlyMap<number, Change> = new Map();

  constructor(db: PGlite) {
    this.#machine = machineOf(db);
    // Called in a transaction, where tables can be looked up, and before the planner is.
    const hook = this.#machine.addFunction(
      () => this.#changes.forEach((change, table) => this.#apply(table, change)),
      'viii',
    );
    wordsOf(this.#machine)[this.#machine._post_parse_analyze_hook >> 2] = hook;
  }

  /** While the work runs, what it plans is planned with these what-if indexes and without these existing ones. */
  async during<T>(shown: readonly IndexOfTable[], hidden: readonly IndexOfTable[], work: () => Promise<T>): Promise<T> {
    const changes = new Map<number, Change>();
    const changeOf = (table: number): Change => {
      const change = changes.get(table) ?? { added: new Set(), removed: new Set() };
      changes.set(table, change);
      return change;
    };
    for (const table of this.#own.keys()) changeOf(table);
    for (const { oid, table } of shown) changeOf(table).added.add(oid);
    for (const { oid, table } of hidden) changeOf(table).removed.add(oid);
    this.#changes = changes;
    try {
      return await work();
    } finally {
      this.#changes = new Map();
    }
  }

  #apply(table: number, { added, removed }: Change): void {
    const machine = this.#machine;
    const relation = machine._RelationIdGetRelation(table);
    const listed = [...listElements(machine, machine._RelationGetIndexList(relation))];
    const own = this.#own.get(table) ?? listed;
    // In PostgreSQL's order, which decides between equals.
    const wanted = [...own.filter((oid) => !removed.has(oid)), ...added].sort((a, b) => a - b);
    if (!isSame(listed, wanted)) this.#setList(relation, listed, wanted);
    if (isSame(own, wanted)) this.#own.delete(table);
    else this.#own.set(table, own);
    machine._RelationClose(relation);
  }

  #setList(relation: Address, listed: readonly number[], oids: readonly number[]): void {
    const machine = this.#machine;
    const place = (relation + RD_INDEXLIST) >> 2;
    const old = wordsOf(machine)[place]!;
    if (!isSame([...listElements(machine, old)], listed)) throw new Error('its relation cache is laid out otherwise');
    const context = machine._CurrentMemoryContext >> 2;
    const current = wordsOf(machine)[context]!;
    wordsOf(machine)[context] = wordsOf(machine)[machine._CacheMemoryContext >> 2]!;
    const list = oids.reduce((before, oid) => machine._lappend_oid(before, oid), 0);
    wordsOf(machine)[context] = current;
    wordsOf(machine)[place] = list;
    machine._list_free(old);
  }
}

function isSame(list: readonly number[], other: readonly number[]): boolean {
  return list.length === other.length && list.every((oid, position) => oid === other[position]);
}
