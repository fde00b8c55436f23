import type { Predicate, PredicateValue } from '../model.ts';
import { signature, type Fact } from './facts.ts';
import type { Use } from './scope.ts';

/**
 * What `arm OR arm OR …` says, given what each arm says: facts common to all arms hold by themselves (PostgreSQL's
 * process_duplicate_ors); `a = 1 OR a = 2` is `a IN (1, 2)`; and a relation that every arm restricts is restricted by
 * the OR of those parts (extract_restriction_or_clauses), which a BitmapOr can serve.
 */
export function disjunctionFacts(arms: readonly (readonly Fact[])[], text: (use: Use) => string | null): Fact[] {
  const [first = [], ...others] = arms;
  const signatures = others.map((arm) => new Set(arm.map(signature)));
  const common = first.filter((fact) => signatures.every((set) => set.has(signature(fact))));
  const hoisted = new Set(common.map(signature));
  const facts: Fact[] = [...common];
  const uses = new Set(first.flatMap((fact) => (fact.kind === 'predicate' ? [fact.use] : [])));
  for (const use of uses) {
    const alternatives = arms.map((arm) =>
      arm.flatMap((fact) =>
        fact.kind === 'predicate' && fact.use === use && !hoisted.has(signature(fact)) ? [fact.predicate] : [],
      ),
    );
    if (alternatives.some((alternative) => alternative.length === 0)) continue;
    const isWhole = arms.every((arm) => arm.every((fact) => fact.kind === 'predicate' && fact.use === use));
    const list = mergeEqualities(alternatives, isWhole ? text(use) : null);
    if (list) facts.push({ kind: 'predicate', use, predicate: list });
    else facts.push({ kind: 'disjunction', use, arms: alternatives });
  }
  return facts;
}

function mergeEqualities(alternatives: readonly (readonly Predicate[])[], text: string | null): Predicate | undefined {
  const [key] = alternatives[0] ?? [];
  if (!key) return undefined;
  let length = 0;
  const values: (string | null)[] = [];
  let isConstant = text !== null;
  for (const alternative of alternatives) {
    const [predicate] = alternative;
    if (alternative.length !== 1 || !predicate) return undefined;
    if (predicate.column !== key.column || predicate.expression !== key.expression) return undefined;
    if (predicate.operator !== '=' || !isMergeable(predicate.value)) return undefined;
    const { value } = predicate;
    length += value.kind === 'list' ? value.length : 1;
    isConstant &&= predicate.constant;
    if (value.kind === 'literal') values.push(value.text);
    else values.push(...(predicate.values ?? []));
  }
  return {
    column: key.column,
    expression: key.expression,
    kind: 'in',
    operator: '=',
    value: { kind: 'list', length },
    constant: isConstant,
    ...(isConstant && text !== null ? { text } : {}),
    ...(values.length === length ? { values } : {}),
  };
}

function isMergeable(value: PredicateValue): boolean {
  return value.kind === 'literal' || value.kind === 'parameter' || value.kind === 'list';
}
