import type { Catalog } from '../catalog/model.ts';
import { commentIgnores } from '../lint/comment-ignores.ts';
import type { Rule } from '../lint/contract.ts';
import { INVALID_IGNORE } from '../lint/ignore-rules.ts';
import type { RuleRun } from '../lint/run.ts';
import { suppress, type Ignore, type Suppression } from '../lint/suppression.ts';
import type { Finding, Severity } from '../report/model.ts';

export interface IgnoringInput {
  /** Of the configuration. */
  readonly ignores: readonly Ignore[];
  /** ISO date. */
  readonly today: string;
  /** Every rule that there is. */
  readonly ruleIds: readonly string[];
  /** Rules that are on, and that the flags left out of this scan. */
  readonly deselected: readonly string[];
}

/** Takes out what the configuration and the database's comments say to ignore, and tells which of them are needless. */
export function ignoreFindings(
  findings: readonly Finding[],
  catalog: Catalog,
  rules: readonly Rule[],
  run: RuleRun,
  { ignores, today, ruleIds, deselected }: IgnoringInput,
): Suppression {
  const severityOf = (id: string): Severity | null => {
    const rule = rules.find((each) => each.id === id);
    return rule === undefined ? null : rule.severity === 'off' ? 'warning' : rule.severity;
  };
  const comments = commentIgnores(catalog, ruleIds, severityOf(INVALID_IGNORE));
  const lacking = [...run.skipped, ...run.failures].map(({ rule }) => rule);
  const { kept, ignored, remarks } = suppress({
    findings,
    ignores: [...ignores, ...comments.ignores],
    today,
    ran: rules.map(({ id }) => id).filter((id) => !lacking.includes(id)),
    silent: [...lacking, ...deselected],
    severityOf,
  });
  return { kept, ignored, remarks: [...remarks, ...comments.remarks] };
}
