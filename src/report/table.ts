import { Chalk, type ChalkInstance } from 'chalk';
import { briefLine, findingBlock, groupBlock, isSetting, terminated, type Style } from './finding-block.ts';
import { formatBytes, formatCost, countText, formatFactor, formatMs, formatShare, plural } from './format.ts';
import type { Finding, FindingObject, Report, Severity } from './model.ts';
import { objectText } from './output.ts';
import { wrapWords } from './wrap.ts';
import { unadvisedBlock } from './unadvised-block.ts';
import { acrossSchemas, acrossTables, groupAlike, readable, type Readable } from './readable.ts';
import { sourceName } from './source-name.ts';
import { visible } from './visible.ts';

export interface TableOptions {
  readonly colour: boolean;
  /** Columns of the terminal. */
  readonly width: number;
  /** Where the page of a rule stands, for a terminal that shows links (OSC 8); left out for others. */
  readonly linkOf?: (rule: string) => string | null;
  /** Every finding by itself (`--verbose`); else those of one rule all over the schema are one entry. */
  readonly all?: boolean;
}

/** Lines that list what is not reported, likewise. */
const MOST_SILENCES = 8;
const NARROWEST = 72;
const WIDEST = 160;

/**
 * The report for a person at a terminal: findings by table, each with its evidence and SQL to copy; those that a rule has
 * all over the schema as one entry. The gravest come first.
 */
export function renderTable(found: Report, options: TableOptions): string {
  const report = visible(found);
  const chalk = new Chalk({ level: options.colour ? 1 : 0 });
  const width = Math.min(WIDEST, Math.max(NARROWEST, options.width));
  const { all = false, linkOf } = options;
  const style: Style = { chalk, width, linkOf, all, workloadCost: report.workload.costBefore };
  const { groups, others } = all ? { groups: [], others: report.findings } : acrossTables(report.findings);
  const schemas = all ? new Map<Finding, readonly string[]>() : acrossSchemas(others);
  const { shown, hidden } = all
    ? { shown: others, hidden: [] }
    : readable([...schemas.keys()], (finding) => 1 + schemas.get(finding)!.length);
  const blocks = [
    header(report, chalk),
    ...gravestFirst([
      ...byTable(shown).map(([table, findings]) => ({ findings, text: tableBlock(table, findings, schemas, style) })),
      ...groups.map((group) => ({ findings: group.findings, text: groupBlock(group, style) })),
    ]),
    notShown(hidden, chalk),
    unadvisedBlock(report.unadvised ?? [], style),
    notReported(report, style),
    listed('Not planned', all ? report.unplannable.map(planless) : byReason(report.unplannable), style),
    listed('Incomplete', report.incomplete, style),
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
    const sources = workload.sources.map(sourceName);
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
    const { schema, table, kind } = finding.object;
    const isAboutTable = schema !== '' || table !== '';
    const elsewhere = finding.rule.startsWith('config/') ? 'Configuration' : 'Server';
    const relation = isAboutTable ? [schema, table].filter(Boolean).join('.') : elsewhere;
    const name = kind ? objectText(finding.object) : relation;
    const there = tables.get(name);
    if (there) there.push(finding);
    else tables.set(name, [finding]);
  }
  return [...tables];
}

const RANK: Readonly<Record<Severity, number>> = { error: 0, warning: 1, info: 2 };

/** Tables before what is all over the schema, where neither is graver. */
function gravestFirst(blocks: readonly { readonly findings: readonly Finding[]; readonly text: string }[]): string[] {
  const worst = (findings: readonly Finding[]) =>
    findings.reduce((least, { severity }) => Math.min(least, RANK[severity]), RANK.info);
  return [...blocks].sort((a, b) => worst(a.findings) - worst(b.findings)).map(({ text }) => text);
}

/** @param schemas those in which the same is found */
function tableBlock(
  table: string,
  findings: readonly Finding[],
  schemas: ReadonlyMap<Finding, readonly string[]>,
  style: Style,
): string {
  const told = style.all ? findings.map((finding) => ({ finding, others: [] })) : groupAlike(findings);
  const blocks = told.map(({ finding, others }) => findingBlock(finding, others, schemas.get(finding) ?? [], style));
  // What is said in one line needs no blank line after it.
  return blocks.reduce((text, block, position) => {
    const isClose = position > 0 && !blocks[position - 1]!.includes('\n');
    return `${text}${isClose ? '\n' : '\n\n'}${block}`;
  }, style.chalk.bold.underline(table));
}

