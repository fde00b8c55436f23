import type { IndexDefinition, Relation } from '../catalog/model.ts';
import type { ExpressionFacts, PlannerEngine } from '../planner/engine.ts';
import { nameKey } from './relation-tree.ts';
import type { SizeOptions } from './size.ts';
import { predicateSelectivity } from './size/predicate.ts';

/** What an engine told of expressions, so that sizes of indexes on them can be estimated without asking it. */
export interface DescribedExpressions {
  readonly recall: NonNullable<SizeOptions['expression']>;
  /** Asks for what the index's keys and predicate hold and was not told yet, unless it is late. */
  describe(
    engine: PlannerEngine,
    relation: Relation,
    definition: IndexDefinition,
    isLate: () => boolean,
  ): Promise<void>;
}

export function describedExpressions(): DescribedExpressions {
  const known = new Map<string, ExpressionFacts | null>();
  const keyOf = (relation: Parameters<DescribedExpressions['recall']>[0], text: string) =>
    JSON.stringify([nameKey(relation), text]);
  return {
    recall: (relation, text) => known.get(keyOf(relation, text)) ?? null,
    async describe(engine, relation, definition, isLate) {
      const missing = expressionsOf(relation, definition).filter((text) => !known.has(keyOf(relation, text)));
      if (missing.length === 0 || !engine.describeExpressions || isLate()) return;
      const described = await engine.describeExpressions(relation, missing);
      missing.forEach((text, position) => known.set(keyOf(relation, text), described[position] ?? null));
    },
  };
}

/** Keys that are no columns, and conditions of the predicate that statistics of columns do not tell the share of. */
function expressionsOf(relation: Relation, { keys, predicate }: IndexDefinition): readonly string[] {
  const untold: string[] = [];
  predicateSelectivity(relation, predicate, {
    expression: (_, condition) => {
      untold.push(condition);
      return null;
    },
  });
  return [...new Set([...keys.flatMap(({ expression }) => expression ?? []), ...untold])];
}
