import {
  databaseIn,
  evidenceIn,
  isAuthorization,
  isConnection,
  isDisconnection,
  isSwapped,
  type Evidence,
} from './evidence.ts';
import type { Fields, SetField, StartLine } from './prefix-fields.ts';

const CLIENTS = ['u', 'd', 'h', 'a'] as const;
const APPLICATIONS =
  /^(?:psql|pgbench|pg_dump|pg_dumpall|pg_restore|pg_basebackup|vacuumdb|reindexdb|walreceiver|PostgreSQL JDBC Driver|pgAdmin 4 - .*|DBeaver .*|DataGrip .*)$/;
/** What only names of programs have: `bin/rails`, `worker: 3 [shop]`. */
const OF_PROGRAMS = /^(?!\[\w+\]$|[\da-fA-F:.]+$)(?!.*\(\d+\)?$)(?=.*[a-z]).*[:/[(<]/;

/**
 * Who is who of user, database, application and host: by what messages say of their own session, `user@database`, and well-known names.
 * @param databases that background processes tell of
 */
export function setClients(
  positions: readonly number[],
  lines: readonly StartLine[],
  fields: Fields,
  set: SetField,
  databases: ReadonlySet<string>,
): void {
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
  // Not of all lines: users are often called as their database is.
  const own = new Set(lines.flatMap(({ message }) => databaseIn(message) ?? []));
  if (!isTaken('d')) onlyOne('d', (at) => [...valuesAt(at)].some((value) => own.has(value)));
  if (!isTaken('a')) onlyOne('a', (at) => [...valuesAt(at)].some((value) => APPLICATIONS.test(value)));
  if (!isTaken('a')) onlyOne('a', (at) => [...valuesAt(at)].some((value) => OF_PROGRAMS.test(value)));
  const mayPair = (at: number) => positions.includes(at) && (fields.get(at) ?? 'd') === 'd';
  for (const at of positions) {
    const [sign, second] = [lines[0]!.tokens[at + 1], at + 2];
    if (sign?.value !== '@' || !mayPair(at) || !mayPair(second)) continue;
    const clients = lines.map(({ tokens }) => ({ user: tokens[at]!.value, database: tokens[second]!.value }));
    const isReversed = fields.get(at) === 'd' || isSwapped(clients, databases);
    set(at, isReversed ? 'd' : 'u');
    set(second, isReversed ? 'u' : 'd');
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
