import type { PGlite } from '@electric-sql/pglite';

/**
 * Which indexes the planner may use. Those that pg_index calls not live are not in their table's list of indexes; the
 * planner would pass over invalid ones too, but would open each of hundreds for every plan.
 */
export class IndexVisibility {
  readonly #db: PGlite;
  /** Indexes whose state is not what it is at rest: hypothetical ones shown, existing ones hidden. */
  #shown: ReadonlySet<number> = new Set();
  #hidden: ReadonlySet<number> = new Set();

  constructor(db: PGlite) {
    this.#db = db;
  }

  async set(shown: ReadonlySet<number>, hidden: ReadonlySet<number>): Promise<void> {
    const valid = [...missingFrom(this.#shown, shown), ...missingFrom(hidden, this.#hidden)];
    const invalid = [...missingFrom(shown, this.#shown), ...missingFrom(this.#hidden, hidden)];
    const changed = [...valid, ...invalid];
    if (changed.length === 0) return;
    const test = valid.length > 0 ? `indexrelid IN (${valid.join(', ')})` : 'false';
    // A table's list is made anew when its own pg_class row changes.
    await this.#db.exec(
      `WITH changed AS (UPDATE pg_index SET indislive = ${test} WHERE indexrelid IN (${changed.join(', ')}) RETURNING indrelid)
       UPDATE pg_class SET relpages = relpages WHERE oid IN (SELECT indrelid FROM changed)`,
    );
    this.#shown = shown;
    this.#hidden = hidden;
  }
}

function missingFrom(set: ReadonlySet<number>, others: ReadonlySet<number>): number[] {
  return [...others].filter((oid) => !set.has(oid));
}
