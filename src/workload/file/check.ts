import { isObject } from '../../files/json-file.ts';
import { EVENT_KINDS } from '../events/model.ts';
import { LAST_BUCKET } from '../tally/histogram.ts';
import { DIMENSIONS } from '../tally/statement-tally.ts';

/** What is wrong with a value at a place, null where nothing is. */
type Check = (value: unknown, at: string) => string | null;

const isCount: Check = (value, at) =>
  Number.isSafeInteger(value) && (value as number) >= 0 ? null : `${at} is no whole number`;
const isWhole: Check = (value, at) => (Number.isSafeInteger(value) ? null : `${at} is no whole number`);
const isNumber: Check = (value, at) => (typeof value === 'number' ? null : `${at} is no number`);
const isText: Check = (value, at) => (typeof value === 'string' ? null : `${at} is no text`);
const isFingerprint: Check = (value, at) =>
  typeof value === 'string' && /^[0-9a-f]{16}$/.test(value) ? null : `${at} is no fingerprint`;
const isDigits: Check = (value, at) =>
  typeof value === 'string' && /^\d{1,60}$/.test(value) ? null : `${at} is no whole number in digits`;

function orNull(check: Check): Check {
  return (value, at) => (value === null ? null : check(value, at));
}

function optional(check: Check): Check {
  return (value, at) => (value === undefined ? null : check(value, at));
}

function oneOf(values: readonly string[]): Check {
  return (value, at) => (values.includes(value as string) ? null : `${at} is ${JSON.stringify(value)}`);
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

/** Numbers in pairs, the first of each up to a limit. */
function pairs(most: number): Check {
  return (value, at) => {
    const problem = listOf(isCount)(value, at);
    if (problem !== null) return problem;
    const list = value as readonly number[];
    if (list.length % 2 === 1) return `${at} is no list of pairs`;
    return list.some((each, i) => i % 2 === 0 && each > most) ? `${at} is out of range` : null;
  };
}

function first(checks: readonly (() => string | null)[]): string | null {
  for (const check of checks) {
    const problem = check();
    if (problem !== null) return problem;
  }
  return null;
}

const shares = listOf(tuple(isText, isCount, isCount));
const samples = listOf(tuple(isWhole, isCount, isText, listOf(orNull(isText))));

const statement = record({
  fingerprint: isFingerprint,
  sql: isText,
  calls: isCount,
  totalUs: isCount,
  failed: isCount,
  rows: orNull(isNumber),
  minUs: orNull(isCount),
  maxUs: orNull(isCount),
  firstAt: orNull(isNumber),
  lastAt: orNull(isNumber),
  timed: record({ count: isCount, sum: isCount, squares: isDigits }),
  histogram: pairs(LAST_BUCKET),
  by: partly(DIMENSIONS, shares),
  tags: listOf(tuple(isText, shares)),
  samples: record({ slowest: samples, drawn: samples }),
  plans: optional(listOf(tuple(isCount, orNull(isNumber), isText))),
  runs: orNull(
    record({ occurrences: isCount, executions: isCount, longest: isCount, totalUs: isCount, parents: shares }),
  ),
  after: shares,
});

const counts = {
  count: isCount,
  valued: isCount,
  total: isCount,
  largest: isWhole,
  firstAt: orNull(isNumber),
  lastAt: orNull(isNumber),
};

const document = record({
  sources: listOf(
    record({
      kind: oneOf(['log', 'sql', 'statements', 'workload']),
      name: isText,
      format: isText,
      bytes: isCount,
      lines: isCount,
      statements: isCount,
      sameLog: optional(listOf(isText)),
      lostAt: optional((value, at) =>
        isObject(value) ? listOf(listOf(isCount))(Object.values(value), at) : `${at} is missing`,
      ),
      skipped: (value, at) => (isObject(value) ? listOf(isCount)(Object.values(value), at) : `${at} is missing`),
    }),
  ),
  incomplete: listOf(isText),
  statements: listOf(statement),
  unparsable: record({ listed: listOf(record({ sql: isText, reason: isText, calls: isCount })), calls: isCount }),
  events: listOf(
    record({
      kind: oneOf(EVENT_KINDS),
      ...counts,
      histogram: pairs(LAST_BUCKET),
      hours: pairs(Number.MAX_SAFE_INTEGER),
      groups: listOf(record({ ...counts, subject: orNull(isText), statement: orNull(isFingerprint), after: shares })),
    }),
  ),
});

/** The first thing that is not as it must be, with its place: a file cut or edited by hand must not come to light later. */
export function findProblem(value: unknown): string | null {
  return document(value, '');
}
