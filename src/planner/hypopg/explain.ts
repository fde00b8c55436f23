import { scan } from '../../sql/parser.ts';
import type { PlanNode } from '../engine.ts';
import { parseExplain } from '../plan.ts';
import type { PlanningTransaction } from './transaction.ts';

const OPTIONS = 'FORMAT JSON, VERBOSE';

/** Plans one statement that was parsed and found to be only one; never runs it. */
export async function explain(transaction: PlanningTransaction, sql: string): Promise<PlanNode> {
  return planOf(await transaction.query(`EXPLAIN (${OPTIONS}) ${sql}`));
}

/** The same for a statement with `$n`. @param serverVersionNum such as 150018 */
export async function explainGeneric(
  transaction: PlanningTransaction,
  sql: string,
  serverVersionNum: number,
): Promise<PlanNode> {
  if (serverVersionNum >= 160_000) {
    return planOf(await transaction.query(`EXPLAIN (${OPTIONS}, GENERIC_PLAN) ${sql}`));
  }
  await transaction.query(`PREPARE idx_advisor_plan AS ${sql}`);
  try {
    const values = Array.from({ length: mostParameter(sql) }, () => 'NULL').join(', ');
    return planOf(await transaction.query(`EXPLAIN (${OPTIONS}) EXECUTE idx_advisor_plan (${values})`));
  } finally {
    // Kept, its plan would outlive the hypothetical indexes that it reads.
    await transaction.query('DEALLOCATE idx_advisor_plan');
  }
}

function mostParameter(sql: string): number {
  const bytes = Buffer.from(sql);
  return scan(sql)
    .filter(({ tokenName }) => tokenName === 'PARAM')
    .reduce((most, { start, end }) => Math.max(most, Number(bytes.toString('latin1', start + 1, end))), 0);
}

function planOf(rows: readonly Record<string, unknown>[]): PlanNode {
  return parseExplain(Object.values(rows[0] ?? {})[0] ?? []);
}
