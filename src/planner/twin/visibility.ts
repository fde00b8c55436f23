import type { PGlite } from '@electric-sql/pglite';

/** Which indexes the planner may use: it passes over those that pg_index calls invalid. */
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
    await this.#db.exec(`UPDATE pg_index SET indisvalid = ${test} WHERE indexrelid IN (${changed.join(', ')})`);
    this.#shown = shown;
    this.#hidden = hidden;
  }
}

function missingFrom(set: ReadonlySet<number>, others: ReadonlySet<number>): number[] {
  return [...others].filter((oid) => !set.has(oid));
}
