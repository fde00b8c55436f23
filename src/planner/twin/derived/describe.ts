import type { PGlite } from '@electric-sql/pglite';
import type { IndexKey, ObjectName, Relation } from '../../../catalog/model.ts';
import { quoteIdentifier } from '../../../sql/quote.ts';
import type { ExpressionFacts } from '../../engine.ts';
import { keyOf } from '../selection.ts';
import type { TwinSession } from '../session.ts';
import { isSqlError } from './derive.ts';
import { inputsOf } from './inputs.ts';

/** What expressions over a table's columns yield; null of those that the embedded PostgreSQL refuses. */
export async function describeExpressions(
  { db, relations, registry, deriveStatistics }: TwinSession,
  name: ObjectName,
  expressions: readonly string[],
): Promise<readonly (ExpressionFacts | null)[]> {
  const relation = relations.find((one) => keyOf(one) === keyOf(name));
  const rows = registry.heaps.get(keyOf(name))?.tuples ?? 0;
  const described: (ExpressionFacts | null)[] = [];
  for (const expression of expressions) {
    const type = relation ? await typeOf(db, relation, expression) : null;
    described.push(type && { type, statistics: await deriveStatistics(relation!, asKey(expression), rows) });
  }
  return described;
}

/** The type is known without a value: of no row nothing is called. OFFSET keeps the planner from calling a function of the NULLs. */
async function typeOf(db: PGlite, relation: Relation, expression: string): Promise<ExpressionFacts['type'] | null> {
  const inputs = inputsOf(expression, relation);
  if (!inputs) return null;
  const columns = inputs.columns.map(({ name, type }) => `NULL::${type} AS ${quoteIdentifier(name)}`);
  try {
    const [result] = await db.exec(`
      SELECT format_type(base.oid, NULL) AS type, format_type(base.oid, NULL) AS "baseType",
             base.typlen::int AS "typeLength", base.typalign::text AS "typeAlignment"
      FROM pg_type own
      JOIN pg_type base ON base.oid = CASE own.typtype WHEN 'd' THEN own.typbasetype ELSE own.oid END
      WHERE own.oid = (SELECT pg_typeof((SELECT ${expression}
                                         FROM (SELECT ${columns.join(', ')} OFFSET 0) AS ${quoteIdentifier(relation.name)} LIMIT 0)))`);
    return (result!.rows as ExpressionFacts['type'][])[0] ?? null;
  } catch (error) {
    if (isSqlError(error)) return null;
    throw error;
  }
}

function asKey(expression: string): IndexKey {
  return { column: null, expression, operatorClass: null, collation: null, direction: 'asc', nulls: 'last' };
}
