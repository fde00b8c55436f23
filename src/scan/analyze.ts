import type { AnalyzedQuery } from '../lint/contract.ts';
import { bindParameters } from '../sql/bind.ts';
import type { StatementShape } from '../sql/model.ts';
import { SqlSyntaxError } from '../sql/parser.ts';
import { shapeOf } from '../sql/shape.ts';
import type { CatalogNames } from '../sql/shape/names.ts';
import { splitStatements } from '../sql/split.ts';
import type { QuerySample, Workload, WorkloadQuery } from '../workload/model.ts';
import { withoutVaryingConstants } from './varying-constants.ts';

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
  for (const [i, sample] of known.entries()) {
    const shape = shapeOfSample(sample, names);
    if (!shape) continue;
    const samples = known.slice(i);
    const others = () => samples.slice(1).flatMap((each) => shapeOfSample(each, names) ?? []);
    return { samples, shape: withoutVaryingConstants(shape, others) };
  }
  return { samples: [], shape: shapeOf(query.sql, names) };
}

function shapeOfSample({ sql, parameters }: QuerySample, names: CatalogNames): StatementShape | null {
  try {
    return shapeOf(bindParameters(sql, parameters), names);
  } catch (error) {
    if (error instanceof SqlSyntaxError) return null;
    throw error;
  }
}
