import type { PGlite } from '@electric-sql/pglite';

/** A table's list of indexes is made anew when its own pg_class row changes. Prepared, as they come before every other plan. */
const PREPARED = `
  PREPARE idx_advisor_show (oid[], oid[]) AS
    UPDATE pg_catalog.pg_index SET indislive = (indexrelid = ANY ($1)) WHERE indexrelid = ANY ($2);
  PREPARE idx_advisor_renew (oid[]) AS
    UPDATE pg_catalog.pg_class SET relpages = relpages
    WHERE oid = ANY (ARRAY (SELECT indrelid FROM pg_catalog.pg_index WHERE indexrelid = ANY ($1)))`;

export interface VisibilityChange {
  /** To be run before the plan and in one request with it, which spares a transaction; empty where nothing changes. */
  readonly sql: string;
  /** To be called once that has run. */
  readonly done: () => void;
}

/**
 * Which indexes the planner may use. Those that pg_index calls not live are not in their table's list of indexes; the
 * planner would pass over invalid ones too, but would open each of hundreds for every plan.
 */
export class IndexVisibility {
  readonly #db: PGlite;
  #isPrepared = false;
  /** Indexes whose state is not what it is at rest: hypothetical ones shown, existing ones hidden. */
  #shown: ReadonlySet<number> = new Set();
  #hidden: ReadonlySet<number> = new Set();

  constructor(db: PGlite) {
    this.#db = db;
  }

  async change(shown: ReadonlySet<number>, hidden: ReadonlySet<number>): Promise<VisibilityChange> {
    const valid = [...missingFrom(this.#shown, shown), ...missingFrom(hidden, this.#hidden)];
    const invalid = [...missingFrom(shown, this.#shown), ...missingFrom(this.#hidden, hidden)];
    const changed = [...valid, ...invalid];
    if (changed.length === 0) return { sql: '', done: () => {} };
    if (!this.#isPrepared) await this.#db.exec(PREPARED);
    this.#isPrepared = true;
    const all = `'{${changed.join(',')}}'`;
    return {
      sql: `EXECUTE idx_advisor_show ('{${valid.join(',')}}', ${all}); EXECUTE idx_advisor_renew (${all}); `,
      done: () => {
        this.#shown = shown;
        this.#hidden = hidden;
      },
    };
  }
}

function missingFrom(set: ReadonlySet<number>, others: ReadonlySet<number>): number[] {
  return [...others].filter((oid) => !set.has(oid));
}
