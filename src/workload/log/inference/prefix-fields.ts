import { setClients } from './client-fields.ts';
import { known } from '../record.ts';
import { evidenceIn, isWithoutUser } from './evidence.ts';
import { setNumbers } from './number-fields.ts';
import type { Token } from './prefix-tokens.ts';

/** What a line has before its tag, and what it says after it. */
export interface StartLine {
  readonly tag: string;
  readonly tokens: readonly Token[];
  readonly message: string;
}

/** Escapes of log_line_prefix by the position of their token; a position without one is of an unknown field, or text. */
export type Fields = Map<number, string>;

/** Sets the field of a position, unless that has one already, or the field is that of another. */
export type SetField = (at: number, field: string) => void;

/** What other lines tell. */
export interface Surroundings {
  /** Whether messages tell of a name. */
  readonly isTold: (name: string) => boolean;
  /** Whether one of the addresses is the server's own. */
  readonly hasServer: boolean;
  /** The databases that background processes tell of. */
  readonly databases: ReadonlySet<string>;
}

const COMMANDS =
  /^(?:SELECT|INSERT|UPDATE|DELETE|MERGE|BEGIN|COMMIT|ROLLBACK|START|SET|SHOW|RESET|COPY|FETCH|EXECUTE|PREPARE|DEALLOCATE|PARSE|BIND|CREATE|ALTER|DROP|VACUUM|ANALYZE|EXPLAIN|DISCARD|SAVEPOINT|RELEASE|TRUNCATE|REFRESH|LOCK|LISTEN|UNLISTEN|NOTIFY|CLOSE|DECLARE|CALL|DO|GRANT|REVOKE|CHECKPOINT|idle|authentication|startup)(?: [A-Z]+)*(?: waiting| in transaction(?: \(aborted\))?)?$/;
const BACKENDS =
  /^(?:client backend|autovacuum (?:launcher|worker)|parallel worker|background worker|background writer|checkpointer|walwriter|walsender|walreceiver|startup|archiver|logger|postmaster|not initialized|standalone backend|logical replication (?:launcher|worker))$/;

/** Tells which field stands where, in lines of one skeleton, as far as that can be told without guessing. */
export function fieldsOf(lines: readonly StartLine[], { isTold, hasServer, databases }: Surroundings): Fields {
  const fields: Fields = new Map();
  const tokens = lines[0]!.tokens;
  const valuesAt = (at: number) => lines.map((line) => line.tokens[at]!.value);
  const positions = (...kinds: Token['kind'][]) => [...tokens.keys()].filter((at) => kinds.includes(tokens[at]!.kind));
  const isTaken = (field: string) => [...fields.values()].includes(field);
  const set = (at: number, field: string) => {
    if (!isTaken(field) && !fields.has(at)) fields.set(at, field);
  };

  for (const at of positions('value')) {
    const named = new Set(lines.map((line) => line.tokens[at]!.field));
    const field = named.has('r') ? 'r' : (tokens[at]!.field ?? '');
    const fitting = valuesAt(at).filter((value) => fits(field, value) || isTold(value) || isOfWords(field, value));
    if (field !== '' && fitting.length * 2 > lines.length) set(at, field);
  }
  setTimes(positions('m', 't', 'n'), valuesAt, tokens, fields, set);
  for (const at of positions('c')) set(at, 'c');
  for (const at of positions('v')) set(at, 'v');
  setNumbers(positions('number'), lines, fields, set);

  // What no client has told yet is no text.
  const isOwn = (at: number) => isText(lines, at) && known(tokens[at]!.value) !== null;
  const words = positions('word', 'value').filter((at) => !fields.has(at) && !isOwn(at));
  for (const at of words) {
    const values = valuesAt(at);
    if (new Set(values).size > 1 && values.every((value) => COMMANDS.test(value))) set(at, 'i');
    else if (values.every((value) => BACKENDS.test(value))) set(at, 'b');
    else if (values.every((value) => /^[0-9A-Z]{5}$/.test(value)) && values.includes('00000')) set(at, 'e');
  }
  const hosts = positions('r', 'h').filter((at) => !fields.has(at) && !isContradicted(lines, at));
  const hasPorts = (at: number) => lines.some((line) => /\(\d+\)$/.test(line.tokens[at]!.value));
  const hostOf = (at: number) => (lines.some((line) => line.tokens[at]!.kind === 'r') ? 'r' : 'h');
  // Clients are at more addresses than the server is.
  if (hasServer) hosts.sort((a, b) => new Set(valuesAt(b)).size - new Set(valuesAt(a)).size);
  // One with a port is a client's, whatever other address there is.
  hosts.sort((a, b) => Number(hasPorts(b)) - Number(hasPorts(a)));
  const isClear = !hasServer || hosts.length > 1 || hosts.some((at) => hostOf(at) === 'r');
  if (!isTaken('h') && !isTaken('r') && hosts.length > 0 && isClear) set(hosts[0]!, hostOf(hosts[0]!));
  setClients(
    words.filter((at) => !fields.has(at)),
    lines,
    fields,
    set,
    databases,
  );
  return fields;
}

