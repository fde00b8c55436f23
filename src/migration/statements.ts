import type { IndexDefinition } from '../catalog/model.ts';
import { quoteLiteral, quoteQualified } from '../sql/quote.ts';
import type { FixOptions } from './plan.ts';

/** The settings that each file begins with: a bounded wait for locks, and no limit on the build itself. */
export function sessionSettings(options: FixOptions): readonly string[] {
  return [`SET lock_timeout = ${quoteLiteral(options.lockTimeout)}`, 'SET statement_timeout = 0'];
}

/** Columns have statistics; an expression has none until ANALYZE has seen its index. */
export function analyze(definition: IndexDefinition): readonly string[] {
  const hasExpression = definition.keys.some((key) => key.expression !== null);
  return hasExpression ? [`ANALYZE ${quoteQualified(definition.relation)}`] : [];
}
