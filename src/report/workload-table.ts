import { Chalk, type ChalkInstance } from 'chalk';
import Table from 'cli-table3';
import { widthOf } from '../text-width.ts';
import { MOST_SHARES, type EventKind, type EventTotals, type Share } from '../workload/model.ts';
import { briefQuery } from './brief-query.ts';
import { formatBytes, countText, formatMs, formatShare, plural } from './format.ts';
import type { SummaryStatement, WorkloadSummary } from './workload-summary.ts';
import { sourceName } from './source-name.ts';
import { visible } from './visible.ts';

export interface WorkloadTableOptions {
  readonly colour: boolean;
  /** Columns of the terminal. */
  readonly width: number;
  /** Statements that are listed; the rest are counted. */
  readonly top: number;
}

const NARROWEST = 60;
const WIDEST = 160;
const TITLES = ['calls', 'time', 'share', 'mean', 'p95', 'stddev', 'failed'] as const;
/** Columns that are left out where a statement has less room beside them than that: with little, those of one table look the same. */
const LEAST_FIRST = [
  ['stddev', 30],
  ['p95', 30],
  ['mean', 20],
  ['share', 20],
] as const;
/** Columns that are of the calls whose own duration is known. */
const TIMED: ReadonlySet<string> = new Set(['mean', 'p95', 'stddev']);
/** Values of each user, application and tag that are listed. */
const MOST_VALUES = 8;

/** Statements that only failed that are listed. */
const MOST_FAILED = 8;

/** Tags that say where in the code; --format json has them all. */
const PLACES: ReadonlySet<string> = new Set(['application', 'controller', 'action', 'route', 'job']);

/** The summary for a person at a terminal. */
export function renderWorkload(told: WorkloadSummary, options: WorkloadTableOptions): string {
  const summary = visible(told);
  const chalk = new Chalk({ level: options.colour ? 1 : 0 });
  const width = Math.min(WIDEST, Math.max(NARROWEST, options.width));
  const blocks = [
    header(summary, width, chalk),
    statements(summary, width, options.top, chalk),
    onlyFailed(summary, width, options.top, chalk),
    ...(['users', 'databases', 'applications', 'hosts'] as const).map((name) =>
      shares(`By ${name.slice(0, -1)}`, summary[name], summary, chalk, (each) => each[name]),
    ),
    ...summary.tags
      .filter(({ key }) => PLACES.has(key))
      .map(({ key, values }) =>
        shares(
          `By ${key}, as the comments tell`,
          values,
          summary,
          chalk,
          (each) => each.tags?.find((tag) => tag.key === key)?.values,
        ),
      ),
    events(summary.events, chalk),
    incomplete(summary, chalk),
  ];
  return `${blocks.filter(Boolean).join('\n\n')}\n`;
}

function header(summary: WorkloadSummary, width: number, chalk: ChalkInstance): string {
  const { calls, totalMs, failed, firstAt, lastAt, sources } = summary;
  const counts = `${plural(calls, 'call')} of ${plural(summary.statements.length, 'statement')}`;
  const period = firstAt === null || lastAt === null ? [] : [`${formatTime(firstAt)} to ${formatTime(lastAt)} UTC`];
  const asked = [counts, ...(totalMs > 0 ? [formatMs(totalMs)] : [])].join(' · ');
  const line = [asked, ...period].join(' · ');
  const names = sources.map(sourceName);
  const shown = names.length > 4 ? [...names.slice(0, 3), `${names.length - 3} more`] : names;
  return [
    ...(widthOf(line) <= width ? [line] : [asked, ...period]).map((part) => chalk.bold(part)),
    chalk.dim(`from ${shown.join(', ') || 'nothing'}`),
    ...(failed > 0
      ? [chalk.dim(`${plural(failed, 'statement')} failed, and ${failed === 1 ? 'is' : 'are'} not among the calls`)]
      : []),
  ].join('\n');
}

function statements({ statements: all }: WorkloadSummary, width: number, top: number, chalk: ChalkInstance): string {
  if (all.length === 0) return '';
  const shown = all.slice(0, top);
  const { columns, room } = fittingColumns(columnsOf(shown), width);
  const table = new Table({
    head: ['statement', ...columns.map(({ title }) => title)],
    colAligns: ['left', ...columns.map(() => 'right' as const)],
    style: { head: [], border: [], compact: true },
  });
  table.push(...shown.map(({ sql }, i) => [briefQuery(sql, room), ...columns.map(({ cells }) => cells[i]!)]));
  const hidden = all.length - shown.length;
  const notes = [
    ...(hidden > 0 ? [`… and ${plural(hidden, 'statement')} more: --top N lists more, --format json all`] : []),
    ...timedNote(shown, columns),
  ];
  return [table.toString(), ...notes.map((note) => chalk.dim(note))].join('\n');
}

function onlyFailed({ onlyFailed: all }: WorkloadSummary, width: number, top: number, chalk: ChalkInstance): string {
  if (all.length === 0) return '';
  const shown = all.slice(0, Math.min(top, MOST_FAILED));
  const counts = shown.map(({ failed }) => countText(failed));
  const room = Math.max(...counts.map((count) => count.length));
  const hidden = all.length - shown.length;
  return [
    chalk.bold('Failed each time'),
    ...shown.map(({ sql }, i) => `  ${counts[i]!.padStart(room)} × ${briefQuery(sql, width - room - 5)}`),
    ...(hidden > 0 ? [chalk.dim(`  … and ${plural(hidden, 'statement')} more: --format json lists all`)] : []),
  ].join('\n');
}

