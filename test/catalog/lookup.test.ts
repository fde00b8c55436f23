import { describe, expect, it } from '@jest/globals';
import { findRelation, indexCatalog, resolveRelation } from '../../src/catalog/lookup.ts';
import type { Catalog, Relation } from '../../src/catalog/model.ts';

const relation = (oid: number, schema: string, name: string) => ({ oid, schema, name }) as Relation;
const index = indexCatalog({
  searchPath: ['app', 'public'],
  relations: [
    relation(1, 'public', 'a'),
    relation(2, 'app', 'a'),
    relation(3, 'public', 'b'),
    relation(4, 'hidden', 'c'),
  ],
} as unknown as Catalog);

describe('relations of a catalog', () => {
  it('are found by schema and name, and by oid', () => {
    expect(findRelation(index, { schema: 'public', name: 'a' })?.oid).toBe(1);
    expect(findRelation(index, { schema: 'publica', name: '' })).toBeUndefined();
    expect(index.byOid.get(3)?.name).toBe('b');
  });

  it('are resolved along the search path when no schema is named', () => {
    expect(resolveRelation(index, null, 'a')?.oid).toBe(2);
    expect(resolveRelation(index, null, 'b')?.oid).toBe(3);
    expect(resolveRelation(index, null, 'c')).toBeUndefined();
    expect(resolveRelation(index, 'hidden', 'c')?.oid).toBe(4);
  });
});
