import { BEFORE_KEY } from './inference/keys.ts';
import { STAMP, ZONE, type PrefixReader } from './prefix.ts';
import { isMailHost, UNKNOWN } from './record.ts';
import { findTag } from './severity-tag.ts';

const TIME = new RegExp(`${STAMP} ${ZONE}`);
/** Where there are two, the session's start has none. */
const WITH_MILLISECONDS = new RegExp(`${STAMP}\\.\\d{3} ${ZONE}`);
const EPOCH = /(?<![\w.])(\d{10}\.\d{3})(?![\w.])/;

/** The time in what stands before a tag. */
export function timeIn(prefix: string): string | null {
  return WITH_MILLISECONDS.exec(prefix)?.[0] ?? TIME.exec(prefix)?.[0] ?? EPOCH.exec(prefix)?.[1] ?? null;
}

/** What every session id of %c has, and few other prefixes: the pattern of one is slow. */
const SESSION_DOT = /[0-9a-f]{6}\./;

/** Session or process id in what stands before a tag. */
export function sessionIn(prefix: string): string | null {
  const find = (regex: RegExp) => regex.exec(prefix)?.[1] ?? null;
  return (
    (SESSION_DOT.test(prefix) ? find(/(?<![.\d])(?!\d{10}\.\d{3}(?!\d))\b([0-9a-f]{6,}\.[0-9a-f]+)\b/) : null) ??
    // `4007[3]` is a process id and a line's number.
    find(/(?<!(?:^|[^\w@.-])\d+)\[(\d+)\]/) ??
    find(/\bpid[=-](\d+)/) ??
    find(/\[(?!\d{4}-\d\d-\d\d )(\d+)[-:][^\]]*\]/)
  );
}

/** Whether there is one: what most prefixes have is looked for first. */
export function hasSession(prefix: string): boolean {
  return /\[\d+\]/.test(prefix) || sessionIn(prefix) !== null;
}

/** The value that follows one of the keys: in quotes, in brackets of its own, or up to what ends it. */
function valueOf(keys: string, free: string): RegExp {
  return new RegExp(`(?<!\\w)(?:${keys}) ?= ?[<({]?(?:"([^"]*)"|(${UNKNOWN}|\\[local\\]|${free}))`);
}

/** What Microsoft recommends for Azure: `db-shop,user-app,app-web,client-10.0.0.7`; others have blanks: `db - shop, user - app`. */
const DASHED = /(?<![\w.-])db(-| - )[^,]*, ?user\1/;
const DASHED_KEY = /(?<![\w.-])(db|user|app|client)(?:-| - )/g;
/** A value ends before what ends the prefix. */
const VALUE = `[^\\s,|;)>\\]]*?(?=[-:}]*\\s*(?:[\\s,|;)>\\]]|$)|${BEFORE_KEY})`;
/** A name has several words where a mark or another key ends it. */
const NAME = `[^\\s,|;)>\\]=]+(?: [A-Za-z][\\w-]*){1,3}(?=[,|;)>\\]]|\\s\\w+=)|${VALUE}`;
const USER = valueOf('user|usr|username', NAME);
const DATABASE = valueOf('db|database|dbname', NAME);
/** Its name may have blanks and brackets: `[user=app,db=shop,app=sidekiq 7 [0 of 5 busy]] `. */
const APPLICATION = valueOf(
  'app|application|application_name',
  `[^,"]*?(?=\\s*(?:,|\\]?[^\\]\\w]*$|\\s\\w+=|${STAMP})|${BEFORE_KEY})`,
);
const HOST = valueOf('client|host|connection_source', VALUE);
const ADDRESS = /(?:^|[\s:\])[/(<{|,;])([^\s:[/(<{|,;=]+)@([^\s@:[\](/)>}|,;]+)(?=[\s:[\](/)>}|,;])/;

/**
 * Reads a line of any prefix: where the first tag is, and of what stands before it whatever can be told by its form alone.
 * For the lines that the log's main prefix does not fit, such as after a change of the setting.
 */
export const readAnyPrefix: PrefixReader = (line) => {
  const place = findTag(line);
  if (!place) return null;
  const written = line.slice(0, place.start);
  const prefix = DASHED.test(written) ? written.replace(DASHED_KEY, '$1=') : written;
  const find = (regex: RegExp) => {
    const match = regex.exec(prefix);
    return match?.[1] ?? match?.[2] ?? null;
  };
  const at = ADDRESS.exec(prefix);
  const address = at && isMailHost(at[2]!) ? null : at;
  return {
    session: sessionIn(prefix),
    timestamp: timeIn(prefix),
    user: find(USER) ?? address?.[1] ?? null,
    database: find(DATABASE) ?? address?.[2] ?? null,
    application: find(APPLICATION),
    host: find(HOST),
    state: null,
    tag: place.tag,
    text: line.slice(place.end),
  };
};
