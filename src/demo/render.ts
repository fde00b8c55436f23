import { Chalk } from 'chalk';
import Table from 'cli-table3';
import type { DemoResult } from './demo.ts';
import { plural } from '../report/format.ts';
import type { TableOptions } from '../report/table.ts';
import { queryTable } from '../report/verification.ts';

/** Below this fraction of a query's cost, an index that the analysis asks for gains nothing that counts. */
const NEGLIGIBLE = 0.05;

/** What became of the demo's application: the measured table, and the analysis's own list beside what was found. */
export function renderDemo(
  { queries, migration, remaining, consequences, verdicts }: DemoResult,
  options: TableOptions,
): string {
  const chalk = new Chalk({ level: options.colour ? 1 : 0 });
  const total = (pick: 'beforeMs' | 'afterMs') => queries.reduce((sum, query) => sum + query[pick] * query.calls, 0);
  const sorted = [...queries].sort((a, b) => (b.ratio ?? 0) - (a.ratio ?? 0));
  return [
    chalk.bold.underline('Measured before and after the migration'),
    `${plural(migration.length / 2, 'fix', 'fixes')} applied. Medians of 5 runs each, on this machine, in an embedded PostgreSQL.`,
    queryTable(sorted, options.width),
    `The workload's SELECTs take ${(total('beforeMs') / Math.max(total('afterMs'), 0.001)).toFixed(1)} times less time.`,
    '',
    chalk.bold.underline('What the analysis asks for'),
    recommendationTable(verdicts),
    remaining.length === 0
      ? chalk.green('Scanned again: none of these findings is left.')
      : chalk.yellow(`Scanned again: ${plural(remaining.length, 'finding')} left.`),
    ...remaining.map(({ message, object }) => `  ${object.table} (${object.columns.join(', ')}): ${message}`),
    ...(consequences.length > 0 ? ['New, now that the indexes are there:'] : []),
    ...consequences.map(({ rule, message }) => `  ${message}  ${chalk.dim(rule)}`),
    '',
  ].join('\n');
}

function recommendationTable(verdicts: DemoResult['verdicts']): string {
  const table = new Table({
    head: ['recommended', 'verdict'],
    style: { head: [], border: [], compact: true },
  });
  table.push(
    ...verdicts.map(({ recommendation: { table: name, columns, unique }, found, stillGains }) => [
      `${unique ? 'unique ' : ''}${name} (${columns.join(', ')})`,
      found === null ? gain(stillGains) : `found: ${found}`,
    ]),
  );
  return table.toString();
}

function gain(fraction: number): string {
  const percent = (fraction * 100).toFixed(1);
  return fraction <= NEGLIGIBLE
    ? `served by what was found: adding it saves at most ${percent} % of any query`
    : `MISSING: adding it would save ${percent} % of a query`;
}
