import type { ChalkInstance } from 'chalk';
import Table from 'cli-table3';
import { askedBy } from './asked-by.ts';
import { briefQuery } from './brief-query.ts';
import { formatBytes, formatCost, formatCostChange, countText, formatFactor, formatShare, plural } from './format.ts';
import type { Finding, Severity } from './model.ts';
import { foldStatements, objectText } from './output.ts';
import { seenAccesses } from './seen-access.ts';
import type { RuleGroup } from './readable.ts';
import { wrapPieces, wrapWords } from './wrap.ts';

export interface Style {
  readonly chalk: ChalkInstance;
  /** Characters that a line of prose and a table may have. SQL is left as it is, to be copied. */
  readonly width: number;
  /** Where the page of a rule stands, for a terminal that shows links (OSC 8); left out for others. */
  readonly linkOf?: ((rule: string) => string | null) | undefined;
  /** What the whole workload costs now, in planner's units; left out where nothing was priced. */
  readonly workloadCost?: number;
  /** Show every finding and query. */
  readonly all: boolean;
}

/** Queries shown for one finding; the rest are counted. */
const MOST_QUERIES = 5;
/** Lines in which a group names its further objects. */
const MOST_LINES = 4;

const GRAVEST_FIRST = ['error', 'warning', 'info'] as const;

/**
 * One finding: what is wrong, what it costs, what to run. `others` are those of its table and rule that it stands for, `schemas` those in which the
 * same is found.
 */
export function findingBlock(
  finding: Finding,
  others: readonly Finding[],
  schemas: readonly string[],
  style: Style,
): string {
  const { chalk, width } = style;
  const lines = [headline(finding, style), ...details(finding, style)];
  if (schemas.length > 0) {
    const names = `Likewise in ${plural(schemas.length, 'other schema')} (--verbose lists all): ${schemas.join(', ')}`;
    lines.push(chalk.dim(`  ${briefLine(names, width - 2)}`));
  }
  if (others.length > 0) {
    const names = others.map(({ object }) => object.columns.join(', ') || object.name).filter(Boolean);
    const list = names.length > 0 ? `: ${names.join('; ')}` : '';
    lines.push(
      chalk.dim(`  ${briefLine(`… and ${countText(others.length)} more of ${finding.rule} here${list}`, width - 2)}`),
    );
  }
  return lines.join('\n');
}

/** Findings of one rule all over the schema: the first in full, as an example, and where the others are. */
export function groupBlock({ rule, findings }: RuleGroup, style: Style): string {
  const { chalk, width } = style;
  const [first, ...others] = findings as readonly [Finding, ...Finding[]];
  const counts = GRAVEST_FIRST.flatMap((severity) => {
    const count = findings.filter((finding) => finding.severity === severity).length;
    return count > 0 ? [severity === 'info' ? `${countText(count)} info` : plural(count, severity)] : [];
  });
  const more = (count: number) => `… and ${countText(count)} more: --verbose lists all`;
  const where = fitting(others.map(briefObject), width - 2, more);
  return [
    `${chalk.bold.underline(linked(rule, style))} ${chalk.bold(`· ${counts.join(', ')}`)}`,
    '',
    prose(first.severity, wrapWords(`${first.severity} ${first.message}`, width - 2), style),
    ...details(first, style),
    chalk.dim('  Likewise:'),
    ...where.map((line) => chalk.dim(`  ${line}`)),
  ].join('\n');
}

function headline({ severity, message, rule }: Finding, style: Style): string {
  const lines = wrapWords(`${severity} ${message}`, style.width - 2);
  const name = style.chalk.dim(linked(rule, style));
  const isLong = (lines.at(-1)?.length ?? 0) + 4 + rule.length > style.width;
  return `${prose(severity, lines, style)}${isLong ? '\n' : ''}  ${name}`;
}

/** Lines that begin with the severity, indented from the second on. */
function prose(severity: Severity, lines: readonly string[], { chalk }: Style): string {
  return `${badge(severity, chalk)}${lines.join('\n  ').slice(severity.length)}`;
}

function details({ evidence, fix, ...finding }: Finding, style: Style): readonly string[] {
  const { chalk, width, all } = style;
  const lines = evidence.notes.flatMap((note) =>
    wrapWords(note, width - 4).map((line, position) => chalk.dim(`  ${position === 0 ? '·' : ' '} ${line}`)),
  );
  const most = all ? Infinity : MOST_QUERIES;
  if (evidence.queries.length > 0) lines.push(queryTable({ ...finding, evidence, fix }, width, most));
  const hidden = evidence.queries.length - most;
  if (hidden > 0) lines.push(chalk.dim(`  … and ${plural(hidden, 'query', 'queries')} more`));
  const shown = evidence.queries.slice(0, most);
  const places = [...seenAccesses(shown), ...askedBy(shown)].flatMap((line) => wrapWords(line, width - 4));
  lines.push(...places.map((line) => chalk.dim(`  ${line}`)));
  if (evidence.sizeBytes !== null) {
    const size = formatBytes(evidence.sizeBytes);
    const facts = wrapPieces([`adds about ${size}`, ...worth(evidence, style)], width - 2);
    lines.push(...facts.map((line, at) => `  ${at === 0 ? line.replace(size, chalk.bold(size)) : line}`));
  }
  const statements = fix ? [...fix.check, ...fix.up.filter((sql) => !isSetting(sql))] : [];
  const terminatedOnes = statements.map(terminated);
  const listed = all ? terminatedOnes : foldStatements(terminatedOnes, '--verbose lists all');
  return [...lines, ...listed.map((sql) => chalk.cyan(indent(sql)))];
}

