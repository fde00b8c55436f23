import { Chalk, type ChalkInstance } from 'chalk';
import Table from 'cli-table3';
import { briefQuery } from './brief-query.ts';
import { formatBytes, formatCost, formatCount, formatFactor, formatMs, formatShare, plural } from './format.ts';
import type { Finding, Report, Severity } from './model.ts';
import { groupAlike, readable, type Readable } from './readable.ts';

export interface TableOptions {
  readonly colour: boolean;
  /** Columns of the terminal. */
  readonly width: number;
  /** Where the page of a rule stands, for a terminal that shows links (OSC 8); left out for others. */
  readonly linkOf?: (rule: string) => string | null;
}

/** Queries shown for one finding; the rest are counted. */
const MOST_QUERIES = 5;
/** Lines that list what is not reported, likewise. */
const MOST_SILENCES = 8;
const NARROWEST = 72;
const WIDEST = 160;

/** The report for a person at a terminal: findings by table, each with its evidence and SQL to copy. */
export function renderTable(report: Report, options: TableOptions): string {
  const chalk = new Chalk({ level: options.colour ? 1 : 0 });
  const width = Math.min(WIDEST, Math.max(NARROWEST, options.width));
  const { shown, hidden } = readable(report.findings);
  const blocks = [
    header(report, chalk),
    ...byTable(shown).map(([table, findings]) => tableBlock(table, findings, { chalk, width, options })),
    notShown(hidden, chalk),
    notReported(report, chalk, width),
    listed('Not planned', byReason(report.unplannable), chalk, width),
    listed('Incomplete', report.incomplete, chalk, width),
    summary(report, chalk),
  ];
  return `${blocks.filter(Boolean).join('\n\n')}\n`;
}

function header(report: Report, chalk: ChalkInstance): string {
  const { database, workload, tool } = report;
  const lines = [
    `${chalk.bold(database.name)} · PostgreSQL ${database.serverVersion} · ${plural(database.tables, 'table')}, ${plural(database.indexes, 'index', 'indexes')} · ${tool.name} ${tool.version}`,
  ];
  if (workload.queries > 0) {
    const sources = workload.sources.map((source) =>
      source.name === source.format ? source.name : `${source.name} (${source.format})`,
    );
    const time = workload.totalMs > 0 ? `, ${formatMs(workload.totalMs)} in all` : '';
    lines.push(
      chalk.dim(
        `${plural(workload.calls, 'call')} of ${plural(workload.queries, 'query', 'queries')}${time}, from ${sources.join(', ')}`,
      ),
    );
  }
  return lines.join('\n');
}

function byTable(findings: readonly Finding[]): [string, Finding[]][] {
  const tables = new Map<string, Finding[]>();
  for (const finding of findings) {
    const { schema, table } = finding.object;
    const name = [schema, table].filter(Boolean).join('.') || 'Configuration';
    tables.set(name, [...(tables.get(name) ?? []), finding]);
  }
  return [...tables];
}

interface Style {
  readonly chalk: ChalkInstance;
  readonly width: number;
  readonly options: TableOptions;
}

function tableBlock(table: string, findings: readonly Finding[], style: Style): string {
  const blocks = groupAlike(findings).map(({ finding, others }) => findingBlock(finding, others, style));
  // What is said in one line needs no blank line after it.
  return blocks.reduce((text, block, position) => {
    const isClose = position > 0 && !blocks[position - 1]!.includes('\n');
    return `${text}${isClose ? '\n' : '\n\n'}${block}`;
  }, style.chalk.bold.underline(table));
}

function findingBlock(finding: Finding, others: readonly Finding[], { chalk, width, options }: Style): string {
  const { evidence, fix, rule } = finding;
  const link = options.linkOf?.(rule) ?? null;
  const lines = [
    `${badge(finding.severity, chalk)} ${finding.message}  ${chalk.dim(link === null ? rule : hyperlink(rule, link))}`,
    ...evidence.notes.map((note) => chalk.dim(`  · ${note}`)),
  ];
  if (evidence.queries.length > 0) lines.push(queryTable(finding, width));
  const hidden = evidence.queries.length - MOST_QUERIES;
  if (hidden > 0) lines.push(chalk.dim(`  … and ${plural(hidden, 'query', 'queries')} more`));
  if (evidence.sizeBytes !== null) lines.push(`  adds about ${chalk.bold(formatBytes(evidence.sizeBytes))}`);
  if (fix) {
    const statements = [...fix.check, ...fix.up.filter((sql) => !isSetting(sql))];
    lines.push(...statements.map((sql) => chalk.cyan(indent(terminated(sql)))));
  }
  if (others.length > 0) {
    const names = others.map(({ object }) => object.columns.join(', ') || object.name).filter(Boolean);
    const list = names.length > 0 ? `: ${names.join('; ')}` : '';
    lines.push(
      chalk.dim(`  ${briefLine(`… and ${formatCount(others.length)} more of ${rule} here${list}`, width - 2)}`),
    );
  }
  return lines.join('\n');
}

/** OSC 8, which terminals that do not know it pass over. */
function hyperlink(text: string, url: string): string {
  return `\u001b]8;;${url}\u001b\\${text}\u001b]8;;\u001b\\`;
}

