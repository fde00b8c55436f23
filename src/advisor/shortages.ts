import type { AnalyzedQuery } from '../lint/contract.ts';

export interface Shortage {
  readonly queries: readonly AnalyzedQuery[];
  /** Queries, by position, that no index was sought for. */
  readonly unsought: readonly number[];
  /** How many queries some candidate could help. */
  readonly helpable: number;
  /** How many of these had a look, and not all that there was to look at. */
  readonly cutShort: number;
  /** How many of the others have no price. */
  readonly unpriced: number;
  /** Whether the time ended the choice itself. */
  readonly isCutShort: boolean;
}

/** What the time budget did not suffice for, in one line each; none where it did. */
export function shortages({
  queries,
  unsought,
  helpable,
  cutShort,
  unpriced,
  isCutShort,
}: Shortage): readonly string[] {
  const lines = [
    ...(unsought.length > 0
      ? [`no index was sought for ${unsought.length} of ${helpable} queries${shareOf(queries, unsought)}`]
      : []),
    ...(cutShort > 0 ? [`not all indexes were tried for ${cutShort} of ${helpable} queries`] : []),
    ...(unpriced > 0
      ? [`${unpriced} of ${queries.length} queries were not priced, those that no index was to be tried for`]
      : []),
  ];
  const all = lines.length === 0 && isCutShort ? ['the choice among the indexes was cut short'] : lines;
  return all.map((line) => `${line}: the time budget ran out`);
}

function shareOf(queries: readonly AnalyzedQuery[], positions: readonly number[]): string {
  const total = queries.reduce((sum, { totalMs }) => sum + totalMs, 0);
  if (total === 0) return '';
  const share = positions.reduce((sum, position) => sum + queries[position]!.totalMs, 0) / total;
  const percent = share.toLocaleString('en', { style: 'percent', maximumFractionDigits: 1 });
  return `, those of least total time (${percent} of it)`;
}
