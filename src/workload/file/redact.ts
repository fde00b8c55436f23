import type { ShareRecord } from '../tally/breakdown.ts';
import { redactPlan } from '../redact-plan.ts';
import type { StatementRecord } from '../tally/statement-record.ts';
import type { LazyDocument } from './document.ts';
import { mapLazily } from './map-lazily.ts';

/** Tags whose values name code, as sqlcommenter, marginalia and Rails write them. */
const NAMES_OF_CODE: ReadonlySet<string> = new Set([
  'action',
  'app',
  'application',
  'controller',
  'db_driver',
  'framework',
  'job',
  'namespaced_controller',
  'route',
]);

/**
 * Without a value that anyone's row could hold: no samples, no client addresses, no texts that do not parse; of tags all keys, and the values of
 * those that name code, unless they have a digit or an @ in them (a route that was filled in); of plans their nodes and numbers. Names of the schema, users,
 * databases, applications and all numbers stay.
 */
export function redactDocument(document: LazyDocument): LazyDocument {
  return {
    ...document,
    statements: mapLazily(document.statements, redactStatement),
    unparsable: { listed: [], calls: document.unparsable.calls },
  };
}

function redactStatement(record: StatementRecord): StatementRecord {
  const by = Object.entries(record.by).filter(([name]) => name !== 'host');
  return {
    ...record,
    by: Object.fromEntries(by),
    tags: record.tags.map(([key, values]) => [key, NAMES_OF_CODE.has(key) ? values.filter(isName) : []] as const),
    samples: { slowest: [], drawn: [] },
    ...(record.plans && {
      plans: record.plans.map(([durationUs, at, text]) => [durationUs, at, redactPlan(text)] as const),
    }),
  };
}

function isName([value]: ShareRecord): boolean {
  return !/[\d@]/.test(value);
}
