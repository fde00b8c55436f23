import { normalizeStatement } from '../sql/normalize.ts';
import { fingerprint, SqlSyntaxError } from '../sql/parser.ts';
import { describeLosses } from './incomplete.ts';
import type { Execution, Workload, WorkloadSource } from './model.ts';
import { QueryTally } from './query-tally.ts';

export interface WorkloadBuilder {
  add(execution: Execution): void;
  endSource(source: WorkloadSource): void;
  /** One line for something that was lost outside of any source, such as a file that could not be read. */
  addIncomplete(line: string): void;
  /** Parses what was not parsed yet: loadParser() must have been awaited. */
  build(): Workload;
}

interface Entry {
  readonly tally: QueryTally;
  /** The highest `$n` of the text that was seen. */
  readonly parameters: number;
}

/** Texts that come again as they are (prepared statements) are not normalised again. */
const MOST_RAW_TEXTS = 20_000;
const LONGEST_RAW_TEXT = 2_000;
/** Further texts that do not parse are only counted: cut-off statements differ every time. */
const MOST_UNPARSABLE = 1_000;

/**
 * Adds executions up to normalised queries. Memory grows with distinct statements. The result depends on what was added, and
 * not on the order.
 */
export function createWorkloadBuilder(): WorkloadBuilder {
  const raw = new Map<string, Entry>();
  const normalized = new Map<string, QueryTally>();
  const sources: WorkloadSource[] = [];
  const incomplete: string[] = [];

  const entryOf = (sql: string): Entry => {
    const seen = raw.get(sql);
    if (seen) return seen;
    const { sql: text, parameters } = normalizeStatement(sql);
    let tally = normalized.get(text);
    if (!tally) normalized.set(text, (tally = new QueryTally(text)));
    const entry = { tally, parameters };
    if (parameters > 0 && sql.length <= LONGEST_RAW_TEXT) {
      if (raw.size >= MOST_RAW_TEXTS) raw.clear();
      raw.set(sql, entry);
    }
    return entry;
  };

  return {
    add(execution) {
      const { tally, parameters } = entryOf(execution.sql);
      tally.add(execution, execution.parameters.length >= parameters);
    },
    endSource(source) {
      sources.push(source);
    },
    addIncomplete(line) {
      incomplete.push(line);
    },
    build() {
      const { queries, unparsable, unlisted } = mergeByFingerprint(normalized.values());
      const lines = [...sources.flatMap(describeLosses), ...incomplete];
      if (unlisted > 0) lines.push(`${unlisted} more statements that do not parse are not listed`);
      return {
        sources: sources.toSorted((a, b) => compare(JSON.stringify(a), JSON.stringify(b))),
        queries: [...queries]
          .map(([key, tally]) => tally.toQuery(key))
          .sort((a, b) => b.totalMs - a.totalMs || b.calls - a.calls || compare(a.fingerprint, b.fingerprint)),
        unparsable,
        incomplete: lines.sort(compare),
      };
    },
  };
}

function mergeByFingerprint(tallies: Iterable<QueryTally>): {
  queries: Map<string, QueryTally>;
  unparsable: { sql: string; reason: string; calls: number }[];
  unlisted: number;
} {
  const queries = new Map<string, QueryTally>();
  const unparsable: { sql: string; reason: string; calls: number }[] = [];
  for (const tally of tallies) {
    const key = fingerprintOf(tally.sql);
    if (typeof key !== 'string') {
      unparsable.push({ sql: tally.sql, reason: withoutLiterals(key.message), calls: tally.calls });
      continue;
    }
    let merged = queries.get(key);
    if (!merged) queries.set(key, (merged = new QueryTally(tally.sql)));
    merged.merge(tally);
  }
  unparsable.sort((a, b) => b.calls - a.calls || compare(a.sql, b.sql));
  return {
    queries,
    unparsable: unparsable.slice(0, MOST_UNPARSABLE),
    unlisted: Math.max(0, unparsable.length - MOST_UNPARSABLE),
  };
}

/** Of the normalised text, so that literals and placeholders, whoever replaced them, give the same. */
function fingerprintOf(sql: string): string | SqlSyntaxError {
  try {
    return fingerprint(sql);
  } catch (error) {
    if (error instanceof SqlSyntaxError) return error;
    throw error;
  }
}

/** The parser saw normalised text only; what it quotes of it is short. */
function withoutLiterals(message: string): string {
  return message.replaceAll(/\s+/g, ' ').slice(0, 200);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
