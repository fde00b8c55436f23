import { isSeverity } from '../stderr.ts';
import { databaseIn, evidenceIn, isAuthorization, isConnection, isDisconnection, type Evidence } from './evidence.ts';
import type { Token } from './prefix-tokens.ts';

/** What a line has before its tag, and what it says after it. */
export interface StartLine {
  readonly tag: string;
  readonly tokens: readonly Token[];
  readonly message: string;
}

/** Escapes of log_line_prefix by the position of their token; a position without one is of an unknown field, or text. */
export type Fields = Map<number, string>;

const CLIENTS = ['u', 'd', 'h', 'a'] as const;
const APPLICATIONS =
  /^(?:psql|pgbench|pg_dump|pg_dumpall|pg_restore|pg_basebackup|vacuumdb|reindexdb|walreceiver|PostgreSQL JDBC Driver|pgAdmin 4 - .*|DBeaver .*|DataGrip .*)$/;
const COMMANDS =
  /^(?:SELECT|INSERT|UPDATE|DELETE|MERGE|BEGIN|COMMIT|ROLLBACK|START|SET|SHOW|RESET|COPY|FETCH|EXECUTE|PREPARE|DEALLOCATE|PARSE|BIND|CREATE|ALTER|DROP|VACUUM|ANALYZE|EXPLAIN|DISCARD|SAVEPOINT|RELEASE|idle|authentication|startup)$/;
const BACKENDS =
  /^(?:client backend|autovacuum (?:launcher|worker)|parallel worker|background worker|background writer|checkpointer|walwriter|walsender|walreceiver|startup|archiver|logger|postmaster|not initialized|standalone backend|logical replication (?:launcher|worker))$/;

/** Tells which field stands where, in lines of one skeleton, as far as that can be told without guessing. */
export function fieldsOf(lines: readonly StartLine[]): Fields {
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
    if (field !== '' && valuesAt(at).filter((value) => fits(field, value)).length * 2 > lines.length) set(at, field);
  }
  setTimes(positions('m', 't', 'n'), valuesAt, tokens, fields, set);
  for (const at of positions('c')) set(at, 'c');
  for (const at of positions('v')) set(at, 'v');
  setNumbers(positions('number'), lines, fields, set);

  const words = positions('word', 'value').filter((at) => !fields.has(at));
  for (const at of words) {
    const values = valuesAt(at);
    if (new Set(values).size > 1 && values.every((value) => COMMANDS.test(value))) set(at, 'i');
    else if (values.every((value) => BACKENDS.test(value))) set(at, 'b');
    else if (values.every((value) => /^[0-9A-Z]{5}$/.test(value)) && values.includes('00000')) set(at, 'e');
  }
  const hosts = positions('r', 'h').filter((at) => !fields.has(at));
  const hostOf = (at: number) => (lines.some((line) => line.tokens[at]!.kind === 'r') ? 'r' : 'h');
  if (!isTaken('h') && !isTaken('r') && hosts.length > 0) set(hosts[0]!, hostOf(hosts[0]!));
  setClients(
    words.filter((at) => !fields.has(at)),
    lines,
    fields,
    set,
  );
  return fields;
}

type Set_ = (at: number, field: string) => void;

