import { basename, dirname } from 'node:path';
import { withoutCompression } from './compressed-name.ts';

/** logrotate's number: the higher, the older; `.old` is one. Clock times (`server_log.0900`) have leading zeros or four digits. */
const NUMBER = /\.(0|[1-9]\d{0,2}|old)$/;
/** `2026-11-23`, `20261123`, with a time after it: of log_filename, and of logrotate's dateext. */
const DATE = /[-_.]?(\d{4})-?(\d\d)-?(\d\d)(?:[-_T.]?(\d\d)-?(\d\d)-?(\d\d)?)?(?!\d)/;
/**
 * %a, %d, %u, %H%M, %H%M%S and %y%m%d of log_filename: they begin again and again, or do not tell what came first. Not the version in
 * Debian's `postgresql-15-main.log`, nor a port: four digits are a clock time, or a day and a month.
 */
const CYCLE =
  /[-_.](?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)(?=[-_.]|$)|(?:\d\d?|[0-3]\d[0-5]\d|\d{6})(?=[-_.]\d|\.(?:log|csv|json)$|$))/gi;

/** What a rotation has put after a name: a date, a number or a clock time, `.old`; also after one another (`-20261123.1`). */
const ROTATION = new RegExp(`^(?:${DATE.source}|\\.\\d{1,4}|\\.old)*$`);

/** Whether text after a file's name is what rotating it puts there, or nothing. */
export function isRotation(suffix: string): boolean {
  return ROTATION.test(suffix);
}

/** What a log file's name tells. */
interface RotatedName {
  readonly path: string;
  /** The same for all files of one log. */
  readonly family: string;
  /** Digits of its date; null where it has none: then it is still written to, or its name begins again and again. */
  readonly date: string | null;
  readonly number: number;
  readonly isCyclic: boolean;
}

function nameOf(path: string): RotatedName {
  const bare = withoutCompression(basename(path));
  const number = NUMBER.exec(bare);
  const numbered = number ? bare.slice(0, number.index) : bare;
  const date = DATE.exec(numbered);
  const dateless = date ? numbered.replace(DATE, '') : numbered;
  const family = dateless.replaceAll(CYCLE, '');
  return {
    path,
    family: `${dirname(path)}/${family}`,
    date: date ? date.slice(1).join('').padEnd(14, '0') : null,
    number: number ? numberOf(number[1]!) : 0,
    isCyclic: family !== dateless,
  };
}

function numberOf(suffix: string): number {
  return suffix === 'old' ? 1 : Number(suffix);
}

/** The same for all files of one log in one folder: `postgresql.log`, `.log.1`, `.log.2.gz`; null for standard input. */
export function familyOf(path: string): string | null {
  return path === '-' ? null : nameOf(path).family;
}

/**
 * Puts the files of one log into the order in which they were written: `.log.2.gz`, `.log.1`, `.log`; dates ascending. Where names do
 * not tell (`postgresql-Mon.log`), by their first times.
 * @param firstTime of a file, in any form whose order is that of time; null where it cannot be told
 */
export async function inOrderOfWriting(
  paths: readonly string[],
  firstTime: (path: string) => Promise<string | null>,
): Promise<string[]> {
  const families = new Map<string, RotatedName[]>();
  for (const path of paths) {
    const name = path === '-' ? { path, family: '-', date: null, number: 0, isCyclic: false } : nameOf(path);
    const family = families.get(name.family);
    if (family) family.push(name);
    else families.set(name.family, [name]);
  }
  const ordered: string[] = [];
  for (const names of families.values()) {
    const times = new Map<string, string | null>();
    if (names.length > 1 && names.some(({ isCyclic }) => isCyclic))
      for (const { path } of names) times.set(path, await firstTime(path));
    ordered.push(...names.sort(byTime(times)).map(({ path }) => path));
  }
  return ordered;
}

/** A file without a time has nothing in it yet. */
function byTime(times: ReadonlyMap<string, string | null>): (a: RotatedName, b: RotatedName) => number {
  return (a, b) => compareText(times.get(a.path) ?? '~', times.get(b.path) ?? '~') || byName(a, b);
}

/** A file without a date is the one that is written to. */
function byName(a: RotatedName, b: RotatedName): number {
  return compareText(a.date ?? '~', b.date ?? '~') || b.number - a.number || compareText(a.path, b.path);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
