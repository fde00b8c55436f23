import type { Column, IndexDefinition, ObjectName, Relation } from '../catalog/model.ts';
import type { Predicate, RelationUse } from '../sql/model.ts';
import type { CandidateContext } from './candidate-context.ts';
import { columnKey, expressionKey, indexOn } from './definition.ts';
import { immutableType } from './immutable.ts';
import { classOfType, isUnstored } from './key-types.ts';
import type { TypeClass } from './key-types.ts';
import { hasTrigram } from './patterns.ts';

/** Candidates of GIN, GiST and BRIN: what a btree cannot search, and tables so large that a few pages of summary suffice. */
export function otherMethods(
  relation: Relation,
  use: RelationUse,
  target: ObjectName,
  context: CandidateContext,
): readonly IndexDefinition[] {
  const predicates = [...use.predicates, ...use.disjunctions.flat(2)];
  return [
    ...predicates.flatMap((predicate) => containment(predicate, relation, target, context)),
    ...(context.trigramClass === null ? [] : trigramIndexes(relation, use, target, context, context.trigramClass)),
    ...use.predicates.flatMap((predicate) => brin(predicate, relation, target, context)),
  ];
}

function containment(
  predicate: Predicate,
  relation: Relation,
  target: ObjectName,
  context: CandidateContext,
): readonly IndexDefinition[] {
  if (predicate.kind !== 'containment') return [];
  const type = typeOf(predicate, relation, context);
  const key = predicate.column === null ? expressionKey(predicate.expression ?? '') : columnKey(predicate.column);
  const { operator } = predicate;
  if (type === 'jsonb') {
    const wide = ['@>', '?', '?|', '?&', '@?', '@@'].includes(operator)
      ? [indexOn(target, [key], { method: 'gin' })]
      : [];
    // jsonb_path_ops holds one hash a path: smaller and faster, but it knows no `?`.
    const paths = { ...key, operatorClass: 'jsonb_path_ops' };
    return ['@>', '@?', '@@'].includes(operator) ? [indexOn(target, [paths], { method: 'gin' }), ...wide] : wide;
  }
  if (type === 'array' && ['@>', '<@', '&&', '='].includes(operator))
    return [indexOn(target, [key], { method: 'gin' })];
  if (type === 'tsvector' && operator === '@@') return [indexOn(target, [key], { method: 'gin' })];
  if (type === 'range' && ['@>', '<@', '&&'].includes(operator)) return [indexOn(target, [key], { method: 'gist' })];
  return [];
}

/** GIN indexes for the patterns that a use looks for anywhere in a text. @param trigramClass the operator class of pg_trgm */
export function trigramIndexes(
  relation: Relation,
  use: RelationUse,
  target: ObjectName,
  context: Pick<CandidateContext, 'functions'>,
  trigramClass: string,
): readonly IndexDefinition[] {
  return [...use.predicates, ...use.disjunctions.flat(2)].flatMap((predicate) => {
    if (!hasTrigram(predicate) || typeOf(predicate, relation, context) !== 'text') return [];
    const key = predicate.column === null ? expressionKey(predicate.expression ?? '') : columnKey(predicate.column);
    return [indexOn(target, [{ ...key, operatorClass: trigramClass }], { method: 'gin' })];
  });
}

/** rules.md, index/brin-candidate, asks for 0.98 of a table in insertion order; the planner weighs what lies between. */
const BRIN_MIN_CORRELATION = 0.9;

function brin(
  predicate: Predicate,
  relation: Relation,
  target: ObjectName,
  { minBrinPages }: CandidateContext,
): readonly IndexDefinition[] {
  const column = relation.columns.find(({ name }) => name === predicate.column);
  if (predicate.kind !== 'range' || !column || isUnstored(column) || relation.pages < minBrinPages) return [];
  const isOrdered = Math.abs(correlation(column)) >= BRIN_MIN_CORRELATION;
  const isLinear = ['integer', 'numeric', 'float', 'timestamp', 'timestamptz', 'date'].includes(
    classOfType(column.baseType),
  );
  return isOrdered && isLinear ? [indexOn(target, [columnKey(column.name)], { method: 'brin' })] : [];
}

function correlation(column: Column): number {
  return (column.statistics ?? column.inheritedStatistics)?.correlation ?? 0;
}

function typeOf(
  predicate: Predicate,
  relation: Relation,
  context: Pick<CandidateContext, 'functions'>,
): TypeClass | null {
  if (predicate.column === null) return immutableType(predicate.expression ?? '', relation, context.functions);
  const column = relation.columns.find(({ name }) => name === predicate.column);
  return column && !isUnstored(column) ? classOfType(column.baseType) : null;
}
