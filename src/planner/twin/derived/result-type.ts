import type { PGlite } from '@electric-sql/pglite';
import type { Relation } from '../../../catalog/model.ts';
import { quoteIdentifier } from '../../../sql/quote.ts';
import type { ExpressionFacts } from '../../engine.ts';
import { inputsOf } from './inputs.ts';
import { isSqlError } from '../sql-error.ts';

export interface ResultType {
  readonly type: ExpressionFacts['type'];
  /** How ANALYZE looks at its values. */
  readonly kind: 'scalar' | 'array' | 'tsvector';
}

/** What an expression over a table's columns yields; null where the embedded PostgreSQL refuses it. */
export type ResultTypeOf = (relation: Relation, expression: string) => Promise<ResultType | null>;

/** Each expression is asked about once. */
export function resultTypes(db: PGlite): ResultTypeOf {
  const known = new Map<string, Promise<ResultType | null>>();
  return (relation, expression) => {
    const name = JSON.stringify([relation.schema, relation.name, expression]);
    const asked = known.get(name) ?? ask(db, relation, expression);
    known.set(name, asked);
    return asked;
  };
}

/** The type is known without a value: of no row nothing is called. OFFSET keeps the planner from calling a function of the NULLs. */
async function ask(db: PGlite, relation: Relation, expression: string): Promise<ResultType | null> {
  const inputs = inputsOf(expression, relation);
  if (!inputs) return null;
  const columns = inputs.columns.map(({ name, type }) => `NULL::${type} AS ${quoteIdentifier(name)}`);
  try {
    const [result] = await db.exec(`
      SELECT format_type(base.oid, NULL) AS type, format_type(base.oid, NULL) AS "baseType",
             base.typlen::int AS "typeLength", base.typalign::text AS "typeAlignment",
             CASE own.typanalyze::text WHEN 'array_typanalyze' THEN 'array' WHEN 'ts_typanalyze' THEN 'tsvector' ELSE 'scalar' END AS kind
      FROM pg_type own
      JOIN pg_type base ON base.oid = CASE own.typtype WHEN 'd' THEN own.typbasetype ELSE own.oid END
      WHERE own.oid = (SELECT pg_typeof((SELECT ${expression}
                                         FROM (SELECT ${columns.join(', ')} OFFSET 0) AS ${quoteIdentifier(relation.name)} LIMIT 0)))`);
    const [row] = result!.rows as (ResultType['type'] & Pick<ResultType, 'kind'>)[];
    if (!row) return null;
    const { kind, ...type } = row;
    return { type, kind };
  } catch (error) {
    if (isSqlError(error)) return null;
    throw error;
  }
}