function notShown(hidden: Readable['hidden'], chalk: ChalkInstance): string {
  if (hidden.length === 0) return '';
  const lines = hidden.map(({ rule, count }) => chalk.dim(`  ${plural(count, 'finding')} of ${rule}`));
  return [chalk.bold('Further, not shown: --format json lists all, --rule those of one rule'), ...lines].join('\n');
}

/** Said once, under all findings. */
function isSetting(sql: string): boolean {
  return /^SET /i.test(sql);
}

function terminated(sql: string): string {
  return sql.endsWith(';') ? sql : `${sql};`;
}

function queryTable(finding: Finding, width: number): string {
  const shown = finding.evidence.queries.slice(0, MOST_QUERIES);
  const cells = shown.map((query) => [
    formatCount(query.calls),
    query.share === null ? '' : formatShare(query.share),
    ...(query.costBefore === null || query.costAfter === null
      ? ['', '']
      : [
          `${formatCost(query.costBefore)} → ${formatCost(query.costAfter)}`,
          formatFactor(query.costBefore, query.costAfter),
        ]),
  ]);
  const head = ['calls', 'time', 'cost', ''];
  const widths = head.map((title, column) => Math.max(title.length, ...cells.map((row) => row[column]?.length ?? 0)));
  // The borders and paddings of the five columns, and the indent.
  const room = width - widths.reduce((sum, cell) => sum + cell, 0) - 5 * 3 - 3;
  const table = new Table({
    head: ['query', ...head],
    colAligns: ['left', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [], compact: true },
  });
  table.push(...shown.map((query, row) => [briefQuery(query.sql, Math.max(20, room)), ...(cells[row] ?? [])]));
  return indent(table.toString());
}

function notReported(report: Report, chalk: ChalkInstance, width: number): string {
  const lines = report.silences.map(
    ({ object, reason }) => `${object.table} (${object.columns.join(', ')}): ${reason}`,
  );
  return listed('Looked at and not reported', lines, chalk, width);
}

/** A table that the database lacks would else fill the screen with every query on it. */
function byReason(unplannable: Report['unplannable']): readonly string[] {
  const groups = new Map<string, string[]>();
  for (const { reason, sql } of unplannable) groups.set(reason, [...(groups.get(reason) ?? []), sql]);
  return [...groups].map(([reason, [first = '', ...others]]) =>
    others.length === 0
      ? `${reason}: ${first}`
      : `${reason} (${plural(others.length + 1, 'query', 'queries')}): ${first}`,
  );
}

function listed(title: string, lines: readonly string[], chalk: ChalkInstance, width: number): string {
  if (lines.length === 0) return '';
  const shown = lines.slice(0, MOST_SILENCES).map((line) => chalk.dim(`  ${briefLine(line, width - 2)}`));
  const hidden = lines.length - shown.length;
  if (hidden > 0) shown.push(chalk.dim(`  … and ${formatCount(hidden)} more: --format json lists all`));
  return [chalk.bold(title), ...shown].join('\n');
}

function summary(report: Report, chalk: ChalkInstance): string {
  const { error, warning, info, indexBytes } = report.summary;
  const aside = asides(report);
  if (error + warning + info === 0) return [chalk.green('Nothing to report.'), ...aside].join(' · ');
  const counts = [
    error && chalk.red(plural(error, 'error')),
    warning && chalk.yellow(plural(warning, 'warning')),
    info && chalk.blue(`${formatCount(info)} info`),
  ].filter(Boolean);
  const { costBefore, costAfter } = report.workload;
  const parts = [counts.join(', ')];
  if (costBefore > costAfter) {
    const factor = formatFactor(costBefore, costAfter);
    parts.push(`cost of the workload ${formatCost(costBefore)} → ${formatCost(costAfter)} (${factor} less)`);
  }
  if (indexBytes > 0) parts.push(`about ${formatBytes(indexBytes)} of new indexes`);
  return [[...parts, ...aside].join(' · '), ...howToApply(report, chalk)].join('\n');
}

/** What stands in no finding, and must not be forgotten. */
function asides({ baseline, ignored = [] }: Report): readonly string[] {
  const gone = baseline?.gone.length ?? 0;
  return [
    ...(baseline && baseline.known > 0 ? [`${formatCount(baseline.known)} known by the baseline`] : []),
    ...(gone > 0 ? [`${formatCount(gone)} of the baseline gone: --write-baseline takes them out`] : []),
    ...(ignored.length > 0 ? [`${formatCount(ignored.length)} ignored`] : []),
  ];
}

/** The statements above wait for locks as long as the session lets them. */
function howToApply(report: Report, chalk: ChalkInstance): readonly string[] {
  const settings = [...new Set(report.findings.flatMap(({ fix }) => fix?.up.filter(isSetting) ?? []))];
  if (settings.length === 0) return [];
  return [
    chalk.dim(`Before you run any of it by hand: ${settings.map(terminated).join(' ')}`),
    chalk.dim('`idx-advisor fix -o DIR` writes it all as files, with checks and a way back.'),
  ];
}

function badge(severity: Severity, chalk: ChalkInstance): string {
  const paint = { error: chalk.red.bold, warning: chalk.yellow.bold, info: chalk.blue.bold }[severity];
  return paint(severity);
}

function briefLine(line: string, width: number): string {
  const text = line.replaceAll(/\s+/g, ' ');
  return text.length > width ? `${text.slice(0, width - 1)}…` : text;
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, '  ');
}
