import { UserError } from '../../errors.ts';
import { STAMP } from './prefix.ts';
import { AMBIGUOUS, isKnownZone, parseTimestamp, USUALLY_FIRST, type Zones } from './timestamp.ts';

/** What a log's abbreviations of time zones stand for. */
export interface ToldZones {
  /** Minutes east of Greenwich, of those that mean more than one thing and are settled. */
  readonly zones: Zones;
  /** Those that are not, but for those that nearly everybody means the same by: as PostgreSQL itself reads them by default; null for one that is not known at all. */
  readonly assumed: Readonly<Record<string, number | null>>;
}

interface Stamp {
  readonly zone: string;
  /** Milliseconds since 1970 if its zone were UTC. */
  readonly local: number;
}

/** That log_timezone was set, and the zones of the times in the line that says so: its own is the new one already. */
interface Change {
  readonly timezone: string;
  readonly zones: readonly string[];
}

const MINUTE = 60_000;
const LONGEST_HEAD = 4_096;
/** A carrier's time may have no zone, and its level after it. */
const LEVEL = '(?:TRACE|DEBUG|INFO|WARN|ERROR|FATAL) ';
const STAMPS = new RegExp(`(${STAMP}(?:\\.\\d{3})?) (?!${LEVEL})([A-Za-z]{2,5})(?![A-Za-z])`, 'g');
const MOST_STAMPS = 3;
/** %c: when the session began, in seconds since 1970. */
const SESSION = /(?<![\w.])([4-9a-f][0-9a-f]{7})\.[0-9a-f]{1,8}(?![\w.])/;
const CARRIER = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|\+00:00)/;
/** What a line may come later than its session began, and later to its carrier. */
const LONGEST_AGE = 25 * MINUTE;
const LONGEST_WAY = 5 * MINUTE;
/** The same of what nearly nobody means: Chicago's sessions look like Havana's when they are an hour old. */
const LONGEST_AGE_OF_RARE = MINUTE;
/** In other languages, too: the name and the values are quoted, in quotes of one kind or another. */
const CHANGE = /["«»„“]\s?log_timezone\s?["«»”“][^"«»„“]{1,60}(?:«\s|["«»„“])([^"«»„“”]{1,60}?)(?:\s»|["«»”“])/;

/**
 * Tells what the abbreviations of time zones in a log stand for: by the zone that the user names, by session ids (which hold the time in
 * seconds since 1970), by the times of a carrier in UTC, or by a change of log_timezone that the log tells of.
 * @throws UserError for a zone that there is not
 */
export function tellZones(lines: readonly string[], timezone?: string): ToldZones {
  const isNamed = timezone === undefined || offsetAt(timezone, Date.now()) !== null;
  if (!isNamed) {
    throw new UserError(`there is no time zone ${timezone}`, {
      hint: 'Name it as the server does (SHOW log_timezone), such as Asia/Kolkata, or by its offset, such as +05:30.',
    });
  }
  const votes = new Map<string, number[]>();
  const first = new Map<string, number>();
  const counts = new Map<string, number>();
  let stamped = 0;
  const changes: Change[] = [];
  for (const line of lines) {
    const head = line.slice(0, LONGEST_HEAD);
    const all = stampsIn(head);
    const changed = timezoneChangedTo(head);
    if (changed !== null) changes.push({ timezone: changed, zones: all.map(({ zone }) => zone) });
    if (all.length === 0) continue;
    stamped++;
    counts.set(all[0]!.zone, (counts.get(all[0]!.zone) ?? 0) + 1);
    const stamps = all.filter(({ zone }) => zone in AMBIGUOUS || !isKnownZone(zone));
    const session = SESSION.exec(head)?.[1];
    const carried = CARRIER.exec(head)?.[0];
    for (const { zone, local } of stamps) {
      if (!first.has(zone)) {
        first.set(zone, local);
        votes.set(zone, []);
      }
      const bySession =
        session === undefined
          ? undefined
          : offsetFor(zone, local - Number.parseInt(session, 16) * 1000, -2_000, LONGEST_AGE);
      const byCarrier =
        carried === undefined ? undefined : offsetFor(zone, local - Date.parse(carried), -LONGEST_WAY, LONGEST_WAY);
      const found = bySession ?? byCarrier;
      if (found !== undefined) votes.get(zone)!.push(found);
    }
  }
  const zones: Record<string, number> = {};
  const assumed: Record<string, number | null> = {};
  for (const [zone, local] of first) {
    // Statements may hold times, too.
    const isRare = (counts.get(zone) ?? 0) * 20 < stamped;
    if (isRare && !changes.some((change) => change.zones[0] === zone)) continue;
    const named = timezone === undefined ? null : offsetIn(zone, timezone, local);
    const offset = named ?? byVotes(votes.get(zone)!) ?? byChanges(changes, zone, local);
    if (offset !== null) zones[zone] = offset;
    else if (!USUALLY_FIRST.has(zone)) assumed[zone] = AMBIGUOUS[zone]?.[0] ?? null;
  }
  return { zones: { ...(timezone !== undefined && zonesIn(timezone)), ...zones }, assumed };
}

