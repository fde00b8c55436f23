import type { Untold } from '../model.ts';
import { readAnyPrefix } from './any-prefix.ts';
import { compilePrefix, type PrefixReader } from './prefix.ts';

/** A prefix that was told from the lines: null where it is not one of those seen in the field, and read by the form of its parts. */
export interface InferredPrefix {
  readonly prefix: string | null;
  readonly read: PrefixReader;
}

/** log_line_prefix settings seen in the field, the more telling ones first. */
const KNOWN_PREFIXES: readonly string[] = [
  '%m [%p][%b][%v][%x] %q[user=%u,db=%d,app=%a] ',
  '%m [%p] %q[user=%u,db=%d,app=%a,host=%h] ',
  '%m [%p] %q[user=%u,db=%d,app=%a] ',
  '%t [%p]: [%l-1] user=%u,db=%d,app=%a,client=%h ',
  '%t [%p]: [%l-1] [trx_id=%x] user=%u,db=%d ',
  '%t [%p]: [%l-1] user=%u,db=%d - PG-%e ',
  '%m [%p]: [%l-1] user=%u,db=%d,app=%a,client=%h ',
  '%t [%p]: [%l-1] db=%d,user=%u,app=%a,client=%h ',
  '%m [%p]: [%l-1] db=%d,user=%u,app=%a,client=%h ',
  '%t [%p]: user=%u,db=%d,app=%a,client=%h ',
  '%m [%p]: user=%u,db=%d,app=%a,client=%h ',
  '%t [%p]: [%l-1] %quser=%u,db=%d,client=%h ',
  '%m [%p]: [%l-1] db=%d,user=%u ',
  '%t [%p]: [%l-1] user=%u,db=%d ',
  '[%p]: [%l-1] db=%d,user=%u ',
  'pid=%p,user=%u,db=%d,app=%a,client=%h,txid=%x,qid=%Q ',
  'pid=%p,user=%u,db=%d,app=%a,client=%h ',
  'user=%u,db=%d,app=%a,client=%h ',
  '%t:%r:%u@%d:[%p]:%l:%e:%s:%v:%x:%c:%q%a:',
  '%m:%r:%u@%d:[%p]:%l:%e:%s:%v:%x:%c:%q%a:',
  '%t:%r:%u@%d:[%p]:',
  '%m:%r:%u@%d:[%p]:',
  '%m [%p][%v] : [%l-1] %q[app=%a] ',
  '%m [%p] %q%u@%d %r ',
  '%m [%p] %q%u@%d %h ',
  '%m [%p] %q%u@%d ',
  '%t [%p] %q%u@%d ',
  '%n [%p] %q%u@%d ',
  '%t [%p-%l] %q%u@%d ',
  '%h %m [%p] %q%u@%d ',
  '%n %p %r %u@%d <%i> ',
  '%m %r %u %a [%c] [%p] ',
  '%p-%s-%c-%l-%h-%u-%d-%m ',
  '%t-%c-',
  '%m [%p] ',
  '%t [%p] ',
  '%n [%p] ',
  '%t [%p]: ',
  '%m %p ',
  ' sql_error_code = %e ',
  '',
];

/** What a log_line_prefix does not tell. */
export function untoldBy(prefix: string): readonly Untold[] {
  return [
    ...(/%-?\d*[mtn]/.test(prefix) ? [] : ['time' as const]),
    ...(/%-?\d*[pc]/.test(prefix) ? [] : ['session' as const]),
  ];
}

/** What the lines of carriers begin with, who tell time and process where the prefix does not (withIdentity). */
const CARRIED_PREFIXES: readonly string[] = KNOWN_PREFIXES.flatMap((prefix) => {
  const time = /%[mtn]/.test(prefix) ? '' : '%m ';
  const session = /%[pc]/.test(prefix) ? '' : '[%p] ';
  return [...new Set([prefix, `${session}${prefix}`, `${time}${prefix}`, `${time}${session}${prefix}`])];
});

/** As many records tell enough of a prefix. */
const MOST_STARTS = 200;
const compiled = new Map<string, PrefixReader>();

function readerOf(prefix: string): PrefixReader {
  let reader = compiled.get(prefix);
  if (!reader) compiled.set(prefix, (reader = compilePrefix(prefix)));
  return reader;
}

/**
 * The known prefix that fits most of the given lines, with a fallback on the form of each line. Lines that begin a record are
 * those with a tag; null when there is none.
 * @param isCarried whether the lines are from a carrier, who may have added time and process
 */
export function inferKnownPrefix(lines: readonly string[], isCarried = false): InferredPrefix | null {
  const starts: string[] = [];
  for (const line of lines) {
    if (starts.length === MOST_STARTS) break;
    if (!line.startsWith('\t') && readAnyPrefix(line) !== null) starts.push(line);
  }
  if (starts.length === 0) return null;
  let best: { prefix: string; reader: PrefixReader; count: number } | undefined;
  for (const prefix of isCarried ? CARRIED_PREFIXES : KNOWN_PREFIXES) {
    const reader = readerOf(prefix);
    const count = starts.filter((line) => reader(line) !== null).length;
    if (count > (best?.count ?? 0)) best = { prefix, reader, count };
    if (count === starts.length) break;
  }
  if (!best || best.count * 2 <= starts.length) return { prefix: null, read: readAnyPrefix };
  const { prefix, reader } = best;
  return { prefix, read: (line) => reader(line) ?? readAnyPrefix(line) };
}
