import { countText, formatMs } from './format.ts';
import type { QueryEvidence } from './model.ts';

/** Lines that are shown of one finding. */
const MOST_LINES = 2;

/**
 * What auto_explain logged of the slowest executions of a finding's queries, where it shows rows read in vain: `auto_explain saw a Seq Scan that read 20,000
 * rows for 10, in 15.3 ms`. With several queries each line names its own by the place in the list.
 */
export function seenAccesses(queries: readonly QueryEvidence[]): readonly string[] {
  return queries
    .flatMap(({ seen }, position) => {
      if (!seen?.removed || seen.rows === null) return [];
      const { node, rows, removed, durationMs } = seen;
      const whose = queries.length > 1 ? ` of query ${position + 1}` : '';
      return [
        `auto_explain saw ${article(node)} ${node}${whose} that read ${countText(rows + removed)} rows for ${countText(rows)}, in an execution of ${formatMs(durationMs)}`,
      ];
    })
    .slice(0, MOST_LINES);
}

/** `an Index Scan`, `a Seq Scan`. */
function article(node: string): string {
  return /^[AEIO]/.test(node) ? 'an' : 'a';
}
