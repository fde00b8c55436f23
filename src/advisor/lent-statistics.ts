import type { IndexDefinition, IndexKey } from '../catalog/model.ts';
import type { AnalyzedQuery } from '../lint/contract.ts';
import type { WantedIndex } from '../planner/engine.ts';
import { indexOn } from './definition.ts';
import { subject } from './roles.ts';

/** As many pages as no plan would begin to read: an index of this size lends its statistics and nothing else. */
const UNREADABLE_BYTES = 2 ** 40;

/**
 * For a statement with a LIMIT, the statistics of the expressions that candidates for it have as keys. Without them the planner guesses that one row
 * in 200 is found (DEFAULT_EQ_SEL), and so that reading the table would come upon one at once: `WHERE lower(email) = $1 LIMIT 1` seems cheaper than
 * by any index. ANALYZE gathers them once there is one, and then the plan without it is seen for what it is. So all plans that are
 * compared know them.
 */
export function lentStatistics(
  { shape }: Pick<AnalyzedQuery, 'shape'>,
  candidates: readonly IndexDefinition[],
): readonly WantedIndex[] {
  if (shape.relations.every(({ limit }) => limit === null)) return [];
  const lent = new Map<string, WantedIndex>();
  for (const { relation, keys } of candidates) {
    for (const key of keys.filter(isExpression)) {
      const definition = indexOn(relation, [{ ...key, operatorClass: null, direction: 'asc', nulls: 'last' }]);
      lent.set(`${relation.schema}.${relation.name} ${subject(key)}`, { definition, sizeBytes: UNREADABLE_BYTES });
    }
  }
  return [...lent.values()];
}

function isExpression({ expression }: IndexKey): boolean {
  return expression !== null;
}