/** What abbreviations stand for in a zone: that of its other season may come only later in a log. */
function zonesIn(timezone: string): Zones {
  const zones: Record<string, number> = {};
  for (const zone of Object.keys(AMBIGUOUS)) {
    const offset = offsetIn(zone, timezone, Date.now());
    if (offset !== null) zones[zone] = offset;
  }
  return zones;
}

function stampsIn(line: string): Stamp[] {
  const found: Stamp[] = [];
  for (const [, time, zone] of line.matchAll(STAMPS)) {
    const local = parseTimestamp(`${time!} UTC`);
    if (local !== null) found.push({ zone: zone!.toUpperCase(), local });
    if (found.length === MOST_STAMPS) break;
  }
  return found;
}

/** The offset by which a local time is so much later than one in UTC, and no more. */
function offsetFor(zone: string, difference: number, least: number, most: number): number | undefined {
  return AMBIGUOUS[zone]?.find((offset, i) => {
    const later = difference - offset * MINUTE;
    return later >= least && later <= (i > 0 && USUALLY_FIRST.has(zone) ? LONGEST_AGE_OF_RARE : most);
  });
}

/** What most lines tell: messages hold other times, too. */
function byVotes(votes: readonly number[]): number | undefined {
  const counts = new Map<number, number>();
  for (const vote of votes) counts.set(vote, (counts.get(vote) ?? 0) + 1);
  return [...counts].find(([, count]) => count * 3 > votes.length * 2)?.[0];
}

/** The log_timezone that a message tells of; null where it tells of none. */
export function timezoneChangedTo(message: string): string | null {
  return message.includes('log_timezone') ? (CHANGE.exec(message)?.[1] ?? null) : null;
}

/** Whether the time of the record that tells of a change, which has the new zone already, was read as another zone of the same abbreviation. */
export function isMisread(timezone: string, at: number, before: number): boolean {
  const offset = offsetAt(timezone, before);
  const jump = Math.round((at - before) / MINUTE);
  if (offset === null || jump === 0) return false;
  return Object.values(AMBIGUOUS).some((meant) => meant.includes(offset) && meant.includes(offset - jump));
}

/** What the change that brought the abbreviation tells, else the first that can tell it. */
function byChanges(changes: readonly Change[], zone: string, local: number): number | null {
  const own = changes.filter(({ zones }) => zones.includes(zone));
  for (const { timezone } of [...own, ...changes]) {
    const offset = offsetIn(zone, timezone, local);
    if (offset !== null) return offset;
  }
  return null;
}

/** Of the offsets that a zone has in the course of the year, the one that the abbreviation can stand for; `CDT` has summer's. */
function offsetIn(zone: string, timezone: string, at: number): number | null {
  const offsets = [0, 3, 6, 9].map((months) => offsetAt(timezone, at + months * 30 * 24 * 60 * MINUTE));
  const candidates = AMBIGUOUS[zone];
  if (!candidates) return offsets[0] ?? null;
  const possible = offsets.filter((each) => each !== null).filter((each) => candidates.includes(each));
  if (possible.length === 0) return null;
  return zone.endsWith('DT') ? Math.max(...possible) : Math.min(...possible);
}

/** Minutes east of Greenwich of a zone by its name or offset; null where there is none of that name. */
export function offsetAt(timezone: string, at: number): number | null {
  const numeric = /^([+-])(\d\d):?(\d\d)?$/.exec(timezone);
  if (numeric) return Number(`${numeric[1]}1`) * (Number(numeric[2]) * 60 + Number(numeric[3] ?? 0));
  try {
    const format = new Intl.DateTimeFormat('en', { timeZone: timezone, timeZoneName: 'longOffset' });
    const name = format.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? '';
    return name === 'GMT' ? 0 : offsetAt(name.replace('GMT', ''), at);
  } catch {
    return null;
  }
}
