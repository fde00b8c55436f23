import type { FindingObject } from '../report/model.ts';
import { globPattern } from './glob.ts';

/**
 * Whether a glob names the object of a finding: its table (`public.orders`), one of its columns (`public.orders.total`), or
 * the index or constraint that it is about (`public.orders_total_idx`); a function or sequence likewise (`public.total`), and
 * a schema by its name. A glob without a dot names any of them, of any schema.
 */
export function matchesObject(glob: string, object: FindingObject): boolean {
  const pattern = globPattern(glob);
  return namesOf(object).some((name) => pattern.test(name));
}

function namesOf({ schema, table, columns, name, kind }: FindingObject): readonly string[] {
  if (kind === 'schema') return [schema];
  const own = [
    ...(table === '' ? [] : [table]),
    ...(table === '' ? [] : columns.map((column) => `${table}.${column}`)),
    ...(name === null ? [] : [name]),
  ];
  const qualified = own.map((each) => `${schema}.${each}`);
  return [...(schema === '' ? [] : qualified), ...own];
}
