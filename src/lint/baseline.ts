import type { BaselineSummary, Finding } from '../report/model.ts';
import { findingKey } from './finding-order.ts';

/** The version of the file's form that this program writes, and the newest that it reads. */
export const BASELINE_VERSION = 1;

/** What a schema was known to have when somebody drew the line: findings of these keys fail nothing. */
export interface Baseline {
  readonly version: number;
  /** The database's name: the host would change from one machine to the next. */
  readonly database: string;
  readonly findings: readonly BaselineEntry[];
}

export interface BaselineEntry {
  /** findingKey(): rule and object. */
  readonly key: string;
  readonly rule: string;
  readonly schema: string;
  /** Empty where it is about no table. */
  readonly table: string;
  /** Of what is no table: a function, a sequence, … */
  readonly name?: string;
  /** For the reader of the file; nothing depends on it. */
  readonly message: string;
}

/**
 * The findings of a scan as a baseline, in the order of their keys, so that two versions of the file can be compared.
 * @param kept entries of an older one that this scan says nothing of
 */
export function baselineOf(
  database: string,
  findings: readonly Finding[],
  kept: readonly BaselineEntry[] = [],
): Baseline {
  const entries = new Map(kept.map((entry) => [entry.key, entry]));
  for (const finding of findings) {
    const { rule, object, message } = finding;
    const key = findingKey(finding);
    const { schema, table, name } = object;
    entries.set(key, { key, rule, schema, table, ...(table === '' && name !== null ? { name } : {}), message });
  }
  return {
    version: BASELINE_VERSION,
    database,
    findings: [...entries.values()].sort((a, b) => (a.key < b.key ? -1 : 1)),
  };
}

export interface BaselineComparison {
  readonly fresh: readonly Finding[];
  readonly summary: BaselineSummary;
  /** Entries of rules that did not run, or of tables that were left out. */
  readonly unjudged: readonly BaselineEntry[];
}

/**
 * Splits the findings of a scan into what the baseline knows and what is new.
 * @param isJudged whether the scan would have found what the entry speaks of
 */
export function compareWithBaseline(
  findings: readonly Finding[],
  baseline: Baseline,
  isJudged: (entry: BaselineEntry) => boolean = () => true,
): BaselineComparison {
  const known = new Set(baseline.findings.map(({ key }) => key));
  const present = new Set(findings.map((finding) => findingKey(finding)));
  const fresh = findings.filter((finding) => !known.has(findingKey(finding)));
  const absent = baseline.findings.filter(({ key }) => !present.has(key));
  return {
    fresh,
    summary: { known: findings.length - fresh.length, gone: absent.filter(isJudged).map(({ key }) => key) },
    unjudged: absent.filter((entry) => !isJudged(entry)),
  };
}

/**
 * Whether a baseline was made of another database: its name differs, and most of the tables that it speaks of are not here.
 * The name alone does not tell: the same schema is `shop` on a laptop and `test_1234` in CI.
 * @param tables of this database, as `schema.table`
 */
export function isOfAnotherDatabase(baseline: Baseline, database: string, tables: ReadonlySet<string>): boolean {
  if (baseline.database === database) return false;
  const spoken = new Set(
    baseline.findings.filter(({ table }) => table !== '').map(({ schema, table }) => `${schema}.${table}`),
  );
  const here = [...spoken].filter((table) => tables.has(table)).length;
  return here * 2 < spoken.size;
}
