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
  /** One of a few words, or what the context names. */
  readonly subject?: (record: EventRecord) => string | null;
  /** A name in the message, only where its text is the server's: RAISE with USING ERRCODE says anything under any SQLSTATE, values of rows too. */
  readonly name?: (record: EventRecord) => string | null;
}

const QUOTED = /"([^"]+)"/g;

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

/** "value "9" is out of range for type integer", "integer out of range", "numeric field overflow". */
const NUMBER_OUT_OF_RANGE =
  /^(?:(?:value )?".*"|value|input|result|number|smallint|integer|bigint|money|OID|macaddr8 data|block number) (?:is )?out of range(?: for type | for 8-bit integer|:| to convert|$)|^numeric field overflow|^value overflows numeric format|^setval: value .* is out of bounds/s;

const TIME_OUT_OF_RANGE =
  /^(?:(?:date|time|date\/time) field value|date|time|timetz|timestamp|timestamptz|interval|origin|value for ".*" in source string is) out of range|^cannot subtract infinite (?:dates|timestamps)|^timestamp cannot be NaN|^stride must be greater than zero/s;

/** What to_date and to_timestamp say; what dates' own input says is "invalid input syntax", as other types' is. */
const UNFIT_FOR_FORMAT =
  /^(?:invalid value ".*" for "|invalid input string for "Y,YYY"|source string too short for |conflicting values for ".*" field in formatting string|invalid combination of date conventions|unmatched format |hour "\d+" is invalid for the 12-hour clock|trailing characters remain in input string after |input string is too short for |missing time zone in input string)/s;

/** jsonpath is parsed as SQL is, and a number that stands for a time zone is a parameter: both have another SQLSTATE. */
const INVALID_VALUE =
  /^invalid input (?:syntax for (?!type (?:jsonpath|numeric time zone))|value for enum)|^malformed (?:(?:array|record|range|multirange) literal|JSON array)|^expected JSON array|^path element at position \d+ is not an integer|^".*" is not a valid (?:binary|hexadecimal) digit|^invalid cidr value/s;

const CHECK =
  /^(?:new row for relation|value for domain) .* violates (?:check|partition) constraint|^(?:check|partition) constraint .*is violated by some row|^updated partition constraint .* would be violated by some row|^no partition of relation ".*" found for row|^column .* contains values that violate the new constraint/;

const FOREIGN_KEY =
  /^(?:(?:insert or update|update or delete) on table|removing partition) ".*" violates foreign key constraint "/;

const UNDEFINED_TABLE =
  /^(?:relation|table|sequence|view|materialized view) ".*" does not exist|^relation ".*" is not a (?:partition|parent) of relation "|^relation with OID \d+ does not exist|^(?:missing|invalid reference to) FROM-clause entry for table|^relation ".*" in .* clause not found in FROM clause/;

const UNDEFINED_COLUMN =
  /^column .* does not exist|^attribute \d+ of (?:relation .* does not exist|type .* has been dropped)|^column ".*" not found in data type|^could not identify column|^record ".*" has no field|because there is no such column in data type/;

const UNDEFINED_FUNCTION =
  /^operator does not exist|^(?:function|procedure|aggregate) (?:with OID |"|[^"]*\().* does not exist(?! in operator family)|^could not find an? (?:function|procedure|aggregate|routine) named|^could not find function|^there is no built-in function named|^could not identify an? [\w ]+ (?:operator|function) for type|^operator requires run-time type coercion/;

const REFUSED_LOGIN =
  /authentication failed for user|^no pg_hba\.conf entry|^pg_hba\.conf rejects|^role ".*" is not permitted to log in|^connection requires a valid client certificate|^empty password returned by client|^no PostgreSQL user name specified/;

const ERRORS: readonly ErrorPattern[] = [
  // Has the SQLSTATE of a serialization failure or of a deadlock.
  {
    kind: 'recovery-conflict',
    state: null,
    text: /^(?:canceling statement|terminating connection) due to conflict with recovery/,
  },
  // Has that of a client that is gone: a standby's, and a subscription's.
  {
    kind: 'error',
    state: null,
    // As 18 has it, with who could not before it: `apply worker for subscription "s" could not connect to the publisher`.
    text: /^(?:[a-z ]+ ".*" )?could not (?:connect to the (?:primary server|publisher)|(?:receive|send) data (?:from|to) WAL stream)/,
    subject: ({ sqlState }) => sqlState,
  },
  {
    kind: 'unique-violation',
    state: '23505',
    text: /^duplicate key value violates unique constraint "|^could not create unique index "|^conflict detected on relation ".*": conflict=\w+(?:_exists|_conflicts)$/,
    name: uniqueIndex,
  },
  { kind: 'foreign-key-violation', state: '23503', text: FOREIGN_KEY, name: constraintOf },
  {
    kind: 'not-null-violation',
    state: '23502',
    text: /^null value in column "|^column ".*" (?:of (?:relation|table) ".*" )?contains null values|^domain .* does not allow null values/,
    name: columnOf,
  },
  { kind: 'check-violation', state: '23514', text: CHECK, name: constraintOf },
  {
    kind: 'exclusion-violation',
    state: '23P01',
    text: /violates exclusion constraint "|^could not create exclusion constraint "/,
    name: lastQuoted,
  },
  { kind: 'deadlock', state: '40P01', text: /^deadlock detected/, subject: ({ context }) => relationIn(context) },
  {
    kind: 'serialization-failure',
    state: '40001',
    text: /^could not serialize access|^tuple to be \w+ was already moved to another partition/,
  },
  { kind: 'autovacuum-cancelled', state: null, text: /^canceling autovacuum task/, subject: vacuumedTable },
  { kind: 'statement-timeout', state: null, text: /^canceling statement due to statement timeout/ },
  { kind: 'canceled-by-user', state: null, text: /^canceling statement due to user request/ },
  { kind: 'lock-timeout', state: null, text: /^canceling statement due to lock timeout/ },
  { kind: 'canceled', state: '57014', text: /^canceling |^COPY from stdin failed/ },
  { kind: 'lock-timeout', state: '55P03', text: /^could not obtain lock on / },
  {
    kind: 'idle-in-transaction-timeout',
    state: '25P03',
    text: /^terminating connection due to idle-in-transaction timeout/,
  },
  { kind: 'idle-session-timeout', state: '57P05', text: /^terminating connection due to idle-session timeout/ },
  { kind: 'transaction-timeout', state: '25P04', text: /^terminating connection due to transaction timeout/ },
  { kind: 'out-of-range', state: '22003', text: NUMBER_OUT_OF_RANGE, subject: typeOf },
  { kind: 'out-of-range', state: '22008', text: TIME_OUT_OF_RANGE, subject: typeOf },
  { kind: 'out-of-range', state: '22015', text: /^interval field value out of range/, subject: typeOf },
  { kind: 'out-of-range', state: '22009', text: /^time zone displacement out of range/ },
  {
    kind: 'value-too-long',
    state: '22001',
    text: /^(?:value|bit string) too long for type /,
    subject: ({ message }) => /(?:character|bit)(?: varying)?\(\d+\)/.exec(message)?.[0] ?? null,
  },
  {
    kind: 'invalid-value',
    state: '22P02',
    text: INVALID_VALUE,
    subject: typeOf,
  },
  { kind: 'invalid-value', state: '22007', text: UNFIT_FOR_FORMAT, subject: typeOf },
  {
    kind: 'connection-refused',
    state: '53300',
    text: /^(?:sorry, too many clients|remaining connection slots|too many connections for|number of requested standby connections exceeds)/,
    subject: ({ message }) => /^too many connections for (\w+)/.exec(message)?.[1] ?? null,
  },
  {
    kind: 'connection-refused',
    state: '57P03',
    text: /^the database system is (?:starting up|shutting down|in recovery mode|not (?:yet )?accepting)/,
  },
  { kind: 'authentication-failure', state: '28', text: REFUSED_LOGIN },
  // Who connects as a role that is not there has no statement yet; in one it is an error like others.
  { kind: 'authentication-failure', state: null, text: /^role ".*" does not exist$/, isOutside: true },
  { kind: 'disk-full', state: '53100', text: /No space left on device|^could not extend file ".*": wrote only/ },
  {
    kind: 'out-of-memory',
    state: '53200',
    text: /^out of (?:shared )?memory|: Cannot allocate memory$|^not enough (?:shared memory for|elements in RWConflictPool)/,
  },
  // Its SQLSTATE is that of ORDER BY and DISTINCT, too.
  {
    kind: 'missing-on-conflict-index',
    state: null,
    text: /^there is no unique or exclusion constraint matching the ON CONFLICT/,
  },
  { kind: 'undefined-object', state: '42P01', text: UNDEFINED_TABLE, name: firstQuoted },
  { kind: 'undefined-object', state: '42703', text: UNDEFINED_COLUMN, name: undefinedColumn },
  {
    kind: 'undefined-object',
    state: '42883',
    text: UNDEFINED_FUNCTION,
    name: undefinedFunction,
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
  const name = known.name && known.text.test(message) ? known.name(record) : null;
  return { kind: known.kind, subject: known.subject?.(record) ?? name, value: null };
}

/** Of what a subscription could not apply the DETAIL has it, since PostgreSQL 18. */
function uniqueIndex(record: EventRecord): string | null {
  const isConflict = record.message.startsWith('conflict detected');
  if (!isConflict) return lastQuoted(record);
  return /^Key already exists in unique index "(.+?)"/.exec(record.detail ?? '')?.[1] ?? null;
}

/** Of several names the constraint's: "on table "t" violates foreign key constraint "fk" on table "u"" has three. */
function constraintOf(record: EventRecord): string | null {
  return /(?:foreign key|check) constraint "([^"]+)"/.exec(record.message)?.[1] ?? lastQuoted(record);
}

function vacuumedTable({ context }: EventRecord): string | null {
  const name = /of table "(.+?)"/.exec(context ?? '')?.[1];
  return name === undefined ? null : withoutDatabase(name);
}

function undefinedColumn(record: EventRecord): string | null {
  return firstQuoted(record) ?? /^column (\S+) does not exist/.exec(record.message)?.[1] ?? null;
}

/** Of a call; `function "x" does not exist` is said of a text that was to be the name of one: 'x'::regproc. */
function undefinedFunction({ message }: EventRecord): string | null {
  return /^(?:function|procedure|aggregate) ([^("]+)\(/.exec(message)?.[1] ?? null;
}
