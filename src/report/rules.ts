import Table from 'cli-table3';

export interface ListedRule {
  readonly id: string;
  readonly severity: string;
  readonly since: string;
  readonly needs: readonly string[];
  readonly summary: string;
}

export function rulesJson(rules: readonly ListedRule[]): string {
  const listed = rules.map(({ id, severity, since, needs, summary }) => ({ id, severity, since, needs, summary }));
  return `${JSON.stringify(listed, null, 2)}\n`;
}

export function rulesTable(rules: readonly ListedRule[]): string {
  const table = new Table({
    head: ['rule', 'severity', 'what is wrong'],
    colWidths: [null, null, 72],
    wordWrap: true,
    style: { head: [], border: [] },
  });
  table.push(...rules.map(({ id, severity, summary }) => [id, severity, summary.replaceAll('`', '')]));
  return `${table.toString()}\n`;
}
