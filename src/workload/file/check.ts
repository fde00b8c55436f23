import { isObject } from '../../files/json-file.ts';
import { EVENT_KINDS } from '../events/model.ts';
import { LAST_BUCKET } from '../tally/histogram.ts';
import { DIMENSIONS } from '../tally/statement-tally.ts';

/** The last millisecond of a Date. */
const MOST_MS = 8.64e15;
/** Far above what a billion servers count in bigints: nothing counts so. */
const MOST = 1e30;

/** What is wrong with a value at a place, null where nothing is. */
type Check = (value: unknown, at: string) => string | null;

const isCount: Check = (value, at) =>
  Number.isSafeInteger(value) && (value as number) >= 0 ? null : `${at} is no whole number`;
const isWhole: Check = (value, at) => (Number.isInteger(value) ? null : `${at} is no whole number`);
/** Of numbers that sources name: beyond 2^53 it is not exact, and no reason to refuse what we wrote ourselves. */
const isSum: Check = (value, at) => {
  const problem = isWhole(value, at);
  if (problem !== null) return problem;
  if ((value as number) < 0) return `${at} is below 0`;
  return (value as number) <= MOST ? null : `${at} is too large`;
};
const isNumber: Check = (value, at) => (typeof value === 'number' ? null : `${at} is no number`);
const isText: Check = (value, at) => (typeof value === 'string' ? null : `${at} is no text`);
const isFingerprint: Check = (value, at) =>
  typeof value === 'string' && /^[0-9a-f]{16}$/.test(value) ? null : `${at} is no fingerprint`;
const isDigits: Check = (value, at) =>
  typeof value === 'string' && /^\d{1,60}$/.test(value) ? null : `${at} is no whole number in digits`;

/** What a Date holds; a log's times may have fractions. */
const isTime: Check = (value, at) =>
  typeof value === 'number' && Math.abs(value) <= MOST_MS ? null : `${at} is no time`;

function orNull(check: Check): Check {
  return (value, at) => (value === null ? null : check(value, at));
}

function optional(check: Check): Check {
  return (value, at) => (value === undefined ? null : check(value, at));
}

function oneOf(values: readonly unknown[]): Check {
  return (value, at) => (values.includes(value) ? null : `${at} is ${JSON.stringify(value)}`);
}

/** The lower and the upper end of a range, both or none of them null. */
function ordered(from: string, to: string): Check {
  return (value, at) => {
    const { [from]: lower, [to]: upper } = value as Readonly<Record<string, number | null>>;
    const isRange = lower !== null && upper !== null ? lower! <= upper! : lower === upper;
    return isRange ? null : `${at}.${from} and ${to} are no range`;
  };
}

function all(...checks: readonly Check[]): Check {
  return (value, at) => first(checks.map((check) => () => check(value, at)));
}

function listOf(check: Check): Check {
  return (value, at) => {
    if (!Array.isArray(value)) return `${at} is no list`;
    return first(value.map((each, i) => () => check(each, `${at}[${i}]`)));
  };
}

function tuple(...checks: readonly Check[]): Check {
  return (value, at) => {
    if (!Array.isArray(value) || value.length !== checks.length) return `${at} is no list of ${checks.length}`;
    return first(checks.map((check, i) => () => check(value[i], `${at}[${i}]`)));
  };
}

function record(checks: Readonly<Record<string, Check>>): Check {
  return (value, at) => {
    if (!isObject(value)) return `${at} is missing`;
    return first(
      Object.entries(checks).map(
        ([key, check]) =>
          () =>
            check(value[key], at === '' ? key : `${at}.${key}`),
      ),
    );
  };
}

/** Any keys. */
function valuesOf(check: Check): Check {
  const checks = (value: unknown) =>
    Object.fromEntries(Object.keys(isObject(value) ? value : {}).map((key) => [key, check]));
  return (value, at) => record(checks(value))(value, at);
}

/** Keys are optional, and there are no others. */
function partly(keys: readonly string[], check: Check): Check {
  return (value, at) => {
    if (!isObject(value)) return `${at} is missing`;
    return first(
      Object.entries(value).map(
        ([key, each]) =>
          () =>
            oneOf(keys)(key, at) ?? check(each, `${at}.${key}`),
      ),
    );
  };
}

/** Numbers in pairs, the second of each a count. */
function pairs(isFirst: Check): Check {
  return (value, at) => {
    if (!Array.isArray(value)) return `${at} is no list`;
    if (value.length % 2 === 1) return `${at} is no list of pairs`;
    return first(value.map((each, i) => () => (i % 2 === 0 ? isFirst : isCount)(each, `${at}[${i}]`)));
  };
}

const isBucket: Check = (value, at) =>
  isCount(value, at) ?? ((value as number) > LAST_BUCKET ? `${at} is out of range` : null);

function first(checks: readonly (() => string | null)[]): string | null {
  for (const check of checks) {
    const problem = check();
    if (problem !== null) return problem;
  }
  return null;
}

const shares = listOf(tuple(isText, isSum, isSum));
const samples = listOf(tuple(isWhole, isCount, isText, listOf(orNull(isText))));

const statementFields = record({
  fingerprint: isFingerprint,
  sql: isText,
  calls: isSum,
  totalUs: isSum,
  failed: isCount,
  rows: orNull(isNumber),
  minUs: orNull(isSum),
  maxUs: orNull(isSum),
  firstAt: orNull(isTime),
  lastAt: orNull(isTime),
  timed: record({ count: isCount, sum: isSum, squares: isDigits }),
  histogram: pairs(isBucket),
  by: partly(DIMENSIONS, shares),
  tags: listOf(tuple(isText, shares)),
  samples: record({ slowest: samples, drawn: samples }),
  plans: optional(listOf(tuple(isSum, orNull(isTime), isText))),
  runs: orNull(
    record({ occurrences: isCount, executions: isCount, longest: isCount, totalUs: isSum, parents: shares }),
  ),
  after: shares,
});
const statement = all(statementFields, ordered('minUs', 'maxUs'), ordered('firstAt', 'lastAt'));

const counts = {
  count: isCount,
  valued: isCount,
  total: isSum,
  largest: isWhole,
  firstAt: orNull(isTime),
  lastAt: orNull(isTime),
};

const document = record({
  sources: listOf(
    record({
      kind: oneOf(['log', 'sql', 'statements', 'workload']),
      name: isText,
      format: isText,
      bytes: isCount,
      lines: isCount,
      statements: isSum,
      sameLog: optional(listOf(isText)),
      lostAt: optional(valuesOf(listOf(isCount))),
      skipped: valuesOf(isSum),
      isCompressed: optional(oneOf([true])),
      untold: optional(listOf(oneOf(['time', 'session', 'names', 'prefix', 'year', 'year-and-zone']))),
      isInParts: optional(oneOf([true])),
      assumedZones: optional(valuesOf(orNull(isWhole))),
      settings: optional(valuesOf(listOf(isText))),
    }),
  ),
  incomplete: listOf(isText),
  statements: listOf(statement),
  unparsable: record({ listed: listOf(record({ sql: isText, reason: isText, calls: isSum })), calls: isSum }),
  events: listOf(
    record({
      kind: oneOf(EVENT_KINDS),
      ...counts,
      histogram: pairs(isBucket),
      // A host's clock may be before 1970.
      hours: pairs(isWhole),
      groups: listOf(record({ ...counts, subject: orNull(isText), statement: orNull(isFingerprint), after: shares })),
    }),
  ),
});

/** The first thing that is not as it must be, with its place: a file cut or edited by hand must not come to light later. */
export function findProblem(value: unknown): string | null {
  return document(value, '');
}
