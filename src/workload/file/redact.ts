import type { EventKind } from '../events/model.ts';
import { EventTally, type EventKindRecord } from '../events/tally.ts';
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

/** Kinds of errors whose subject is a name out of the message: who writes "bob@example.com" in double quotes asks for a column. */
const NAMES_OBJECTS: ReadonlySet<EventKind> = new Set<EventKind>([
  'check-violation',
  'exclusion-violation',
  'foreign-key-violation',
  'not-null-violation',
  'undefined-object',
  'unique-violation',
]);
const IDENTIFIER = /^[\p{L}\p{M}\d_$.]+$/u;

/**
 * Without a value that anyone's row could hold: no samples, no client addresses, no texts that do not parse; of tags all keys, and the values of
 * those that name code, unless they have a digit or an @ in them (a route that was filled in); of plans their nodes and numbers; of what errors name
 * what looks like a name. Names of the schema, users, databases, applications and all numbers stay.
 */
export function redactDocument(document: LazyDocument): LazyDocument {
  return {
    ...document,
    statements: mapLazily(document.statements, redactStatement),
    unparsable: { listed: [], calls: document.unparsable.calls },
    events: redactEvents(document.events),
  };
}

/** Groups that only such a subject told apart are one afterwards. */
function redactEvents(events: readonly EventKindRecord[]): EventKindRecord[] {
  const tally = new EventTally();
  tally.merge(
    events.map((event) => {
      if (!NAMES_OBJECTS.has(event.kind)) return event;
      const groups = event.groups.map((group) => ({
        ...group,
        subject: group.subject !== null && IDENTIFIER.test(group.subject) ? group.subject : null,
      }));
      return { ...event, groups: groups.filter(({ subject, statement }) => subject !== null || statement !== null) };
    }),
  );
  return tally.toRecords();
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
