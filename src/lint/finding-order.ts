import type { Finding, FindingObject, Severity } from '../report/model.ts';

/** Rule id and object, the same from scan to scan: what baselines and ignores refer to. */
export function findingKey(finding: Pick<Finding, 'rule' | 'object' | 'fix'>): string {
  const { schema, table, columns, name, variant } = finding.object;
  // A name that the fix gives may differ from run to run, when another object has taken it.
  const isGiven = name !== null && !(finding.fix?.creates ?? []).some((created) => unqualified(created) === name);
  const parts = [finding.rule, schema, table, columns.map((column) => escape(column, /[\\,]/g)).join(',')];
  return [...parts, ...(isGiven ? [name] : []), ...(variant ? [variant] : [])]
    .map((part) => escape(part, /[\\|]/g))
    .join('|');
}

function escape(text: string, special: RegExp): string {
  return text.replaceAll(special, '\\$&');
}

const SEVERITIES: readonly Severity[] = ['error', 'warning', 'info'];

interface Ordered {
  readonly rule: string;
  readonly severity: Severity;
  readonly object: FindingObject;
}

/** Severity, object, rule. By code units, so that no locale changes the order. */
export function compareFindings(a: Ordered, b: Ordered): number {
  return (
    SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
    compareObjects(a.object, b.object) ||
    order(a.rule, b.rule)
  );
}

export function compareObjects(a: FindingObject, b: FindingObject): number {
  return (
    order(a.schema, b.schema) ||
    order(a.table, b.table) ||
    orderLists(a.columns, b.columns) ||
    order(a.name ?? '', b.name ?? '') ||
    order(a.variant ?? '', b.variant ?? '')
  );
}

function orderLists(a: readonly string[], b: readonly string[]): number {
  for (const [position, item] of a.entries()) {
    const other = b[position];
    if (other === undefined) return 1;
    const result = order(item, other);
    if (result !== 0) return result;
  }
  return a.length - b.length;
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The last part of a quoted, qualified name, unquoted. */
export function unqualified(quoted: string): string {
  const last = /(?:"(?:[^"]|"")*"|[^".]+)$/.exec(quoted)?.[0] ?? quoted;
  return last.startsWith('"') ? last.slice(1, -1).replaceAll('""', '"') : last;
}
