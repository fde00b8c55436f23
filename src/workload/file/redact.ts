import type { EventKind } from '../events/model.ts';
import { EventTally, type EventKindRecord } from '../events/tally.ts';
import type { ShareRecord } from '../tally/breakdown.ts';
import { looksLikeName, withProvenNames } from '../proven-names.ts';
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
/** Kinds whose subject is a table of the context, after a lock's mode or alone. */
const NAMES_LOCKED: ReadonlySet<EventKind> = new Set<EventKind>(['deadlock', 'lock-acquired', 'lock-wait']);
const LOCKED = /^(\w+ on )(.*)$/s;
/** What DescribeLockTag calls them. */
const LOCKABLE: ReadonlySet<string> = new Set([
  'advisory lock',
  'extension of relation',
  'remote transaction',
  'speculative token',
  'unrecognized locktag type',
  'user lock',
  'virtual transaction',
]);

/**
 * Without a value that anyone's row could hold: no samples, no client addresses, no texts that do not parse; of tags all keys, and the values of
 * those that name code, unless they have a digit or an @ in them (a route that was filled in); of plans their nodes and numbers; of what errors name,
 * and of what statements quote that never ran, what looks like a name. Names of the schema, users, databases, applications and all numbers stay.
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
      const redact = NAMES_OBJECTS.has(event.kind) ? plainName : NAMES_LOCKED.has(event.kind) ? plainLock : null;
      if (redact === null) return event;
      const groups = event.groups.map((group) => ({
        ...group,
        subject: group.subject === null ? null : redact(group.subject),
      }));
      return { ...event, groups: groups.filter(({ subject, statement }) => subject !== null || statement !== null) };
    }),
  );
  return tally.toRecords();
}

function plainName(subject: string): string | null {
  return looksLikeName(subject) ? subject : null;
}

/** `ShareLock on accounts`; also without a table: `ShareLock on virtual transaction`. */
function plainLock(subject: string): string | null {
  const [, on = '', object = subject] = LOCKED.exec(subject) ?? [];
  if (looksLikeName(object) || (on !== '' && LOCKABLE.has(object))) return subject;
  return on === '' ? null : `${on}relation`;
}

function redactStatement(record: StatementRecord): StatementRecord {
  const by = Object.entries(record.by).filter(([name]) => name !== 'host');
  return {
    ...record,
    sql: withProvenNames(record),
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
