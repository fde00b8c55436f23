import { Chalk, type ChalkInstance } from 'chalk';
import type { ExplainedHint, ExplainedIndex, ExplainedPlan, ExplainedTable, Explanation } from './explanation.ts';
import { formatBytes, formatCost, countText, formatFactor, plural } from './format.ts';
import { changedLines } from './plan-changes.ts';
import { planLines, type PlanLine } from './plan-nodes.ts';
import type { TableOptions } from './table.ts';
import { visible } from './visible.ts';
import { wrapWords } from './wrap.ts';

/** Lines of one plan that are shown: the rest of a plan over hundreds of partitions says nothing new. */
const MOST_LINES = 120;
const NARROWEST = 72;

/** One statement for a person at a terminal: its plan as it is and as it would be, and why. */
export function renderExplanation(explained: Explanation, options: TableOptions): string {
  const explanation = visible(explained);
  const chalk = new Chalk({ level: options.colour ? 1 : 0 });
  const width = Math.max(NARROWEST, options.width);
  const { before, after, database, planner } = explanation;
  const linesBefore = planLines(before.root);
  const linesAfter = after ? planLines(after.root) : [];
  const changed = after ? changedLines(linesBefore, linesAfter) : { before: [], after: [] };
  const by = planner.engine === 'hypopg' ? 'the server, with HypoPG' : 'the twin';
  const values = explanation.generic ? ', for any values of its parameters' : '';
  const blocks = [
    `${chalk.bold(database.name)} · PostgreSQL ${database.serverVersion} · planned by ${by}${values}`,
    section(`${after ? 'Before' : 'Plan'}  cost ${formatCost(before.cost)}`, usedBy(before), chalk, [
      ...tree(linesBefore, changed.before, '-', chalk.red, chalk, width),
    ]),
    after &&
      section(
        `After   cost ${formatCost(after.cost)}${lessThan(before.informedCost ?? before.cost, after.cost)}`,
        usedBy(after),
        chalk,
        [...tree(linesAfter, changed.after, '+', chalk.green, chalk, width)],
      ),
    indexList(explanation, chalk),
    hintList(explanation.hints, chalk, width),
    tableList(explanation.tables, chalk),
    explanation.incomplete.length > 0 &&
      [chalk.bold('Incomplete'), ...explanation.incomplete.map((line) => chalk.dim(`  ${line}`))].join('\n'),
  ];
  return `${blocks.filter(Boolean).join('\n\n')}\n`;
}

function lessThan(before: number, after: number): string {
  const factor = formatFactor(before, after);
  return factor && ` (${factor} less)`;
}

function section(title: string, note: string, chalk: ChalkInstance, lines: readonly string[]): string {
  return [`${chalk.bold(title)}${note && chalk.dim(`  ${note}`)}`, ...lines].join('\n');
}

function usedBy({ existingIndexes, newIndexes, informedCost }: ExplainedPlan): string {
  const names = [
    ...existingIndexes.map((name) => name.replace(/^public\./, '')),
    ...newIndexes.map((name) => `${name} (new)`),
  ];
  const read = names.length === 0 ? 'reads no index' : `reads ${names.join(', ')}`;
  return informedCost === undefined ? read : `${read} · ${formatCost(informedCost)} by the statistics of the new index`;
}

/** Changed lines carry a mark besides their colour, for those who see none. */
function tree(
  lines: readonly PlanLine[],
  changed: readonly boolean[],
  mark: string,
  paint: ChalkInstance,
  chalk: ChalkInstance,
  width: number,
): string[] {
  const shown = lines.slice(0, MOST_LINES).flatMap((line, position) => {
    const isChanged = changed[position] ?? false;
    const gutter = isChanged ? `${mark} ` : '  ';
    const indent = '  '.repeat(line.depth);
    const arrow = line.depth > 0 ? '└ ' : '';
    const title = `${gutter}${indent}${arrow}${line.title}`;
    const figures = `cost ${formatCost(line.startupCost)}..${formatCost(line.totalCost)}  rows ${countText(line.rows)}  width ${line.width}`;
    const room = ' '.repeat(Math.max(2, Math.min(width, 110) - title.length - figures.length));
    const conditions = line.conditions.map((condition) =>
      brief(`${gutter}${indent}${arrow && '  '}  ${condition}`, width),
    );
    return [
      `${isChanged ? paint(title) : title}${room}${chalk.dim(figures)}`,
      ...conditions.map((condition) => (isChanged ? paint(condition) : chalk.dim(condition))),
    ];
  });
  const hidden = lines.length - MOST_LINES;
  return hidden > 0 ? [...shown, chalk.dim(`  … and ${plural(hidden, 'node')} more: --format json has all`)] : shown;
}

function brief(line: string, width: number): string {
  return line.length > width ? `${line.slice(0, width - 1)}…` : line;
}

function indexList({ indexes, before, after }: Explanation, chalk: ChalkInstance): string {
  if (indexes.length === 0 || !after) return chalk.bold('No index would help this statement.');
  return [
    chalk.bold(indexes.length === 1 ? 'The index that would help' : 'The indexes that would help'),
    ...indexes.map((index) => indexBlock(index, before.cost, after.cost, indexes.length > 1, chalk)),
  ].join('\n');
}

function indexBlock(
  index: ExplainedIndex,
  before: number,
  after: number,
  isOneOfMany: boolean,
  chalk: ChalkInstance,
): string {
  const alone = `alone ${formatCost(before)} → ${formatCost(index.costAlone)}${lessThan(before, index.costAlone)}`;
  const facts = [
    isOneOfMany && alone,
    isOneOfMany && `without it ${formatCost(after + index.gain)} instead of ${formatCost(after)}`,
    `about ${formatBytes(index.sizeBytes)}`,
    index.untold && `a guess: statistics do not tell enough of ${index.untold.join(', ')}`,
  ].filter(Boolean);
  const sql = index.sql?.split('\n').map((line) => chalk.cyan(`  ${line}${line.endsWith(';') ? '' : ';'}`));
  return [`  ${index.name}${chalk.dim(`  ${facts.join(' · ')}`)}`, ...(sql ?? [`  ${index.refusal ?? ''}`])].join('\n');
}

function hintList(hints: readonly ExplainedHint[], chalk: ChalkInstance, width: number): string {
  if (hints.length === 0) return '';
  const wrapped = (text: string) => wrapWords(text, Math.min(width, 120) - 4).map((line) => `    ${line}`);
  return [
    chalk.bold('What stands in the way of an index'),
    ...hints.flatMap(({ message, help }) => [
      ...wrapped(message).map((line, position) => (position === 0 ? line.slice(2) : line)),
      ...wrapped(`help: ${help}`).map((line) => chalk.cyan(line)),
    ]),
  ].join('\n');
}

function tableList(tables: readonly ExplainedTable[], chalk: ChalkInstance): string {
  const silent = tables.filter(({ reasons }) => reasons.length > 0);
  if (silent.length === 0) return '';
  return [
    chalk.bold('Why no index'),
    ...silent.map(({ schema, name, rows, before, reasons }) => {
      const head = `  ${schema}.${name}${chalk.dim(` · ${plural(rows, 'row')}${before === null ? '' : ` · ${before}`}`)}`;
      return [head, ...reasons.map((reason) => `    ${reason}`)].join('\n');
    }),
  ].join('\n');
}
