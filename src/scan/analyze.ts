import type { AnalyzedQuery } from '../lint/contract.ts';
import { bindParameters } from '../sql/bind.ts';
import { SqlSyntaxError } from '../sql/parser.ts';
import { shapeOf } from '../sql/shape.ts';
import type { CatalogNames } from '../sql/shape/names.ts';
import { splitStatements } from '../sql/split.ts';
import type { Workload, WorkloadQuery } from '../workload/model.ts';

/** The queries of a workload with their shapes: each is parsed once, however often it was asked. */
export function analyzeQueries(workload: Workload, names: CatalogNames): readonly AnalyzedQuery[] {
  return workload.queries.map((query) => {
    const statistics = workload.statistics?.get(query.fingerprint);
    return { ...query, ...readShape(query, names), ...(statistics && { statistics }) };
  });
}

/**
 * A real execution tells more than the normalised text: which end of a LIKE pattern is open, the unit that date_trunc
 * cuts to, which constants recur. Passed over are those that are none or several statements, as an edited workload file may hold.
 */
function readShape(query: WorkloadQuery, names: CatalogNames): Pick<AnalyzedQuery, 'samples' | 'shape'> {
  const known = query.samples.filter(({ sql }) => !sql.includes(';') || splitStatements(sql).length === 1);
  for (const [i, { sql, parameters }] of known.entries()) {
    try {
      return { samples: known.slice(i), shape: shapeOf(bindParameters(sql, parameters), names) };
    } catch (error) {
      if (!(error instanceof SqlSyntaxError)) throw error;
    }
  }
  return { samples: [], shape: shapeOf(query.sql, names) };
}
