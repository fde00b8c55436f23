import { briefQuery } from './brief-query.ts';
import type { Style } from './finding-block.ts';
import { formatCost, formatShare, plural } from './format.ts';
import type { UnadvisedQuery } from './model.ts';
import { wrapWords } from './wrap.ts';

/** Queries shown where not all are asked for. */
const MOST_QUERIES = 6;
/** Those of less need no line of a screen. */
const LEAST_SHARE = 0.01;
/** Of the share, and the blanks around it. */
const INDENT = 9;

/** The most costly queries that no index is proposed for: why, and what to do instead, as a compiler would say it. */
export function unadvisedBlock(queries: readonly UnadvisedQuery[], style: Style): string {
  const { chalk, all } = style;
  const costly = all ? queries : queries.filter(({ share }) => share >= LEAST_SHARE).slice(0, MOST_QUERIES);
  if (costly.length === 0) return '';
  const hidden = queries.length - costly.length;
  const by = queries.some(({ totalMs }) => totalMs > 0) ? 'time' : 'cost';
  return [
    chalk.bold(`${unadvisedTitle(costly)} (share of the ${by})`),
    ...costly.map((query) => entry(query, style)),
    ...(hidden > 0 ? [chalk.dim(`  … and ${plural(hidden, 'query', 'queries')} more: --verbose lists all`)] : []),
  ].join('\n');
}

/** What a list of such queries is about. */
export function unadvisedTitle(queries: readonly UnadvisedQuery[]): string {
  const isHelped = queries.some(({ costAfter }) => costAfter !== undefined);
  return `Costly queries that no index is proposed for${isHelped ? ', or one that helps little' : ''}`;
}

function entry({ sql, calls, share, cost, costAfter, message, help }: UnadvisedQuery, { chalk, width }: Style): string {
  const room = width - INDENT;
  const figures = [plural(calls, 'call'), ...costOf(cost, costAfter)].join(', ');
  return [
    `  ${formatShare(share).padStart(INDENT - 4)}  ${briefQuery(sql, room - figures.length - 2)}  ${chalk.dim(figures)}`,
    ...clause(message, room),
    ...(help === null ? [] : clause(`help: ${help}`, room).map((line) => chalk.cyan(line))),
  ].join('\n');
}

function costOf(cost: number | null, after?: number): readonly string[] {
  if (cost === null) return [];
  return [`cost ${formatCost(cost)}${after === undefined ? '' : ` → ${formatCost(after)}`}`];
}

function clause(text: string, room: number): readonly string[] {
  return wrapWords(text, room).map((line) => `${' '.repeat(INDENT)}${line}`);
}
