import { countText } from '../count-text.ts';
import { describeSettings } from './logged-settings.ts';
import type { Untold, WorkloadSource } from './model.ts';
import { isLoss, SKIPPED } from './skipped.ts';

/** One line for each way in which part of a source was lost; what was left out on purpose is in `skipped` alone. */
export function describeLosses(source: WorkloadSource): string[] {
  const name = source.name === '-' ? 'standard input' : source.name;
  // It is said of statements.
  const lacking = source.statements === 0 ? [] : (source.untold ?? []);
  const untold = whatIsUntold(lacking, source.format).map((line) => `${name}: ${line}`);
  const losses = Object.entries(source.skipped)
    .filter(([reason]) => isLoss(reason))
    .map(([reason, count]) => {
      const what = reason === SKIPPED.cutOff ? 'the compressed data is cut short or damaged' : `${count} × ${reason}`;
      return `${name}: ${what}${places(source, reason, count)}`;
    });
  const settings = describeSettings(source.settings ?? {}).map((line) => `${name}: ${line}`);
  const zones = describeZones(source.assumedZones ?? {}).map((line) => `${name}: ${line}`);
  const parts = source.isInParts
    ? [
        `${name}: its newest entries come first and are too many to hold: what belongs together is joined within parts of 8 MB`,
      ]
    : [];
  return [...untold, ...zones, ...parts, ...settings, ...losses];
}

/** One line for each time zone that is not certain. */
function describeZones(zones: Readonly<Record<string, number | null>>): string[] {
  const pass = 'pass --log-timezone with what SHOW log_timezone says';
  return Object.entries(zones).map(([zone, minutes]) =>
    zone === ''
      ? `its times have no time zone, and are taken for UTC; for another, ${pass}`
      : minutes === null
        ? `its times are in ${zone}, a time zone that is not known: when statements ran is not known; ${pass}`
        : `its times are in ${zone}, which may be several time zones, and are taken for UTC${minutes < 0 ? '-' : '+'}${Math.abs(minutes) / 60}, as PostgreSQL reads it by default; for another, ${pass}`,
  );
}

function whatIsUntold(untold: readonly Untold[], format: WorkloadSource['format']): string[] {
  const left = untold.filter((each) => each === 'time' || each === 'session');
  const names =
    'whether the words before its messages are users, databases or applications is not told by its lines: pass --log-prefix to have them';
  const prefix =
    'not all of its statements have the log_line_prefix that was told from its lines: who asked them may be lacking; pass --log-prefix with what SHOW log_line_prefix says';
  const zone = untold.includes('year-and-zone') ? ', and for their zone UTC (for another, pass --log-timezone)' : '';
  const year = `its times are syslog’s, which have no year: taken is the last one up to when the log was written${zone}`;
  return [
    ...(left.length > 0 ? [whatPrefixLacks(left) + (format === 'stderr' ? ' (log_line_prefix)' : '')] : []),
    ...(untold.includes('names') ? [names] : []),
    ...(untold.includes('prefix') && !untold.includes('names') ? [prefix] : []),
    ...(untold.some((each) => each.startsWith('year')) ? [year] : []),
  ];
}

function whatPrefixLacks(untold: readonly Untold[]): string {
  const time = 'no time: when statements ran is not known, nor what a session asked in a row';
  const session = 'no process id: which statements one session asked is not known';
  const both = 'neither time nor process id: when statements ran is not known, nor what a session asked in a row';
  return `its lines tell ${untold.length === 2 ? both : untold[0] === 'time' ? time : session}`;
}

/** ` (at byte 0, 1,024 and others)`. */
function places({ lostAt, isCompressed }: WorkloadSource, reason: string, count: number): string {
  const offsets = lostAt?.[reason] ?? [];
  if (offsets.length === 0) return '';
  // A carrier's lines of several processes may be completed by the same one.
  const list = [...new Set(offsets)].map(countText);
  if (count > offsets.length) list.push('others');
  const [last, ...before] = list.reverse();
  const joined = before.length === 0 ? last! : `${before.reverse().join(', ')} and ${last!}`;
  return ` (at byte ${joined}${isCompressed ? ' of the decompressed log' : ''})`;
}
