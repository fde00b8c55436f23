import type { Column, IndexDefinition, ObjectName, Relation } from '../catalog/model.ts';
import { lastString } from '../sql/ast.ts';
import { parseExpression } from '../sql/expression.ts';
import type { KeyExpression, Predicate, RelationUse } from '../sql/model.ts';
import type { CandidateContext } from './candidate-context.ts';
import { columnKey, expressionKey, indexOn } from './definition.ts';
import { immutableType } from './immutable.ts';
import type { ExpressionContext } from './immutable.ts';
import { classOfType, isUnstored } from './key-types.ts';
import type { TypeClass } from './key-types.ts';
import { hasTrigram } from './patterns.ts';

/** Candidates of GIN, GiST and BRIN: what a btree cannot search or order, and tables so large that a few pages of summary suffice. */
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
    ...nearest(use, relation, target, context),
    ...use.predicates.flatMap((predicate) => brin(predicate, relation, target, context)),
  ];
}

interface Search {
  readonly method: 'gin' | 'gist';
  readonly operators: ReadonlySet<string>;
  /** One that is not the type's default. */
  readonly operatorClass?: string;
}

const search = (method: Search['method'], operators: string, operatorClass?: string): Search => ({
  method,
  operators: new Set(operators.split(' ')),
  ...(operatorClass !== undefined && { operatorClass }),
});

/** By the type of the key. Of ranges, `=` is a btree's. */
const SEARCHES: Partial<Readonly<Record<TypeClass, readonly Search[]>>> = {
  // jsonb_path_ops holds one hash a path: smaller and faster, but it knows no `?`.
  jsonb: [search('gin', '@> @? @@', 'jsonb_path_ops'), search('gin', '@> ? ?| ?& @? @@')],
  array: [search('gin', '@> <@ && =')],
  tsvector: [search('gin', '@@')],
  range: [search('gist', '@> <@ && << >> &< &> -|-')],
  geometric: [search('gist', '@> <@ && << >> &< &>')],
  network: [search('gist', '<< <<= >> >>= &&', 'inet_ops')],
  hstore: [search('gin', '@> ? ?| ?&')],
  ltree: [search('gist', '@> <@ ~ @ ?')],
};

function containment(
  predicate: Predicate,
  relation: Relation,
  target: ObjectName,
  context: CandidateContext,
): readonly IndexDefinition[] {
  const type = typeOf(predicate, relation, context);
  // Of text, ~ is a regular expression.
  const isSought =
    predicate.kind === 'containment' || type === 'ltree' || (type === 'array' && predicate.kind === 'equality');
  if (!isSought) return [];
  const key = predicate.column === null ? expressionKey(predicate.expression ?? '') : columnKey(predicate.column);
  return (SEARCHES[type ?? 'other'] ?? [])
    .filter(({ operators }) => operators.has(predicate.operator))
    .map(({ method, operatorClass = null }) => indexOn(target, [{ ...key, operatorClass }], { method }));
}

/** `ORDER BY place <-> point(1, 2) LIMIT 5`, or `name <-> 'Anna'` by trigrams: GiST finds the nearest first. */
function nearest(
  { orderBy, limit }: RelationUse,
  relation: Relation,
  target: ObjectName,
  context: CandidateContext,
): readonly IndexDefinition[] {
  const [first] = orderBy;
  const tree = limit === null || !first?.expression ? undefined : parseExpression(first.expression);
  if (!tree || !('A_Expr' in tree) || lastString(tree.A_Expr.name) !== '<->') return [];
  return [tree.A_Expr.lexpr, tree.A_Expr.rexpr].flatMap((side) => {
    const column = side && 'ColumnRef' in side ? lastString(side.ColumnRef.fields) : null;
    const key = { column, expression: null };
    if (column === null) return [];
    if (typeOf(key, relation, context) === 'geometric')
      return [indexOn(target, [columnKey(column)], { method: 'gist' })];
    const operatorClass = context.trigramClass?.replace(/gin_trgm_ops$/, 'gist_trgm_ops');
    return operatorClass !== undefined && hasTrigrams(key, relation, context)
      ? [indexOn(target, [{ ...columnKey(column), operatorClass }], { method: 'gist' })]
      : [];
  });
}

/** GIN indexes for the patterns that a use looks for anywhere in a text. @param trigramClass the operator class of pg_trgm */
export function trigramIndexes(
  relation: Relation,
  use: RelationUse,
  target: ObjectName,
  context: ExpressionContext,
  trigramClass: string,
): readonly IndexDefinition[] {
  return [...use.predicates, ...use.disjunctions.flat(2)].flatMap((predicate) => {
    const isSought = hasTrigram(predicate) || SIMILARITIES.has(predicate.operator);
    if (!isSought || !hasTrigrams(predicate, relation, context)) return [];
    const key = predicate.column === null ? expressionKey(predicate.expression ?? '') : columnKey(predicate.column);
    return [indexOn(target, [{ ...key, operatorClass: trigramClass }], { method: 'gin' })];
  });
}

/** `%` and its kin of pg_trgm, by the threshold that a setting has. */
const SIMILARITIES = new Set(['%', '<%', '%>', '<<%', '%>>']);

/** Texts, but citext, whose own LIKE no operator class holds. */
function hasTrigrams(key: KeyExpression, relation: Relation, context: ExpressionContext): boolean {
  const column = relation.columns.find(({ name }) => name === key.column);
  return typeOf(key, relation, context) === 'text' && !/(^|\.)citext$/.test(column?.baseType ?? '');
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

function typeOf(predicate: KeyExpression, relation: Relation, context: ExpressionContext): TypeClass | null {
  if (predicate.column === null) return immutableType(predicate.expression ?? '', relation, context);
  const column = relation.columns.find(({ name }) => name === predicate.column);
  return column && !isUnstored(column) ? classOfType(column.baseType) : null;
}