/** %s is the same in all lines of a session, and never after the line's own time. */
function setTimes(
  positions: readonly number[],
  valuesAt: (at: number) => string[],
  tokens: readonly Token[],
  fields: Fields,
  set: Set_,
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

function setNumbers(positions: readonly number[], lines: readonly StartLine[], fields: Fields, set: Set_): void {
  const value = (line: StartLine, at: number) => line.tokens[at]!.value;
  const left = () => positions.filter((at) => !fields.has(at));
  const most = (at: number, test: (text: string, line: StartLine) => boolean) =>
    lines.filter((line) => test(value(line, at), line)).length * 2 > lines.length;
  const sessionAt = [...fields].find(([, field]) => field === 'c')?.[0];

  for (const at of left()) if (most(at, (text) => text === '00000')) set(at, 'e');
  for (const at of left()) {
    const isNamed = lines.some(({ tokens, message }) => evidenceIn(message)?.p === tokens[at]!.value);
    const ofSession = (text: string, line: StartLine) =>
      sessionAt !== undefined && value(line, sessionAt).endsWith(`.${Number(text).toString(16)}`);
    if (isNamed || most(at, ofSession)) set(at, 'p');
  }
  for (const at of left()) if (lines.some((line) => Math.abs(Number(value(line, at))) > 0xffffffff)) set(at, 'Q');
  const isId = (at: number) => most(at, (text) => /^[1-9]\d{0,6}$/.test(text)) && !isRefutedId(lines, at);
  const ids = [...fields].filter(([, field]) => field === 'c' || field === 'p').map(([at]) => at);
  for (const counter of left())
    for (const id of [...ids, ...left().filter(isId)])
      if (id !== counter && isCounter(lines, counter, id)) {
        set(counter, 'l');
        set(id, 'p');
      }
  if (sessionAt !== undefined) return;
  const isBracketed = (at: number) => lines[0]!.tokens[at - 1]?.value.endsWith('[') === true;
  const couldBe = left().filter(isId);
  const id = couldBe.find(isBracketed) ?? couldBe.find((at) => isSpread(lines, at));
  if (id !== undefined) set(id, 'p');
}

/** Whether a number is another one in the further lines of a record, as %l is. */
function isRefutedId(lines: readonly StartLine[], at: number): boolean {
  const value = (line: number) => lines[line]!.tokens[at]!.value;
  const parts = [...lines.keys()].filter((line) => line > 0 && !isSeverity(lines[line]!.tag));
  return parts.filter((line) => value(line) !== value(line - 1)).length * 10 > parts.length;
}

/** Whether numbers come again in further lines of their record, or are too far apart to be counted up. */
function isSpread(lines: readonly StartLine[], at: number): boolean {
  const distinct = new Set(lines.map(({ tokens }) => Number(tokens[at]!.value)));
  const hasParts = lines.some(({ tag }, line) => line > 0 && !isSeverity(tag));
  return distinct.size > 1 && (hasParts || Math.max(...distinct) - Math.min(...distinct) + 1 > 2 * distinct.size);
}

/** Whether a number goes up by one from line to line of each session, as %l does. */
function isCounter(lines: readonly StartLine[], counter: number, id: number): boolean {
  const last = new Map<string, number>();
  let pairs = 0;
  let steps = 0;
  for (const { tokens } of lines) {
    const session = tokens[id]!.value;
    const number = Number(tokens[counter]!.value);
    const before = last.get(session);
    last.set(session, number);
    if (before === undefined) continue;
    pairs++;
    if (number === before + 1) steps++;
  }
  return pairs > 0 && steps * 4 > pairs;
}

/** Who is who of user, database, application and host: by what messages say of their own session, `user@database`, and well-known names. */
function setClients(positions: readonly number[], lines: readonly StartLine[], fields: Fields, set: Set_): void {
  const left = () => positions.filter((at) => !fields.has(at));
  const isTaken = (field: string) => [...fields.values()].includes(field);
  const valuesAt = (at: number) => new Set(lines.map((line) => line.tokens[at]!.value));
  const onlyOne = (field: string, test: (at: number) => boolean) => {
    const found = left().filter(test);
    if (found.length === 1) set(found[0]!, field);
  };

  const told = evidenceOf(lines, fields);
  const agrees = (at: number, field: (typeof CLIENTS)[number]) => {
    let agreed = 0;
    let disagreed = 0;
    for (const [index, { tokens }] of lines.entries()) {
      const known = told[index]?.[field];
      const { value } = tokens[at]!;
      if (known === undefined || value === '' || value === '[unknown]') continue;
      if (value === known) agreed++;
      else disagreed++;
    }
    // A session may change its application's name; a process id that comes again is that of another session.
    return agreed > (field === 'a' ? 0 : 20 * disagreed);
  };
  // What one is found to be leaves less for the others.
  for (let round = 0; round < CLIENTS.length; round++) {
    for (const field of CLIENTS) {
      if (isTaken(field) || (field === 'h' && isTaken('r'))) continue;
      const others = CLIENTS.filter((other) => other !== field && !isTaken(other));
      onlyOne(field, (at) => agrees(at, field) && !others.some((other) => agrees(at, other)));
    }
  }
  if (!isTaken('a'))
    onlyOne('a', (at) => lines.some((line) => isAuthorization(line.message) && line.tokens[at]!.value === '[unknown]'));
  const databases = new Set(lines.flatMap(({ message }) => databaseIn(message) ?? []));
  if (!isTaken('d')) onlyOne('d', (at) => [...valuesAt(at)].some((value) => databases.has(value)));
  if (!isTaken('a')) onlyOne('a', (at) => [...valuesAt(at)].some((value) => APPLICATIONS.test(value)));
  for (const at of left()) {
    const [sign, database] = [lines[0]!.tokens[at + 1], at + 2];
    if (sign?.value !== '@' || !left().includes(database)) continue;
    set(at, 'u');
    set(database, 'd');
  }
  const names = ['u', 'd', 'a'].filter((field) => !isTaken(field));
  if (names.length === 1) onlyOne(names[0]!, (at) => valuesAt(at).has('[unknown]'));
}

/** For each line what is known of its session by what that has logged in these lines. */
function evidenceOf(lines: readonly StartLine[], fields: Fields): (Evidence | null)[] {
  const at = [...fields].find(([, field]) => field === 'c' || field === 'p')?.[0];
  const sessions = new Map<string, Evidence>();
  return lines.map(({ tokens, message }) => {
    const found = evidenceIn(message);
    const session = at === undefined ? null : tokens[at]!.value;
    if (session === null) return found && { ...found, a: undefined };
    const known = { ...(isConnection(message) ? {} : sessions.get(session)), ...defined(found ?? {}) };
    if (isDisconnection(message)) sessions.delete(session);
    else if (found) sessions.set(session, known);
    return known;
  });
}

function defined(evidence: Evidence): Evidence {
  return Object.fromEntries(Object.entries(evidence).filter(([, value]) => value !== undefined));
}

/** Whether a value can be of a field: names with blanks and marks are most often more than one field. */
export function fits(field: string, value: string): boolean {
  switch (field) {
    case 'u':
    case 'd':
      return value === '[unknown]' || !/[\s,=[\]()|<>;]/.test(value);
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
