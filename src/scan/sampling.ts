import type { Catalog } from '../catalog/model.ts';
import { formatMs, formatShare } from '../report/format.ts';
import type { Workload } from '../workload/model.ts';

/**
 * What the server's settings say that its logs leave out, one line each. The settings are those of now: the logs may be older, which is why
 * nothing is scaled by them.
 */
export function describeSampling({ settings }: Catalog, { sources }: Workload): readonly string[] {
  if (!sources.some(({ kind }) => kind === 'log')) return [];
  const value = (name: string) => Number(settings[name]?.value ?? NaN);
  const lines: string[] = [];
  const all = value('log_min_duration_statement');
  const sampled = value('log_min_duration_sample');
  const rate = value('log_statement_sample_rate');
  const transactions = value('log_transaction_sample_rate');
  const upTo = all >= 0 ? ` up to ${formatMs(all)}` : '';
  if (sampled >= 0 && rate < 1 && all !== 0) {
    lines.push(
      `the server logs ${formatShare(rate)} of the statements from ${formatMs(sampled)}${upTo} (log_min_duration_sample): calls and times are those of the sample, and runs of one session are not whole`,
    );
  } else if (all > 0) {
    lines.push(
      `the server logs statements from ${formatMs(all)} on (log_min_duration_statement): faster ones are not counted`,
    );
  }
  if (transactions > 0 && transactions < 1 && all !== 0) {
    lines.push(
      `the server logs ${formatShare(transactions)} of all transactions, each with all its statements (log_transaction_sample_rate)`,
    );
  }
  return lines;
}