/** Where the log tells the durations of slow executions alone, the mean times the calls is not the time. */
function timedNote(shown: readonly SummaryStatement[], columns: readonly Column[]): string[] {
  const partly = shown.filter(({ calls, timedCalls = 0 }) => timedCalls > 0 && timedCalls < calls).length;
  const titles = columns.map(({ title }) => title).filter((title) => TIMED.has(title));
  if (partly === 0 || titles.length === 0) return [];
  return [`without the calls of unknown duration: ${titles.join(', ')} of ${plural(partly, 'statement')}`];
}

interface Column {
  readonly title: string;
  readonly cells: readonly string[];
}

function columnsOf(shown: readonly SummaryStatement[]): readonly Column[] {
  const rows = shown.map(cellsOf);
  const columns = TITLES.map((title, i) => ({ title, cells: rows.map((row) => row[i]!) }));
  return columns.filter(({ title, cells }) => title !== 'failed' || cells.some((cell) => cell !== ''));
}

/** The columns that leave the statements room to be told apart, and that room. */
function fittingColumns(all: readonly Column[], width: number): { columns: readonly Column[]; room: number } {
  const roomBeside = (columns: readonly Column[]) =>
    columns.reduce(
      (room, { title, cells }) => room - Math.max(...[title, ...cells].map(({ length }) => length)) - 3,
      width - 4,
    );
  let columns = all;
  for (const [title, leastRoom] of LEAST_FIRST) {
    if (roomBeside(columns) >= leastRoom) break;
    columns = columns.filter((column) => column.title !== title);
  }
  return { columns, room: roomBeside(columns) };
}

function cellsOf(statement: SummaryStatement): string[] {
  const ms = (value: number | null | undefined) => (value === null || value === undefined ? '' : formatMs(value));
  const { calls, totalMs, share, meanMs, p95Ms, standardDeviationMs, timedCalls = 0, failed = 0 } = statement;
  return [
    countText(calls),
    totalMs > 0 ? formatMs(totalMs) : '',
    share === null ? '' : formatShare(share),
    ms(meanMs),
    ms(p95Ms),
    timedCalls > 1 ? ms(standardDeviationMs) : '',
    failed > 0 ? countText(failed) : '',
  ];
}

/** What is not told by the log, or beyond the values that are kept, is the rest to the whole. */
function shares(
  title: string,
  values: readonly Share[],
  whole: WorkloadSummary,
  chalk: ChalkInstance,
  valuesOf: (statement: SummaryStatement) => readonly Share[] | undefined,
): string {
  if (values.length === 0) return '';
  const shown = values.slice(0, MOST_VALUES);
  const others = {
    calls: whole.calls - shown.reduce((sum, { calls }) => sum + calls, 0),
    totalMs: whole.totalMs - shown.reduce((sum, { totalMs }) => sum + totalMs, 0),
  };
  const rows = shown.map(({ value, calls, totalMs }) => [value, plural(calls, 'call'), timeOf(totalMs, whole)]);
  if (others.calls > 0) rows.push(['others, or not told', plural(others.calls, 'call'), timeOf(others.totalMs, whole)]);
  const widths = [0, 1, 2].map((i) => Math.max(...rows.map((row) => widthOf(row[i]!))));
  const lines = rows.map(([value = '', calls = '', time = '']) =>
    `  ${value}${' '.repeat(widths[0]! - widthOf(value))}  ${calls.padStart(widths[1]!)}  ${time.padStart(widths[2]!)}`.trimEnd(),
  );
  const isCut = whole.statements.some((statement) => isCutShort(statement, valuesOf(statement)));
  const note = isCut
    ? [chalk.dim(`  there were more than ${MOST_SHARES}: which of them are named is chance, and others may weigh more`)]
    : [];
  return [chalk.bold(title), ...lines, ...note].join('\n');
}

function isCutShort({ calls }: SummaryStatement, values: readonly Share[] = []): boolean {
  return values.length >= MOST_SHARES && values.reduce((sum, each) => sum + each.calls, 0) < calls;
}

function timeOf(ms: number, { totalMs }: WorkloadSummary): string {
  return totalMs > 0 && ms > 0 ? `${formatMs(ms)} (${formatShare(ms / totalMs)})` : '';
}

function events(totals: readonly EventTotals[], chalk: ChalkInstance): string {
  if (totals.length === 0) return '';
  return [chalk.bold('What else the logs tell'), ...totals.map((total) => `  ${eventLine(total)}`)].join('\n');
}

const NAMES: Readonly<Partial<Record<EventKind, string>>> = {
  autoanalyze: 'automatic analyze',
  autovacuum: 'automatic vacuum',
  'checkpoint-complete': 'checkpoint completed',
  error: 'other error',
  session: 'session ended',
};

function eventLine({ kind, count, total, largest, median }: EventTotals): string {
  const name = NAMES[kind] ?? kind.replaceAll('-', ' ');
  if (total === null || largest === null) return `${countText(count)} × ${name}`;
  const format = kind === 'temporary-file' ? formatBytes : (us: number) => formatMs(us / 1000);
  const parts = [
    `${format(total)} in all`,
    ...(median === null ? [] : [`median ${format(median)}`]),
    `largest ${format(largest)}`,
  ];
  return `${countText(count)} × ${name}: ${count > 1 ? parts.join(', ') : format(total)}`;
}

function incomplete({ incomplete: lines, unparsable }: WorkloadSummary, chalk: ChalkInstance): string {
  const all = [...lines, ...(unparsable > 0 ? [`${plural(unparsable, 'call')} of statements that do not parse`] : [])];
  return all.length === 0 ? '' : [chalk.bold('Incomplete'), ...all.map((line) => chalk.dim(`  ${line}`))].join('\n');
}

function formatTime(at: number): string {
  return new Date(at).toISOString().slice(0, 19).replace('T', ' ');
}
