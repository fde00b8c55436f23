import type { Severity } from '../report/model.ts';
import type { Catalog } from '../catalog/model.ts';
import { isEmpty, lackOfUsage } from './usage-window.ts';
import type { Need, Proposal, Rule, RuleContext } from './contract.ts';

/** A proposal, with the rule that made it and the severity that it came out with. */
export interface RuleProposal {
  readonly rule: string;
  readonly severity: Severity;
  readonly proposal: Proposal;
}

export interface RuleRun {
  readonly proposals: readonly RuleProposal[];
  /** Rules that threw: a bug of the rule. What it had proposed until then is dropped. */
  readonly failures: readonly { readonly rule: string; readonly message: string }[];
  /** Rules that could not say anything, each with one line for the report's `incomplete`. */
  readonly skipped: readonly { readonly rule: string; readonly reason: string }[];
}

/** Options that a user gave, by rule id; they replace the rule's defaults one by one. */
export type OptionsByRule = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** Runs each rule on its own: one that throws is its own failure, and the others run. */
export function runRules(rules: readonly Rule[], context: RuleContext, options: OptionsByRule = {}): RuleRun {
  const proposals: RuleProposal[] = [];
  const failures: { rule: string; message: string }[] = [];
  const skipped: { rule: string; reason: string }[] = [];
  for (const rule of rules) {
    const lacking = rule.needs.map((need) => lack(need, context)).find((reason) => reason !== undefined);
    if (lacking !== undefined) {
      skipped.push({ rule: rule.id, reason: lacking });
      continue;
    }
    try {
      const own = [...rule.check({ ...context, options: { ...rule.options, ...options[rule.id] } })];
      // Not by push(...own): a large schema has more of them than a call may have arguments.
      for (const proposal of own) proposals.push({ rule: rule.id, severity: severityOf(rule, proposal), proposal });
    } catch (error) {
      failures.push({ rule: rule.id, message: error instanceof Error ? error.message : String(error) });
    }
  }
  return { proposals, failures, skipped };
}

/** A rule that is off runs only when it was asked for by name; then it speaks as a warning. */
function severityOf(rule: Rule, proposal: Proposal): Severity {
  return proposal.severity ?? (rule.severity === 'off' ? 'warning' : rule.severity);
}

function lack(need: Need, context: RuleContext): string | undefined {
  switch (need) {
    case 'workload':
      return context.queries.length > 0
        ? undefined
        : 'it needs a workload: give --log, --workload, --sql or --statements';
    case 'statistics':
      return lackOfStatistics(context.catalog);
    case 'usage':
      return lackOfUsage(context.catalog);
    // Whether the planner can price what a rule proposes is for the advisor to say, index by index.
    case 'planner':
    case 'catalog':
      return undefined;
  }
}

/** PostgreSQL shows no statistics of a table that the role may not read, which looks as if it had never been analysed. */
function lackOfStatistics({ relations }: Catalog): string | undefined {
  if (relations.some(({ columns }) => columns.some(({ statistics }) => statistics !== null))) return undefined;
  const tables = relations.filter(({ kind, extension }) => kind !== 'view' && extension === null);
  if (isEmpty({ relations })) return 'it needs statistics, and the tables are empty';
  if (tables.every(({ readable }) => readable)) return 'it needs statistics, and no table was analysed: run ANALYZE';
  return tables.some(({ readable }) => readable)
    ? 'it needs statistics, and no table that this role may read was analysed: grant it SELECT on the others, or run ANALYZE'
    : 'it needs statistics, and this role has no SELECT privilege on any table: grant it';
}
