import { createHash } from 'node:crypto';
import { countText } from '../count-text.ts';
import type { Finding, FindingObject, Severity } from './model.ts';

/** What a format for machines says of a rule besides its findings. */
export interface DescribedRule {
  readonly id: string;
  /** Its severity as configured. */
  readonly severity: Severity | 'off';
  readonly summary: string;
  readonly consequence: string;
  readonly action: string;
  /** Its page, Markdown. */
  readonly page: string;
  /** Where its page stands; null where that is not known. */
  readonly url: string | null;
}

/** What the formats for CI systems need besides the report. */
export interface OutputContext {
  /** The rules that a finding may be of: those that ran. */
  readonly rules: readonly DescribedRule[];
  /** Rule and object, the same from scan to scan. */
  readonly keyOf: (finding: Finding) => string;
  /**
   * The file or folder that findings are pinned to, with forward slashes, relative to the repository's root: code scanning
   * shows nothing that has no file.
   */
  readonly artifact: string;
  /** The line of the artifact that makes the object, from 1, where it is known. */
  readonly lineOf?: (object: FindingObject) => number | undefined;
  /** The page of a rule for a person at this machine: on the web, or the file that came along; null where there is none. */
  readonly pageOf?: (id: string) => string | null;
  /** Findings at least this grave fail the run. */
  readonly failOn: Severity | 'never';
}

const RANK = { error: 3, warning: 2, info: 1 } as const;

export function fails(severity: Severity, failOn: Severity | 'never'): boolean {
  return failOn !== 'never' && RANK[severity] >= RANK[failOn];
}

/** The key's digest, for systems that want an opaque one of bounded length. */
export function fingerprintOf(finding: Finding, { keyOf }: Pick<OutputContext, 'keyOf'>): string {
  return createHash('sha256').update(keyOf(finding)).digest('hex').slice(0, 32);
}

export function lineOf(finding: Finding, context: Pick<OutputContext, 'lineOf'>): number {
  return context.lineOf?.(finding.object) ?? 1;
}

/** `public.orders (customer_id)`; what is about no table by its kind and name: `function public.total(integer)`. */
export function objectText({ schema, table, columns, name, kind, variant = '' }: FindingObject): string {
  if (kind === 'schema') return `schema ${schema}`;
  // An extension is named without its schema.
  if (kind !== undefined)
    return `${kind} ${[kind === 'extension' ? '' : schema, name].filter(Boolean).join('.')}${variant}`;
  const relation = [schema, table].filter(Boolean).join('.');
  const list = columns.length > 0 ? ` (${columns.join(', ')})` : '';
  return relation === '' ? (name ?? 'the database') : `${relation}${list}`;
}

/** The statements of a finding's fix, each with its semicolon. */
export function fixStatements({ fix }: Finding): readonly string[] {
  return fix ? [...fix.check, ...fix.up].map((sql) => (sql.endsWith(';') ? sql : `${sql};`)) : [];
}

/** A partitioned table has two statements for each partition: past this many, readers see the first dozen and how many there are. */
const MOST_STATEMENTS = 24;
const FIRST_STATEMENTS = 12;

/** Of very many statements the first ones, and a comment in the others' place. */
export function foldStatements(statements: readonly string[], where: string): readonly string[] {
  if (statements.length <= MOST_STATEMENTS) return statements;
  const hidden = countText(statements.length - FIRST_STATEMENTS);
  return [...statements.slice(0, FIRST_STATEMENTS), `-- … and ${hidden} more statements: ${where}`];
}
