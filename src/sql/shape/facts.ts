import { keyText } from './origin.ts';
import type { Predicate } from '../model.ts';
import type { Key, Origin, Use } from './scope.ts';
import { commute } from './operators.ts';

/** What one condition says of the relations: gathered first, then applied where the join's kind allows it. */
export type Fact =
  | { readonly kind: 'predicate'; readonly use: Use; readonly predicate: Predicate }
  | {
      readonly kind: 'join';
      readonly left: Key;
      readonly operator: string;
      readonly right: Key;
      readonly sides: JoinSides;
    }
  | { readonly kind: 'disjunction'; readonly use: Use; readonly arms: Predicate[][] };

/** Which of the two may be looked up by the other's value. */
interface JoinSides {
  readonly left: boolean;
  readonly right: boolean;
}

/** `b.x IS NULL` above a LEFT JOIN asks for the missing rows: no index on x finds those. */
export function filtersThroughOuterJoin(origin: Origin, key: Key, predicate: Predicate): boolean {
  if (!origin.nullable) return true;
  const isStrict = predicate.operator !== 'IS NULL' && predicate.operator !== 'IS NOT DISTINCT FROM';
  return isStrict && !/\b(COALESCE|CASE|IS NULL|IS NOT TRUE|IS NOT FALSE)\b/.test(key.expression ?? '');
}

export function predicateFacts(origin: Origin, make: (key: Key) => Predicate): Fact[] {
  if (!origin.pushable) return [];
  return origin.keys.flatMap((key): Fact[] => {
    const predicate = make(key);
    return filtersThroughOuterJoin(origin, key, predicate) ? [{ kind: 'predicate', use: key.use, predicate }] : [];
  });
}

/** `left operator right` over columns of two relations; no index serves `<>`. */
export function joinFacts(left: Origin, operator: string, right: Origin): Fact[] {
  if (operator === '<>') return [];
  const facts: Fact[] = [];
  for (const leftKey of left.keys) {
    for (const rightKey of right.keys) {
      if (leftKey.use === rightKey.use) continue;
      const sides = { left: left.pushable, right: right.pushable && commute(operator) !== undefined };
      if (sides.left || sides.right) facts.push({ kind: 'join', left: leftKey, operator, right: rightKey, sides });
    }
  }
  return facts;
}

/** Equal for facts that say the same. */
export function signature(fact: Fact): string {
  switch (fact.kind) {
    case 'predicate':
      return JSON.stringify([fact.use.index, fact.predicate]);
    case 'join': {
      const left = [fact.left.use.index, keyText(fact.left)];
      const right = [fact.right.use.index, keyText(fact.right)];
      const isSwapped = JSON.stringify(left) > JSON.stringify(right);
      const sides = isSwapped ? [right, commute(fact.operator), left] : [left, fact.operator, right];
      return JSON.stringify(['join', ...sides]);
    }
    case 'disjunction':
      return JSON.stringify(['or', fact.use.index, fact.arms]);
  }
}

export interface ApplyOptions {
  /** Uses whose rows an outer join keeps whatever its condition says: no predicate filters them. */
  readonly preserved?: ReadonlySet<Use>;
}

export function applyFacts(facts: readonly Fact[], { preserved }: ApplyOptions = {}): void {
  for (const fact of facts) {
    if (fact.kind === 'predicate' && !preserved?.has(fact.use)) fact.use.predicates.push(fact.predicate);
    if (fact.kind === 'disjunction' && !preserved?.has(fact.use)) fact.use.disjunctions.push(fact.arms);
    if (fact.kind === 'join') applyJoin(fact, preserved);
  }
}

function applyJoin(
  { left, operator, right, sides }: Extract<Fact, { kind: 'join' }>,
  preserved: ReadonlySet<Use> | undefined,
): void {
  const record = (own: Key, symbol: string, other: Key) =>
    own.use.joins.push({
      key: bare(own),
      operator: symbol,
      other: other.use,
      otherKey: bare(other),
      isPreserved: preserved?.has(own.use) ?? false,
    });
  if (sides.left) record(left, operator, right);
  const commuted = commute(operator);
  if (sides.right && commuted !== undefined) record(right, commuted, left);
}

export function bare({ column, expression }: Key): { column: string | null; expression: string | null } {
  return { column, expression };
}
