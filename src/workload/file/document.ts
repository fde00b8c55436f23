import type { EventKindRecord } from '../events/tally.ts';
import type { WorkloadSource } from '../model.ts';
import type { UnparsableRecord } from '../statement-index.ts';
import type { StatementRecord } from '../tally/statement-record.ts';

/** How a workload file begins. Version 1. */
export const DOCUMENT = { format: 'idx-advisor/workload', version: 1 } as const;

/** What a workload file holds, in an order that depends on nothing but its content. */
export interface WorkloadDocument {
  readonly format: typeof DOCUMENT.format;
  readonly version: typeof DOCUMENT.version;
  readonly sources: readonly WorkloadSource[];
  /** What was lost outside of any source, one line each. */
  readonly incomplete: readonly string[];
  /** By fingerprint. */
  readonly statements: readonly StatementRecord[];
  readonly unparsable: { readonly listed: readonly UnparsableRecord[]; readonly calls: number };
  /** By kind. */
  readonly events: readonly EventKindRecord[];
}

/** The same with statements that are made as they are asked for: who writes them needs one at a time. */
export interface LazyDocument extends Omit<WorkloadDocument, 'statements'> {
  readonly statements: Iterable<StatementRecord>;
}
