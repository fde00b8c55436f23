/** Why something in a source did not become part of the workload: the keys of WorkloadSource.skipped. */
export const SKIPPED = {
  transaction: 'transaction control',
  utility: 'utility statement',
  explain: 'EXPLAIN',
  empty: 'empty statement',
  failed: 'failed statement',
  step: 'parse or bind step',
  bareDuration: 'duration without its statement',
  planDuplicate: 'auto_explain plan of a logged statement',
  nestedPlan: 'auto_explain plan of a statement inside a function',
  raised: 'message raised by a function',
  ownStatement: 'statement of idx-advisor itself',
  otherDatabase: 'statement in another database',
  psqlCommand: 'psql command',
  psqlVariable: 'statement with psql variables',
  copyData: 'line of COPY data',
  unrecognised: 'line not recognised',
  malformed: 'malformed record',
  tooLong: 'line too long',
  language: 'message in an unknown language',
  cutOff: 'compressed data cut short',
  privilege: 'statement hidden for lack of privilege',
} as const;

export type SkipReason = (typeof SKIPPED)[keyof typeof SKIPPED];

const LOSSES: ReadonlySet<string> = new Set<SkipReason>([
  SKIPPED.bareDuration,
  SKIPPED.psqlVariable,
  SKIPPED.unrecognised,
  SKIPPED.malformed,
  SKIPPED.tooLong,
  SKIPPED.language,
  SKIPPED.cutOff,
  SKIPPED.privilege,
]);

/** Whether a reason means that part of the input was lost, and not merely left out on purpose. */
export function isLoss(reason: string): boolean {
  return LOSSES.has(reason);
}

export class SkipTally {
  readonly #counts = new Map<string, number>();

  add(reason: SkipReason, count = 1): void {
    if (count > 0) this.#counts.set(reason, (this.#counts.get(reason) ?? 0) + count);
  }

  get(reason: SkipReason): number {
    return this.#counts.get(reason) ?? 0;
  }

  /** By reason, in alphabetical order. */
  toRecord(): Record<string, number> {
    return Object.fromEntries([...this.#counts].sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}