/** What would be lost without the index, all others there, and what keeping it costs. */
function worth({ benefit, writeCost }: Finding['evidence'], { workloadCost = 0 }: Style): readonly string[] {
  if (benefit === undefined || !(workloadCost > 0)) return [];
  const share = benefit > 0 ? ` (${formatShare(benefit / workloadCost)})` : '';
  const kept = writeCost === null || writeCost === 0 ? [] : [`· ${formatCost(writeCost)} to keep`];
  return [`· without it the workload costs ${formatCost(benefit)} more${share}`, ...kept];
}

/** OSC 8, which terminals that do not know it pass over. */
function linked(rule: string, { linkOf }: Style): string {
  const url = linkOf?.(rule) ?? null;
  return url === null ? rule : `\u001b]8;;${url}\u001b\\${rule}\u001b]8;;\u001b\\`;
}

/** As many of the texts as the lines hold, separated by commas, and what the rest is called. */
function fitting(texts: readonly string[], width: number, more: (count: number) => string): readonly string[] {
  const lines = (count: number) => {
    const rest = texts.length - count;
    const named = texts.slice(0, count).map((text, at) => (at < texts.length - 1 ? `${text},` : text));
    return wrapPieces([...named, ...(rest > 0 ? [more(rest)] : [])], width);
  };
  // A text, its comma and a blank are three characters at least: of thousands no more need be tried.
  let count = Math.min(texts.length, Math.ceil((MOST_LINES * width) / 3) + 1);
  while (count > 1 && lines(count).length > MOST_LINES) count--;
  return lines(count);
}

/** `orders (customer_id)`, or the index that there is. The schema is said where it is another than `public`. */
function briefObject({ rule, object, fix }: Finding): string {
  const { schema, name, columns, kind } = object;
  if (kind !== undefined)
    return objectText(kind === 'schema' || schema !== 'public' ? object : { ...object, schema: '' });
  const isThere = name !== null && !fix?.creates.some((created) => created.endsWith(name));
  if (isThere && (rule.startsWith('index/') || columns.length === 0))
    return schema === 'public' ? name : `${schema}.${name}`;
  return objectText(schema === 'public' ? { ...object, schema: '' } : object);
}

function queryTable(finding: Finding, width: number, most: number): string {
  const shown = finding.evidence.queries.slice(0, most);
  const cells = shown.map((query) => [
    countText(query.calls),
    query.share === null ? '' : formatShare(query.share),
    ...(query.costBefore === null || query.costAfter === null
      ? ['', '']
      : [formatCostChange(query.costBefore, query.costAfter), formatFactor(query.costBefore, query.costAfter)]),
  ]);
  const titles = ['calls', 'time', 'cost', ''];
  // What no query tells of has no column.
  const isTold = (column: number) => column === 0 || cells.some((row) => row[column] !== '');
  const told = (row: readonly string[]) => row.filter((_, column) => isTold(column));
  const head = told(titles);
  const widths = head.map((title, column) =>
    Math.max(title.length, ...cells.map((row) => told(row)[column]?.length ?? 0)),
  );
  // The borders and paddings of the columns, and the indent.
  const room = width - widths.reduce((sum, cell) => sum + cell, 0) - (head.length + 1) * 3 - 3;
  const table = new Table({
    head: ['query', ...head],
    colAligns: ['left', ...head.map(() => 'right' as const)],
    style: { head: [], border: [], compact: true },
  });
  table.push(...shown.map((query, row) => [briefQuery(query.sql, Math.max(20, room)), ...told(cells[row] ?? [])]));
  return indent(table.toString());
}

function badge(severity: Severity, chalk: ChalkInstance): string {
  const paint = { error: chalk.red.bold, warning: chalk.yellow.bold, info: chalk.blue.bold }[severity];
  return paint(severity);
}

/** Said once, under all findings. */
export function isSetting(sql: string): boolean {
  return /^SET /i.test(sql);
}

export function terminated(sql: string): string {
  return sql.endsWith(';') ? sql : `${sql};`;
}

export function briefLine(line: string, width: number): string {
  const text = line.replaceAll(/\s+/g, ' ');
  return text.length > width ? `${text.slice(0, width - 1)}…` : text;
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, '  ');
}
