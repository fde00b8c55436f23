import type { EventKind, EventRecord, Sighting } from './model.ts';
import { relationIn, withoutDatabase } from './names.ts';

interface ErrorPattern {
  readonly kind: EventKind;
  /** What the server's SQLSTATE is, in any language; a class where it has two characters. */
  readonly state: string | null;
  /** The message in English, for logs without SQLSTATE, and where one SQLSTATE stands for several things. */
  readonly text: RegExp;
  /** Only where it happened in no statement. */
  readonly isOutside?: boolean;
  readonly subject?: (record: EventRecord) => string | null;
}

const QUOTED = /["«„»“]([^"»“«]+)["»“«]/gu;

/** Names in quotes; a value of a row is never among the last. */
function lastQuoted({ message }: EventRecord): string | null {
  return [...message.matchAll(QUOTED)].at(-1)?.[1] ?? null;
}

function firstQuoted({ message }: EventRecord): string | null {
  return [...message.matchAll(QUOTED)][0]?.[1] ?? null;
}

/** `null value in column "x" of relation "t"` → `t.x`; before PostgreSQL 13 without the relation. */
function columnOf({ message }: EventRecord): string | null {
  const [column, relation] = [...message.matchAll(QUOTED)].map(([, name]) => name!);
  return column === undefined ? null : relation === undefined ? column : `${relation}.${column}`;
}

const TYPE = /\b(smallint|integer|bigint|numeric|real|double precision|oid|timestamp|date|interval)\b/;

/** The type, which stands in every language's message as it is; values are quoted before it. */
function typeOf({ message }: EventRecord): string | null {
  return TYPE.exec(message.replaceAll(/"[^"]*"/g, ''))?.[1] ?? null;
}

/** "value … is out of range for type integer", "integer out of range", "numeric field overflow". */
const OUT_OF_RANGE = /out of range(?: for type |:|$)|^numeric field overflow/;

const ERRORS: readonly ErrorPattern[] = [
  {
    kind: 'unique-violation',
    state: '23505',
    text: /^duplicate key value violates unique constraint "/,
    subject: lastQuoted,
  },
  { kind: 'foreign-key-violation', state: '23503', text: /violates foreign key constraint "/, subject: foreignKey },
  { kind: 'not-null-violation', state: '23502', text: /^null value in column "/, subject: columnOf },
  { kind: 'check-violation', state: '23514', text: /violates check constraint "/, subject: lastQuoted },
  { kind: 'exclusion-violation', state: '23P01', text: /violates exclusion constraint "/, subject: lastQuoted },
  { kind: 'deadlock', state: '40P01', text: /^deadlock detected/, subject: ({ context }) => relationIn(context) },
  { kind: 'serialization-failure', state: '40001', text: /^could not serialize access/ },
  { kind: 'recovery-conflict', state: null, text: /^canceling statement due to conflict with recovery/ },
  { kind: 'autovacuum-cancelled', state: null, text: /^canceling autovacuum task/, subject: vacuumedTable },
  { kind: 'statement-timeout', state: null, text: /^canceling statement due to statement timeout/ },
  { kind: 'canceled-by-user', state: null, text: /^canceling statement due to user request/ },
  { kind: 'lock-timeout', state: null, text: /^canceling statement due to lock timeout/ },
  { kind: 'canceled', state: '57014', text: /^canceling / },
  { kind: 'lock-timeout', state: '55P03', text: /^could not obtain lock on / },
  {
    kind: 'idle-in-transaction-timeout',
    state: '25P03',
    text: /^terminating connection due to idle-in-transaction timeout/,
  },
  { kind: 'transaction-timeout', state: '25P04', text: /^terminating connection due to transaction timeout/ },
  { kind: 'out-of-range', state: '22003', text: OUT_OF_RANGE, subject: typeOf },
  { kind: 'out-of-range', state: '22008', text: OUT_OF_RANGE, subject: typeOf },
  {
    kind: 'value-too-long',
    state: '22001',
    text: /^value too long for type /,
    subject: ({ message }) => /(?:character|bit)[a-z ]*\(\d+\)/.exec(message)?.[0] ?? null,
  },
  { kind: 'invalid-value', state: '22P02', text: /^invalid input (?:syntax for|value for enum)/, subject: typeOf },
  {
    kind: 'connection-refused',
    state: '53300',
    text: /^(?:sorry, too many clients|remaining connection slots|too many connections for)/,
    subject: ({ message }) => /^too many connections for (\w+)/.exec(message)?.[1] ?? null,
  },
  {
    kind: 'connection-refused',
    state: '57P03',
    text: /^the database system is (?:starting up|shutting down|in recovery mode|not (?:yet )?accepting)/,
  },
  { kind: 'authentication-failure', state: '28', text: /authentication failed for user|^no pg_hba\.conf entry/ },
  // Who connects as a role that is not there has no statement yet; in one it is an error like others.
  { kind: 'authentication-failure', state: null, text: /^role ".*" does not exist$/, isOutside: true },
  { kind: 'disk-full', state: '53100', text: /No space left on device/ },
  { kind: 'out-of-memory', state: '53200', text: /^out of (?:shared )?memory/ },
  {
    kind: 'missing-on-conflict-index',
    state: '42P10',
    text: /^there is no unique or exclusion constraint matching the ON CONFLICT/,
  },
  { kind: 'undefined-object', state: '42P01', text: /^relation ".*" does not exist/, subject: firstQuoted },
  { kind: 'undefined-object', state: '42703', text: /^column .* does not exist/, subject: undefinedColumn },
  {
    kind: 'undefined-object',
    state: '42883',
    text: /^(?:function|operator|procedure) .* does not exist/,
    subject: undefinedFunction,
  },
  {
    kind: 'client-aborted',
    state: '08006',
    text: /^(?:connection to client lost|unexpected EOF on client connection with an open)/,
  },
];

/** What an error tells; `error` with its SQLSTATE for those that have no kind of their own. */
export function readError(given: EventRecord): Sighting {
  // Only stderr logs have the position in the message.
  const record = { ...given, message: given.message.replace(/ at character \d+$/, '') };
  const { message, sqlState, statement } = record;
  const known = ERRORS.find(
    ({ state, text, isOutside }) =>
      (state !== null && sqlState !== null ? sqlState.startsWith(state) : text.test(message)) &&
      !(isOutside && statement !== null),
  );
  if (!known) return { kind: 'error', subject: sqlState, value: null };
  return { kind: known.kind, subject: known.subject?.(record)?.trim() ?? null, value: null };
}

/** Of the two names the constraint's: "on table "t" violates foreign key constraint "fk" on table "u"" has three. */
function foreignKey(record: EventRecord): string | null {
  return /foreign key constraint "([^"]+)"/.exec(record.message)?.[1] ?? lastQuoted(record);
}

function vacuumedTable({ context }: EventRecord): string | null {
  const name = /of table "(.+?)"/.exec(context ?? '')?.[1];
  return name === undefined ? null : withoutDatabase(name);
}

function undefinedColumn(record: EventRecord): string | null {
  return firstQuoted(record) ?? /^column (\S+) does not exist/.exec(record.message)?.[1] ?? null;
}

function undefinedFunction({ message }: EventRecord): string | null {
  return /^(?:function|procedure) ([^(]+)\(/.exec(message)?.[1] ?? null;
}
