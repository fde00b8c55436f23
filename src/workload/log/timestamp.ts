const TIMESTAMP =
  /^(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d):(\d\d)(?:\.(\d{1,6}))? ?(Z|[A-Za-z]{1,5}|[+-]\d\d(?::?\d\d)?)?$/;

/** Minutes east of Greenwich of abbreviations that mean one thing. Others (IST, CST in China) are not guessed at. */
const ZONES: Readonly<Record<string, number>> = {
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
  CDT: -300,
  MST: -420,
  MDT: -360,
  PST: -480,
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
};

/** Milliseconds since 1970 of `2026-11-23 12:49:51.864 UTC` (%t, %m, csvlog, jsonlog); null where the zone is not known. */
export function parseTimestamp(text: string): number | null {
  const match = TIMESTAMP.exec(text);
  if (!match) return null;
  const [, year, month, day, hour, minute, second, fraction, zone] = match;
  const offset = zoneMinutes(zone ?? '');
  if (offset === null) return null;
  const ms = fraction ? Number(fraction.padEnd(3, '0').slice(0, 3)) : 0;
  return Date.UTC(+year!, +month! - 1, +day!, +hour!, +minute!, +second!, ms) - offset * 60_000;
}

function zoneMinutes(zone: string): number | null {
  const numeric = /^([+-])(\d\d):?(\d\d)?$/.exec(zone);
  if (!numeric) return ZONES[zone.toUpperCase()] ?? null;
  const minutes = Number(numeric[2]) * 60 + Number(numeric[3] ?? 0);
  return numeric[1] === '-' ? -minutes : minutes;
}
