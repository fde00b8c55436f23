import type { IndexDefinition, Relation } from '../../catalog/model.ts';
import { mentions } from '../size/expression-type.ts';

/** Every column that an index depends on: keys, those inside expressions and the predicate, included ones. */
export function indexedColumns(relation: Relation, definition: IndexDefinition): ReadonlySet<string> {
  const expressions = [...definition.keys.map(({ expression }) => expression), definition.predicate];
  const inExpressions = relation.columns
    .map(({ name }) => name)
    .filter((name) => expressions.some((expression) => expression !== null && mentions(expression, name)));
  const plain = definition.keys.flatMap(({ column }) => (column === null ? [] : [column]));
  return new Set([...plain, ...definition.include, ...inExpressions]);
}
