import { describe, expect, it } from '@jest/globals';
import { UserError } from '../../src/errors.ts';
import type { FixIntent } from '../../src/migration/model.ts';
import { createNamer } from '../../src/migration/names.ts';
import { planFix } from '../../src/migration/plan.ts';
import { catalogOf, expressionOf, indexOn, relationOf } from './catalog.ts';

const index = (definition = indexOn('invoice', ['state'])): FixIntent => ({
  kind: 'create-index',
  index: definition,
  name: null,
});
const unique = (fields: Partial<Extract<FixIntent, { kind: 'add-unique' }>> = {}): FixIntent => ({
  kind: 'add-unique',
  relation: { schema: 'public', name: 'invoice' },
  columns: ['provider', 'external_id'],
  nullsNotDistinct: false,
  predicate: null,
  name: null,
  ...fields,
});

function plan(intent: FixIntent, relation = relationOf('invoice'), version = 180_004) {
  const catalog = catalogOf([relation], version);
  return planFix(intent, catalog, createNamer(catalog));
}

describe('a fix', () => {
  it('builds an index concurrently, with its waits bounded', () => {
    expect(plan(index())).toMatchObject({
      kind: 'create-index',
      check: [],
      up: [
        "SET lock_timeout = '5s'",
        'SET statement_timeout = 0',
        'CREATE INDEX CONCURRENTLY invoice_state_idx ON public.invoice USING btree (state)',
      ],
      down: ["SET lock_timeout = '5s'", 'DROP INDEX CONCURRENTLY IF EXISTS public.invoice_state_idx'],
      transactional: false,
      creates: ['public.invoice_state_idx'],
    });
  });

  it('makes a constraint of an index that was built concurrently', () => {
    expect(plan(unique())).toMatchObject({
      check: [
        'SELECT provider, external_id, count(*) FROM public.invoice WHERE provider IS NOT NULL AND external_id IS NOT NULL' +
          ' GROUP BY 1, 2 HAVING count(*) > 1 ORDER BY count(*) DESC LIMIT 20',
      ],
      up: [
        "SET lock_timeout = '5s'",
        'SET statement_timeout = 0',
        'CREATE UNIQUE INDEX CONCURRENTLY invoice_provider_external_id_key ON public.invoice USING btree (provider, external_id)',
        'ALTER TABLE public.invoice ADD CONSTRAINT invoice_provider_external_id_key UNIQUE USING INDEX invoice_provider_external_id_key',
      ],
      down: ["SET lock_timeout = '5s'", 'ALTER TABLE public.invoice DROP CONSTRAINT invoice_provider_external_id_key'],
    });
  });

  it('leaves a partial unique key a bare index, and looks for duplicates only where it holds', () => {
    const fix = plan(unique({ columns: ['email'], predicate: 'deleted_at IS NULL' }));
    expect(fix.up.join(';')).not.toContain('CONSTRAINT');
    expect(fix.check[0]).toContain('WHERE email IS NOT NULL AND (deleted_at IS NULL) GROUP BY');
  });

  it('counts NULLs as duplicates where they are not distinct', () => {
    expect(plan(unique({ nullsNotDistinct: true })).check[0]).not.toContain('WHERE');
  });

  it('analyses the table after an expression was indexed', () => {
    expect(plan(index(indexOn('invoice', [expressionOf('lower(email)')]))).up.at(-1)).toBe('ANALYZE public.invoice');
  });

  it('never cascades', () => {
    for (const fix of [plan(index()), plan(unique())]) {
      expect(JSON.stringify(fix)).not.toMatch(/cascade/i);
    }
  });

  it.each([140_000, 140_003])('is refused on version %d, which can build corrupt indexes', (version) => {
    expect(() => plan(index(), undefined, version)).toThrow(UserError);
  });

  it.each([130_022, 140_004])('is planned on version %d', (version) => {
    expect(plan(index(), undefined, version).up).toHaveLength(3);
  });

  it('is refused for what cannot have an index, or not this one', () => {
    expect(() => plan(index(), relationOf('invoice', { kind: 'view' }))).toThrow(/is a view/);
    expect(() => plan(index(), relationOf('invoice', { kind: 'foreign-table' }))).toThrow(/is a foreign table/);
    expect(() => plan(index(), relationOf('invoice', { persistence: 'temporary' }))).toThrow(/temporary/);
    expect(() => plan(unique({ nullsNotDistinct: true }), undefined, 140_010)).toThrow(/needs PostgreSQL 15/);
    expect(() => plan(index(indexOn('elsewhere', ['a'])))).toThrow(/public\.elsewhere is not in the catalog/);
  });
});
