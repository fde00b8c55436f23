import type { Session } from '../connection/model.ts';
import type { PlanNode } from '../planner/engine.ts';
import { quoteLiteral } from '../sql/quote.ts';
import type { VerifyOptions } from './model.ts';

/** A query that may be executed, with the values to execute it with. */
export interface RunnableQuery {
  readonly fingerprint: string;
  readonly sql: string;
  readonly parameters: readonly (string | null)[];
}

export interface Measurement {
  /** Medians. */
  readonly executionMs: number;
  readonly buffers: number;
  /** Every index in the last run's plan, without schema. */
  readonly indexes: ReadonlySet<string>;
  readonly parallel: boolean;
  /** Behind the medians. */
  readonly runs: number;
}

/**
 * Runs a query several times and takes the medians; a slow one fewer times, so that all of its runs together take little
 * longer than one may.
 * @param name of a prepared statement, which outlives a transaction: whoever calls this must deallocate it.
 */
export async function measure(
  session: Session,
  query: RunnableQuery,
  name: string,
  options: VerifyOptions,
): Promise<Measurement> {
  // TIMING OFF: the clock is read once a query and not once a row, which can double the time of the fastest plans.
  const explain = 'EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, SUMMARY ON, FORMAT JSON)';
  let statement = `${explain} ${query.sql}`;
  if (query.parameters.length > 0) {
    // Values as literals of unknown type: each driver has its own idea of what a text may be bound to.
    await session.query(`PREPARE ${name} AS ${query.sql}`);
    const values = query.parameters.map((value) => (value === null ? 'NULL' : quoteLiteral(value)));
    statement = `${explain} EXECUTE ${name} (${values.join(', ')})`;
  }
  const runs: Explained[] = [];
  const start = performance.now();
  for (let run = 0; run < options.warmups + options.runs; run++) {
    if (runs.length > 0 && performance.now() - start > options.statementTimeoutMs) break;
    const explained = readPlan(await session.query(statement));
    if (run >= options.warmups) runs.push(explained);
  }
  const nodes = [...planNodes(runs.at(-1)!.Plan)];
  return {
    executionMs: median(runs.map((run) => run['Execution Time'])),
    buffers: median(runs.map(({ Plan }) => count(Plan['Shared Hit Blocks']) + count(Plan['Shared Read Blocks']))),
    indexes: new Set(nodes.flatMap((node) => node['Index Name'] ?? [])),
    parallel: nodes.some((node) => count(node['Workers Launched']) > 0),
    runs: runs.length,
  };
}

interface Explained {
  readonly Plan: PlanNode;
  readonly 'Execution Time': number;
}

/** Drivers give a json column as text or parsed. */
function readPlan(rows: readonly Record<string, unknown>[]): Explained {
  const value = rows[0]?.['QUERY PLAN'];
  const [explained] = (typeof value === 'string' ? JSON.parse(value) : value) as Explained[];
  return explained!;
}

function* planNodes(node: PlanNode): Generator<PlanNode> {
  yield node;
  for (const child of node.Plans ?? []) yield* planNodes(child);
}

const count = (value: unknown) => (typeof value === 'number' ? value : 0);

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
