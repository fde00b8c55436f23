import Table from 'cli-table3';

export interface ListedRule {
  readonly id: string;
  readonly severity: string;
  readonly preset?: string;
  readonly since: string;
  readonly needs: readonly string[];
  readonly summary: string;
}

export interface RuleListOptions {
  /** Columns of the terminal. */
  readonly width: number;
  /** Where the page of a rule stands, for a terminal that shows links. */
  readonly linkOf?: (rule: string) => string | null;
}

export function rulesJson(rules: readonly ListedRule[]): string {
  const listed = rules.map(({ id, severity, since, needs, summary }) => ({ id, severity, since, needs, summary }));
  return `${JSON.stringify(listed, null, 2)}\n`;
}

/** The borders and paddings of three columns. */
const FRAME = 3 * 3 + 1;
const NARROWEST = 24;
const WIDEST = 72;

export function rulesTable(rules: readonly ListedRule[], { width, linkOf }: RuleListOptions): string {
  const widest = (texts: readonly string[]) => Math.max(...texts.map((text) => text.length));
  const taken = widest(rules.map(({ id }) => id)) + widest(['severity', ...rules.map(severityText)]) + FRAME;
  const room = Math.min(WIDEST, Math.max(NARROWEST, width - taken));
  const table = new Table({
    head: ['rule', 'severity', 'what is wrong'],
    // Its padding is counted in.
    colWidths: [null, null, room + 2],
    wordWrap: true,
    style: { head: [], border: [] },
  });
  table.push(
    ...rules.map((rule) => {
      const href = linkOf?.(rule.id) ?? undefined;
      return [
        href === undefined ? rule.id : { content: rule.id, href },
        severityText(rule),
        rule.summary.replaceAll('`', ''),
      ];
    }),
  );
  return `${table.toString()}\n`;
}

function severityText({ severity, preset }: ListedRule): string {
  return severity === 'off' && preset === 'strict' ? 'off: taste' : severity;
}
