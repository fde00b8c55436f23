import type { Finding, FixIntent, QueryEvidence, Severity } from '../report/model.ts';
import { findingKey } from './finding-order.ts';
import { groupBy } from './group-by.ts';

/** A finding before its fix is written. */
export interface Draft extends Pick<Finding, 'rule' | 'severity' | 'object' | 'message'> {
  readonly queries: readonly QueryEvidence[];
  readonly sizeBytes: number | null;
  readonly writeCost: number | null;
  readonly benefit?: number;
  readonly endsHotUpdatesOf?: readonly string[];
  readonly notes: readonly string[];
  readonly intent: FixIntent | null;
}

/** One draft for each rule and object: the gravest severity, its message, and the evidence of all. */
export function mergeDrafts(drafts: readonly Draft[]): Draft[] {
  return [...groupBy(drafts, (draft) => findingKey({ ...draft, fix: null })).values()].map(merge);
}

const GRAVITY: Record<Severity, number> = { error: 2, warning: 1, info: 0 };

function merge(drafts: readonly Draft[]): Draft {
  const [gravest] = [...drafts].sort((a, b) => GRAVITY[b.severity] - GRAVITY[a.severity]);
  const queries = new Map(drafts.flatMap((draft) => draft.queries.map((query) => [query.fingerprint, query] as const)));
  const told = drafts.find(({ sizeBytes }) => sizeBytes !== null);
  const { sizeBytes = null, writeCost = null, benefit, endsHotUpdatesOf } = told ?? {};
  return {
    ...gravest!,
    sizeBytes,
    writeCost,
    ...(benefit !== undefined && { benefit }),
    ...(endsHotUpdatesOf && { endsHotUpdatesOf }),
    queries: [...queries.values()],
    notes: [...new Set(drafts.flatMap((draft) => draft.notes))],
  };
}
