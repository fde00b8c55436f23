/** Second 60 is a leap second's; PostgreSQL's zones are less than 16 hours away from Greenwich. */
const TIMESTAMP =
  /^(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])[ T]([01]\d|2[0-3]):([0-5]\d):([0-5]\d|60)(?:\.(\d{1,6}))? ?(Z|GMT[+-]\d{1,2}|[A-Za-z]{1,5}|[+-](?:0\d|1[0-5])(?::?[0-5]\d)?)?$/;
const MOST_HOURS = 15;
/** That every month has. */
const FEWEST_DAYS = 28;

/** Minutes east of Greenwich by abbreviation. */
export type Zones = Readonly<Record<string, number>>;

/**
 * Abbreviations that mean more than one thing in the time zones of our day, with all of these; the first is what PostgreSQL itself takes
 * them for (timezone_abbreviations = Default).
 */
export const AMBIGUOUS: Readonly<Record<string, readonly number[]>> = {
  CST: [-360, 480, -300],
  IST: [120, 330, 60],
  CDT: [-300, -240],
  PST: [-480, 480],
};

/** Of these nearly everybody means the first; the others are Cuba's and the Philippines'. */
export const USUALLY_FIRST: ReadonlySet<string> = new Set(['CDT', 'PST']);

/** Those that mean one thing, or one by far; those of four letters and more that end in T are of servers older than tzdata 2017. */
const ZONES: Zones = {
  UTC: 0,
  GMT: 0,
  Z: 0,
  WET: 0,
  WEST: 60,
  BST: 60,
  CET: 60,
  CEST: 120,
  EET: 120,
  EEST: 180,
  MSK: 180,
  JST: 540,
  KST: 540,
  EST: -300,
  EDT: -240,
  MST: -420,
  MDT: -360,
  PDT: -420,
  AKST: -540,
  HST: -600,
  NST: -210,
  NDT: -150,
  AEST: 600,
  AEDT: 660,
  ACST: 570,
  AWST: 480,
  NZST: 720,
  NZDT: 780,
  ACDT: 630,
  ADT: -180,
  AKDT: -480,
  ALMT: 360,
  ART: -180,
  AST: -240,
  BOT: -240,
  BRST: -120,
  BRT: -180,
  CAT: 120,
  CHST: 600,
  CLST: -180,
  CLT: -240,
  COT: -300,
  EAT: 180,
  HDT: -540,
  HKT: 480,
  ICT: 420,
  IDT: 180,
  IRKT: 480,
  IRST: 210,
  KRAT: 420,
  MAGT: 660,
  MEST: 120,
  MESZ: 120,
  MET: 60,
  MEZ: 60,
  MYT: 480,
  NOVT: 420,
  NPT: 345,
  OMST: 360,
  PET: -300,
  PETT: 720,
  PHT: 480,
  PKT: 300,
  SAMT: 240,
  SAST: 120,
  SGT: 480,
  SST: -660,
  UCT: 0,
  UYT: -180,
  UZT: 300,
  VET: -240,
  VLAT: 600,
  WAT: 60,
  WIB: 420,
  WIT: 540,
  WITA: 480,
  YAKT: 540,
  YEKT: 300,
};

export function isKnownZone(zone: string): boolean {
  return zone in ZONES || zone in AMBIGUOUS;
}

/** `2026-11-23 12:49:`, and what comes after the seconds with their three decimals. */
const MINUTE_LENGTH = 17;
const SECONDS_LENGTH = 6;

/** The minute of the time that was read last: a log has thousands of others in it. */
let last = { minute: 'none', rest: '', zones: {} as Zones, at: NaN };

/**
 * Milliseconds since 1970 of `2026-11-23 12:49:51.864 UTC` (%t, %m, csvlog, jsonlog); null where the zone is not known, and for what is no time.
 * @param zones what abbreviations stand for in this log, where that is told
 */
export function parseTimestamp(text: string, zones: Zones = {}): number | null {
  if (
    zones === last.zones &&
    text.startsWith(last.minute) &&
    text.slice(MINUTE_LENGTH + SECONDS_LENGTH) === last.rest
  ) {
    const ms = millisecondsAt(text, MINUTE_LENGTH);
    if (!Number.isNaN(ms)) return last.at + ms;
  }
  const at = parse(text, zones);
  const ms = at === null ? NaN : millisecondsAt(text, MINUTE_LENGTH);
  if (at !== null && !Number.isNaN(ms))
    last = {
      minute: text.slice(0, MINUTE_LENGTH),
      rest: text.slice(MINUTE_LENGTH + SECONDS_LENGTH),
      zones,
      at: at - ms,
    };
  return at;
}

/** Of `51.864` there; NaN where something else is. */
function millisecondsAt(text: string, start: number): number {
  if (text.charAt(start + 2) !== '.') return NaN;
  let ms = 0;
  for (const place of [0, 1, 3, 4, 5]) {
    const digit = text.charCodeAt(start + place) - 48;
    if (!(digit >= 0 && digit <= 9)) return NaN;
    ms = ms * 10 + digit;
  }
  return ms < 61_000 ? ms : NaN;
}

function parse(text: string, zones: Zones): number | null {
  const match = TIMESTAMP.exec(text);
  if (!match) return null;
  const [, year, month, day, hour, minute, second, fraction, zone] = match;
  const offset = zoneMinutes((zone ?? '').toUpperCase(), zones);
  if (offset === null) return null;
  const ms = fraction ? Number(fraction.padEnd(3, '0').slice(0, 3)) : 0;
  if (+day! > FEWEST_DAYS && new Date(Date.UTC(+year!, +month! - 1, +day!)).getUTCDate() !== +day!) return null;
  return Date.UTC(+year!, +month! - 1, +day!, +hour!, +minute!, +second!, ms) - offset * 60_000;
}

function zoneMinutes(zone: string, zones: Zones): number | null {
  const named = zones[zone] ?? ZONES[zone] ?? AMBIGUOUS[zone]?.[0];
  if (named !== undefined) return named;
  // Etc/GMT+3 has POSIX' sign, which counts hours west of Greenwich.
  const west = /^GMT([+-]\d{1,2})$/.exec(zone);
  if (west) return Math.abs(Number(west[1])) <= MOST_HOURS ? -60 * Number(west[1]) : null;
  const numeric = /^([+-])(\d\d):?(\d\d)?$/.exec(zone);
  if (!numeric) return null;
  const minutes = Number(numeric[2]) * 60 + Number(numeric[3] ?? 0);
  return numeric[1] === '-' ? -minutes : minutes;
}