function notShown(hidden: Readable['hidden'], chalk: ChalkInstance): string {
  if (hidden.length === 0) return '';
  const lines = hidden.map(({ rule, count }) => chalk.dim(`  ${plural(count, 'finding')} of ${rule}`));
  return [chalk.bold('Further, not shown: --verbose lists all, --rule those of one rule'), ...lines].join('\n');
}

function notReported(report: Report, style: Style): string {
  return listed('Looked at and not reported', silenceLines(report.silences, style), style);
}

/** What is the same of the same table in several schemas is one line. */
function silenceLines(silences: Report['silences'], { all }: Style): readonly string[] {
  const groups = new Map<string, { readonly object: FindingObject; readonly reason: string; schemas: Set<string> }>();
  for (const { object, reason } of silences) {
    const { schema, table, columns } = object;
    const key = JSON.stringify([table, columns, reason, all && schema]);
    const group = groups.get(key) ?? { object, reason, schemas: new Set() };
    group.schemas.add(schema);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ object, reason, schemas }) => {
    const isApart = schemas.size === 1 && object.schema !== 'public';
    const name = objectText({ ...object, schema: isApart ? object.schema : '' });
    return `${name}${schemas.size > 1 ? ` in ${countText(schemas.size)} schemas` : ''}: ${reason}`;
  });
}

function planless({ reason, sql }: Report['unplannable'][number]): string {
  return `${reason}: ${sql}`;
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

function listed(title: string, lines: readonly string[], { chalk, width, all }: Style): string {
  if (lines.length === 0) return '';
  const most = all ? Infinity : MOST_SILENCES;
  const shown = lines.slice(0, most).map((line) => {
    const text = all || title === 'Incomplete' ? wrapWords(line, width - 4).join('\n    ') : briefLine(line, width - 2);
    return chalk.dim(`  ${text}`);
  });
  const hidden = lines.length - shown.length;
  if (hidden > 0) shown.push(chalk.dim(`  … and ${countText(hidden)} more: --verbose lists all`));
  return [chalk.bold(title), ...shown].join('\n');
}

function summary(report: Report, chalk: ChalkInstance): string {
  const { error, warning, info, indexBytes } = report.summary;
  const aside = asides(report);
  if (error + warning + info === 0) return [chalk.green('Nothing to report.'), ...aside].join(' · ');
  const counts = [
    error && chalk.red(plural(error, 'error')),
    warning && chalk.yellow(plural(warning, 'warning')),
    info && chalk.blue(`${countText(info)} info`),
  ].filter(Boolean);
  const { costBefore, costAfter } = report.workload;
  const parts = [counts.join(', ')];
  if (costBefore > costAfter) {
    const less =
      costBefore > 1.5 * costAfter
        ? formatFactor(costBefore, costAfter)
        : formatShare((costBefore - costAfter) / costBefore);
    parts.push(`cost of the workload ${formatCost(costBefore)} → ${formatCost(costAfter)} (${less} less)`);
  }
  const { writeCost } = report.workload;
  const kept = writeCost ? `, ${formatCost(writeCost)} to keep` : '';
  if (indexBytes > 0) parts.push(`about ${formatBytes(indexBytes)} of new indexes${kept}`);
  return [[...parts, ...aside].join(' · '), ...howToApply(report, chalk)].join('\n');
}

/** What stands in no finding, and must not be forgotten. */
function asides({ baseline, ignored = [] }: Report): readonly string[] {
  const gone = baseline?.gone.length ?? 0;
  return [
    ...(baseline && baseline.known > 0 ? [`${countText(baseline.known)} known by the baseline`] : []),
    ...(gone > 0 ? [`${countText(gone)} of the baseline gone: --write-baseline takes them out`] : []),
    ...(ignored.length > 0 ? [`${countText(ignored.length)} ignored`] : []),
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
