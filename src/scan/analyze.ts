import type { AnalyzedQuery } from '../lint/contract.ts';
import { bindParameters } from '../sql/bind.ts';
import { shapeOf } from '../sql/shape.ts';
import type { CatalogNames } from '../sql/shape/names.ts';
import type { Workload, WorkloadQuery } from '../workload/model.ts';

/** The queries of a workload with their shapes: each is parsed once, however often it was asked. */
export function analyzeQueries(workload: Workload, names: CatalogNames): readonly AnalyzedQuery[] {
  return workload.queries.map((query) => {
    const statistics = workload.statistics?.get(query.fingerprint);
    return { ...query, shape: shapeOf(tellingText(query), names), ...(statistics && { statistics }) };
  });
}

/**
 * A real execution tells more than the normalised text: which end of a LIKE pattern is open, the unit that date_trunc
 * cuts to, which constants recur.
 */
function tellingText(query: WorkloadQuery): string {
  const [sample] = query.samples;
  return sample ? bindParameters(sample.sql, sample.parameters) : query.sql;
}
