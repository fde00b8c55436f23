/** Why something in a source did not become part of the workload: the keys of WorkloadSource.skipped. */
export const SKIPPED = {
  transaction: 'transaction control',
  utility: 'utility statement',
  explain: 'EXPLAIN',
  empty: 'empty statement',
  failed: 'failed statement',
  step: 'parse or bind step',
  fastPath: 'function called without SQL',
  bareDuration: 'duration without its statement',
  planDuplicate: 'auto_explain plan of a logged statement',
  nestedPlan: 'auto_explain plan of a statement inside a function',
  raised: 'message raised by a function',
  audit: 'line of pgAudit',
  ownStatement: 'statement of idx-advisor itself',
  otherDatabase: 'statement in another database',
  psqlCommand: 'psql command',
  psqlVariable: 'statement with psql variables',
  copyData: 'line of COPY data',
  unrecognised: 'line not recognised',
  malformed: 'malformed record',
  tooLong: 'line too long',
  tooLongRecord: 'record too long',
  nul: 'line with NUL bytes',
  unended: 'last line without its end',
  surrogate: 'lone surrogate',
  language: 'message in an unknown language',
  level: 'record of an unknown level',
  cutOff: 'compressed data cut short',
  truncated: 'truncation while the log was read',
  privilege: 'statement hidden for lack of privilege',
  nested: 'statement inside a function',
} as const;

export type SkipReason = (typeof SKIPPED)[keyof typeof SKIPPED];

const LOSSES: ReadonlySet<string> = new Set<SkipReason>([
  SKIPPED.bareDuration,
  SKIPPED.psqlVariable,
  SKIPPED.unrecognised,
  SKIPPED.malformed,
  SKIPPED.tooLong,
  SKIPPED.tooLongRecord,
  SKIPPED.nul,
  SKIPPED.unended,
  SKIPPED.surrogate,
  SKIPPED.language,
  SKIPPED.level,
  SKIPPED.cutOff,
  SKIPPED.truncated,
  SKIPPED.privilege,
]);

/** Whether a reason means that part of the input was lost, and not merely left out on purpose. */
export function isLoss(reason: string): boolean {
  return LOSSES.has(reason);
}

/** Of each kind of loss so many places are named. */
const MOST_OFFSETS = 5;

export class SkipTally {
  readonly #counts = new Map<string, number>();
  readonly #offsets = new Map<string, number[]>();

  /** @param offset where in the log, in bytes of its decompressed data; of losses the first few are kept */
  add(reason: SkipReason, count = 1, offset?: number): void {
    if (count <= 0) return;
    this.#counts.set(reason, (this.#counts.get(reason) ?? 0) + count);
    if (offset === undefined || !isLoss(reason)) return;
    const offsets = this.#offsets.get(reason) ?? [];
    // What a carrier's lines lose is found before what is lost of those inside of them.
    const place = offsets.findLastIndex((other) => other <= offset) + 1;
    if (place === MOST_OFFSETS) return;
    this.#offsets.set(reason, offsets.toSpliced(place, 0, offset).slice(0, MOST_OFFSETS));
  }

  get(reason: SkipReason): number {
    return this.#counts.get(reason) ?? 0;
  }

  /** Where the first few losses of each kind are, by reason in alphabetical order. */
  offsets(): Record<string, readonly number[]> {
    return Object.fromEntries([...this.#offsets].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** By reason, in alphabetical order. */
  toRecord(): Record<string, number> {
    return Object.fromEntries([...this.#counts].sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}
