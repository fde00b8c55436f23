import type { Node } from '../parser.ts';
import { originOf, partsOf } from './origin.ts';
import { markRead, type Origin, type Scope, type Session, type Use } from './scope.ts';
import { shapeSubquery } from './select.ts';

export interface Consumed {
  readonly origin: Origin;
  /** Whether it is the same for all rows of the query level: no column in it, nor in a subquery's outer references. */
  readonly isConstant: boolean;
  /** Relations of the level, or further out, that the subqueries in it refer to. */
  readonly outerUses: ReadonlySet<Use>;
}

/** Reads an expression: marks its columns, and shapes the subqueries in it as sub-plans. To be called once for each. */
export function consume(session: Session, node: Node, scope: Scope): Consumed {
  const origin = originOf(session, node, scope);
  markRead(origin);
  const { isCorrelated, outerUses } = consumeSubqueries(session, node, scope);
  const parts = partsOf(node);
  const hasColumns = parts.references.length > 0 || parts.aggregates.length > 0;
  return { origin, isConstant: !hasColumns && !isCorrelated, outerUses };
}

/** Whether any of the subqueries refers to columns outside of itself, and to whose. */
interface Correlation {
  readonly isCorrelated: boolean;
  readonly outerUses: ReadonlySet<Use>;
}

export function consumeSubqueries(session: Session, node: unknown, scope: Scope): Correlation {
  let isCorrelated = false;
  const outerUses = new Set<Use>();
  for (const { subselect, subLinkType } of partsOf(node).subqueries) {
    const output = subselect && shapeSubquery(session, subselect, scope, 'subplan');
    if (!output) continue;
    if (subLinkType !== 'EXISTS_SUBLINK') output.columns.forEach((column) => markRead(column.origin));
    isCorrelated ||= output.correlated;
    for (const use of output.outerUses) outerUses.add(use);
  }
  return { isCorrelated, outerUses };
}
