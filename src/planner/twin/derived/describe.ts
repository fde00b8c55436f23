import type { IndexKey, ObjectName } from '../../../catalog/model.ts';
import type { ExpressionFacts } from '../../engine.ts';
import { keyOf } from '../selection.ts';
import type { TwinSession } from '../session.ts';

/** What expressions over a table's columns yield; null of those that the embedded PostgreSQL refuses. */
export async function describeExpressions(
  { relations, registry, resultTypeOf, deriveStatistics }: TwinSession,
  name: ObjectName,
  expressions: readonly string[],
): Promise<readonly (ExpressionFacts | null)[]> {
  const relation = relations.find((one) => keyOf(one) === keyOf(name));
  const rows = registry.heaps.get(keyOf(name))?.tuples ?? 0;
  const described: (ExpressionFacts | null)[] = [];
  for (const expression of expressions) {
    const result = relation ? await resultTypeOf(relation, expression) : null;
    described.push(
      result && { type: result.type, statistics: await deriveStatistics(relation!, asKey(expression), rows) },
    );
  }
  return described;
}

function asKey(expression: string): IndexKey {
  return { column: null, expression, operatorClass: null, collation: null, direction: 'asc', nulls: 'last' };
}
