import type { IndexDefinition, IndexKey } from '../../../src/catalog/model.ts';

type Rest = Partial<Pick<IndexDefinition, 'method' | 'include' | 'predicate' | 'unique'>>;

/**
 * An index definition in few words: `index('shop.orders', ['customer_id', 'placed DESC'])`. A key in parentheses is an
 * expression; what follows a key may be DESC and an operator class.
 */
export function index(relation: string, keys: readonly string[], rest: Rest = {}): IndexDefinition {
  const [schema, name] = relation.split('.') as [string, string];
  return {
    relation: { schema, name },
    method: 'btree',
    include: [],
    predicate: null,
    unique: false,
    nullsNotDistinct: false,
    ...rest,
    keys: keys.map(key),
  };
}

function key(text: string): IndexKey {
  const [, expression, column, operatorClass, desc] = /^(?:\((.*)\)|([^ ]+))(?: (?!DESC)([\w.]+))?( DESC)?$/.exec(
    text,
  )!;
  return {
    column: column ?? null,
    expression: expression ?? null,
    operatorClass: operatorClass ?? null,
    collation: null,
    direction: desc ? 'desc' : 'asc',
    nulls: desc ? 'first' : 'last',
  };
}
