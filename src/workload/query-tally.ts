import type { Execution, WorkloadQuery } from './model.ts';
import { SampleReservoir } from './samples.ts';

/**
 * What is known of one normalised query. Sums are of whole microseconds, so that adding is exact in any order (and up to 285
 * years of execution time).
 */
export class QueryTally {
  sql: string;
  #calls = 0;
  #totalUs = 0;
  #minUs: number | null = null;
  #maxUs: number | null = null;
  #rows: number | null = null;
  readonly #samples = new SampleReservoir();

  constructor(sql: string) {
    this.sql = sql;
  }

  get calls(): number {
    return this.#calls;
  }

  /** `hasValues`: whether the execution tells all the values that its text has placeholders for. */
  add(execution: Execution, hasValues: boolean): void {
    const { calls, durationMs, rows } = execution;
    const durationUs = durationMs === null ? null : Math.round(durationMs * 1000);
    this.#calls += calls;
    this.#totalUs += durationUs ?? 0;
    this.#rows = sum(this.#rows, rows);
    // With several calls in one record only their mean is known, and a resumed portal is no execution of its own.
    if (durationUs !== null && calls === 1) {
      this.#minUs = this.#minUs === null ? durationUs : Math.min(this.#minUs, durationUs);
      this.#maxUs = this.#maxUs === null ? durationUs : Math.max(this.#maxUs, durationUs);
    }
    // pg_stat_statements has many calls and one duration; an SQL file's statement is a real one however often it is run.
    if (hasValues && (calls === 1 || (calls > 1 && durationUs === null))) {
      this.#samples.add(execution.sql, execution.parameters, durationUs);
    }
  }

  merge(other: QueryTally): void {
    if (isBefore(other.sql, this.sql)) this.sql = other.sql;
    this.#calls += other.#calls;
    this.#totalUs += other.#totalUs;
    this.#rows = sum(this.#rows, other.#rows);
    if (other.#minUs !== null) this.#minUs = Math.min(this.#minUs ?? other.#minUs, other.#minUs);
    if (other.#maxUs !== null) this.#maxUs = Math.max(this.#maxUs ?? other.#maxUs, other.#maxUs);
    this.#samples.merge(other.#samples);
  }

  toQuery(fingerprint: string): WorkloadQuery {
    return {
      fingerprint,
      sql: this.sql,
      calls: this.#calls,
      totalMs: this.#totalUs / 1000,
      minMs: this.#minUs === null ? null : this.#minUs / 1000,
      maxMs: this.#maxUs === null ? null : this.#maxUs / 1000,
      rows: this.#rows,
      samples: this.#samples.toSamples(),
    };
  }
}

/** Of the texts that share a fingerprint the shortest is shown, then the first by code units: the same in any order. */
function isBefore(a: string, b: string): boolean {
  return a.length < b.length || (a.length === b.length && a < b);
}

function sum(a: number | null, b: number | null): number | null {
  return b === null ? a : (a ?? 0) + b;
}
