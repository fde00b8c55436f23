import type { AnalyzedQuery } from '../lint/contract.ts';
import type { PlannableStatement } from '../planner/engine.ts';
import { bindParameters } from '../sql/bind.ts';
import { SqlSyntaxError } from '../sql/parser.ts';

/** Values differ in selectivity, and one of each kind shows in three; each costs a plan for every set of indexes. */
const MAX_STATEMENTS = 3;

/** What stands for a query when it is priced: real executions with their values, or its generic text. */
export function statementsOf(query: AnalyzedQuery): readonly PlannableStatement[] {
  const bound = query.samples.flatMap(({ sql, parameters }) => {
    try {
      return [bindParameters(sql, parameters)];
    } catch (error) {
      if (error instanceof SqlSyntaxError) return [];
      throw error;
    }
  });
  const distinct = [...new Set(bound)].slice(0, MAX_STATEMENTS);
  return (distinct.length > 0 ? distinct : [query.sql]).map((sql) => ({ sql }));
}
