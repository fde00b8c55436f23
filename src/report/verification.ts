import { Chalk } from 'chalk';
import Table from 'cli-table3';
import type { MeasuredQuery, Verification } from '../verify/model.ts';
import { briefQuery } from './brief-query.ts';
import { formatBytes, countText, formatMs, plural } from './format.ts';
import type { TableOptions } from './table.ts';
import { visible } from './visible.ts';

/** What was measured, for a person at a terminal: medians of time and buffers for each query, then what was built. */
export function renderVerification(verified: Verification, { colour, width }: TableOptions): string {
  const verification = visible(verified);
  const chalk = new Chalk({ level: colour ? 1 : 0 });
  const measured = verification.queries.filter((query) => query.skipped === null);
  const skipped = verification.queries.filter((query) => query.skipped !== null);
  const blocks = [
    measured.length > 0 ? queryTable(measured, width) : 'No query could be measured.',
    indexTable(verification),
    skipped.length > 0 &&
      [
        chalk.bold('Not measured'),
        ...skipped.map(({ skipped: reason, sql }) => chalk.dim(`  ${reason}: ${briefQuery(sql, 80)}`)),
      ].join('\n'),
    measured.length > 0 &&
      chalk.dim(
        `Medians of ${plural(verification.options.runs, 'run')} after ${plural(verification.options.warmups, 'warm-up')}.`,
      ),
  ];
  return `${blocks.filter(Boolean).join('\n\n')}\n`;
}

export interface ComparedQuery {
  readonly sql: string;
  readonly beforeMs: number;
  readonly afterMs: number;
  readonly ratio: number | null;
  readonly beforeBuffers: number;
  readonly afterBuffers: number;
}

export function queryTable(queries: readonly (ComparedQuery | MeasuredQuery)[], width: number): string {
  const cells = queries.map((query) => [
    formatMs(query.beforeMs),
    formatMs(query.afterMs),
    query.ratio === null ? '' : formatRatio(query.ratio),
    countText(query.beforeBuffers),
    countText(query.afterBuffers),
  ]);
  const head = ['before', 'after', 'faster', 'buffers', 'after'];
  const widths = head.map((title, column) => Math.max(title.length, ...cells.map((row) => row[column]?.length ?? 0)));
  const room = Math.min(width, 140) - widths.reduce((sum, cell) => sum + cell, 0) - 6 * 3 - 1;
  const table = new Table({
    head: ['query', ...head],
    colAligns: ['left', 'right', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [], compact: true },
  });
  table.push(...queries.map((query, row) => [briefQuery(query.sql, Math.max(20, room)), ...(cells[row] ?? [])]));
  return table.toString();
}

/** Slower reads as less than one, so that it cannot be missed. */
function formatRatio(ratio: number): string {
  return `${ratio >= 10 ? countText(ratio) : ratio.toFixed(1)}×`;
}

function indexTable({ indexes }: Verification): string {
  const table = new Table({
    head: ['index', 'built in', 'size', 'estimated', ''],
    colAligns: ['left', 'right', 'right', 'right', 'left'],
    style: { head: [], border: [], compact: true },
  });
  table.push(
    ...indexes.map(({ name, buildMs, sizeBytes, estimatedSizeBytes, problem }) => [
      name,
      buildMs === null ? '' : formatMs(buildMs),
      sizeBytes === null ? '' : formatBytes(sizeBytes),
      estimatedSizeBytes === null ? '' : formatBytes(estimatedSizeBytes),
      problem ?? '',
    ]),
  );
  return indexes.length > 0 ? table.toString() : '';
}
