import type { Catalog } from '../../catalog/model.ts';
import { deferConditionCalls } from '../../sql/unknown-calls.ts';
import { UnplannableError, type PlannerEngine } from '../engine.ts';
import { checkStatement, type CheckedStatement } from '../statement.ts';
import { sessionFunctions } from './session-functions.ts';

/** Statements whose parse is kept. */
const MOST_CHECKED = 1000;

export interface ExplainableStatement extends CheckedStatement {
  /** What is explained in the statement's stead. */
  readonly explained: string;
}

/**
 * Looks at statements before they are planned. The same few are planned again and again, each parse a good part of a plan: those of late are kept.
 * @param lost relations that the twin is without.
 * @returns a function that throws an UnplannableError for what cannot be planned.
 */
export function statementCheck(
  catalog: Catalog,
  lost: PlannerEngine['unplannableRelations'],
): (sql: string) => ExplainableStatement {
  const checked = new Map<string, ExplainableStatement>();
  const isOfSession = sessionFunctions(catalog);

  function refuseLost({ relations }: CheckedStatement): void {
    for (const { schema, name } of relations) {
      const schemas = schema === null ? catalog.searchPath : [schema];
      const relation = lost.find((one) => one.name === name && schemas.includes(one.schema));
      if (relation)
        throw new UnplannableError(`${relation.schema}.${relation.name} cannot be planned here: ${relation.reason}`);
    }
  }

  return (sql) => {
    const statement = checked.get(sql) ?? { ...checkStatement(sql), explained: deferConditionCalls(sql, isOfSession) };
    if (checked.size >= MOST_CHECKED) checked.clear();
    checked.set(sql, statement);
    refuseLost(statement);
    return statement;
  };
}
