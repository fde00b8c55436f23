import type { Column } from '../../catalog/model.ts';
import type { Predicate } from '../model.ts';
import type { Node } from '../parser.ts';
import { factsOf } from './conditions.ts';
import { applyFacts } from './facts.ts';
import type { NamedRelation } from './names.ts';
import { addUse, itemOfUse, newScope, type Session } from './scope.ts';

/** What a condition over one unnamed relation says, such as the predicate of an index. */
export function describeCondition(
  node: Node,
  columns: readonly string[],
  columnTypes?: (column: string) => string | undefined,
): {
  readonly predicates: readonly Predicate[];
  readonly disjunctions: readonly (readonly (readonly Predicate[])[])[];
} {
  const relation: NamedRelation = {
    schema: '',
    name: '',
    kind: 'table',
    columns: [...new Set(columns)],
    column: (name) => {
      const type = columnTypes?.(name);
      return type === undefined ? undefined : ({ name, type, baseType: type.replace(/\(.*\)$/, '') } as Column);
    },
  };
  const names = { relation: () => undefined, viewQuery: () => undefined };
  const session: Session = { names, uses: [], unresolved: new Set(), viewDepth: 0 };
  const use = addUse(session, relation, '', 'read');
  const scope = newScope(null, null, 'subplan');
  scope.items.push(itemOfUse(use));
  applyFacts(factsOf(session, node, scope));
  return use;
}
