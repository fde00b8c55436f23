import { Breakdown, type ShareRecord } from './breakdown.ts';

/** Runs of one statement within a session, as files hold them. */
export interface RunRecord {
  readonly occurrences: number;
  /** Executions in all of them. */
  readonly executions: number;
  readonly longest: number;
  readonly totalUs: number;
  /** Statements that the runs came right after, by fingerprint: runs, executions in them. */
  readonly parents: readonly ShareRecord[];
}

/** Distinct statements that are kept of those before a statement. */
const MOST_STATEMENTS = 16;

/** How a statement comes in its sessions. Everything is a sum or a maximum, so it adds up in any order. */
export class RunTally {
  occurrences = 0;
  executions = 0;
  longest = 0;
  totalUs = 0;
  readonly parents = new Breakdown(MOST_STATEMENTS);
  /** Of an INSERT: the query that its session asked right before it, by fingerprint. */
  readonly after = new Breakdown(MOST_STATEMENTS);

  add(executions: number, totalUs: number, parent: string | null): void {
    this.occurrences++;
    this.executions += executions;
    this.longest = Math.max(this.longest, executions);
    this.totalUs += totalUs;
    if (parent !== null) this.parents.add(parent, 1, executions);
  }

  merge(record: RunRecord): void {
    this.occurrences += record.occurrences;
    this.executions += record.executions;
    this.longest = Math.max(this.longest, record.longest);
    this.totalUs += record.totalUs;
    this.parents.merge(record.parents);
  }

  /** Null where there was no run. */
  toRecord(): RunRecord | null {
    if (this.occurrences === 0) return null;
    const { occurrences, executions, longest, totalUs } = this;
    return { occurrences, executions, longest, totalUs, parents: this.parents.toRecords() };
  }
}