/** What is the same in all lines is text of the prefix; words only where processes that have no user or database have them too. */
export function isText(lines: readonly StartLine[], at: number): boolean {
  const { kind, value } = lines[0]!.tokens[at]!;
  if (kind !== 'word' && kind !== 'number') return kind === 'text';
  const isConstant = lines.every(({ tokens }) => tokens[at]!.value === value);
  return isConstant && (kind === 'number' || lines.some(({ message }) => isWithoutUser(message)));
}

/** Whether connections are said to be from elsewhere: it is %L, the server's own address, then. */
function isContradicted(lines: readonly StartLine[], at: number): boolean {
  const told = lines.flatMap(({ tokens, message }) => {
    const host = evidenceIn(message)?.h;
    return host === undefined || host === '[local]' ? [] : [tokens[at]!.value.replace(/\(\d+\)$/, '') === host];
  });
  return told.length > 0 && !told.includes(true);
}

/** %s is the same in all lines of a session, and never after the line's own time. */
function setTimes(
  positions: readonly number[],
  valuesAt: (at: number) => string[],
  tokens: readonly Token[],
  fields: Fields,
  set: SetField,
): void {
  const [first, second] = positions.filter((at) => !fields.has(at));
  if (first === undefined) return;
  const kind = (at: number) => tokens[at]!.kind;
  if (second === undefined || kind(first) !== 't' || kind(second) !== 't') {
    const own = second !== undefined && kind(first) === 't' ? second : first;
    set(own, kind(own));
    if (second !== undefined) set(own === first ? second : first, 's');
    return;
  }
  const seconds = valuesAt(second);
  const isStartFirst = valuesAt(first).every((value, line) => value <= seconds[line]!);
  set(isStartFirst ? first : second, 's');
  set(isStartFirst ? second : first, 't');
}

/** Whether it is a user or a database with blanks in its name: what follows a key has some only where it is known where it ends. */
function isOfWords(field: string, value: string): boolean {
  return (field === 'u' || field === 'd') && SOME_WORDS.test(value);
}

/** What a name with blanks has: words, and none of the marks that part fields. */
export const SOME_WORDS = /^[\p{L}\w.@+-]+(?: [\p{L}\w.@+-]+){0,3}$/u;

/** Whether a value can be of a field: names with blanks and marks are most often more than one field. */
export function fits(field: string, value: string): boolean {
  switch (field) {
    case 'u':
    case 'd':
      return value === '[unknown]' || !/[\s,=[\]()|<>;:/]/.test(value);
    case 'h':
    case 'r':
      return !/[\s,=|<>;]/.test(value);
    case 'a':
      return !/\w=|\(\d+\)$/.test(value);
    case 'p':
    case 'l':
    case 'x':
      return /^\d+$/.test(value);
    case 'Q':
      return /^-?\d+$/.test(value);
    case 'c':
      return /^[0-9a-f]+\.[0-9a-f]+$/.test(value);
    case 'e':
      return /^[0-9A-Z]{5}$/.test(value);
    case 'v':
      return /^(?:-?\d+\/\d+)?$/.test(value);
    case 'm':
    case 's':
    case 't':
      return /^\d{4}-\d\d-\d\d /.test(value);
    default:
      return true;
  }
}
