import { expect, test } from '@jest/globals';
import rule from '../../../rules/table/autovacuum-disabled.ts';
import { aTable } from '../../support/catalog-builder.ts';
import { aUsage } from '../../support/object-builder.ts';
import { findingsOf, linesOf } from '../../support/findings-of.ts';

const columns = { id: 'bigint' };
const table = (given: object, spec = {}) => aTable('job', { columns, ...spec, with: given });
const off = { options: ['fillfactor=70', 'autovacuum_enabled=off'] };

test.each(['false', 'off', 'no', '0', 'FALSE'])('fires on %s, with a reset as its fix', (value) => {
  const [finding] = findingsOf(rule, [table({ options: [`autovacuum_enabled=${value}`] })]);
  expect(finding).toMatchObject({
    severity: 'error',
    message: 'Autovacuum is switched off for job',
    fix: {
      up: ['ALTER TABLE public.job RESET (autovacuum_enabled)'],
      down: ['ALTER TABLE public.job SET (autovacuum_enabled = false)'],
    },
  });
});

test('fires on the TOAST table, and on a materialized view', () => {
  const [toast] = findingsOf(rule, [table({ toastOptions: ['autovacuum_enabled=false'] })]);
  expect(toast).toMatchObject({
    message: 'Autovacuum is switched off for the TOAST table of job',
    fix: { up: ['ALTER TABLE public.job RESET (toast.autovacuum_enabled)'] },
  });
  const [view] = findingsOf(rule, [table(off, { kind: 'materialized-view', schema: 'My "S' })]);
  expect(view?.fix).toMatchObject({ up: ['ALTER MATERIALIZED VIEW "My ""S".job RESET (autovacuum_enabled)'] });
});

test('is silent where it is on, or nothing is said', () => {
  expect(linesOf(rule, [table({}), table({ options: ['autovacuum_enabled=true', 'fillfactor=70'] })])).toEqual([]);
});

test('is an info where somebody vacuums by hand', () => {
  const vacuumed = (lastVacuumAt: string) => table({ ...off, usage: aUsage({ lastVacuumAt }) });
  expect(linesOf(rule, [vacuumed('2025-12-30T00:00:00.000Z')])).toEqual(['info public.job']);
  expect(linesOf(rule, [vacuumed('2025-11-30T00:00:00.000Z')])).toEqual(['error public.job']);
});

test('reports partitions once, on their parent', () => {
  const partitionOf = { parent: { schema: 'public', name: 'job' }, bound: 'DEFAULT' };
  const part = (name: string, given: object) => aTable(name, { columns, with: { partitionOf, ...given } });
  const found = findingsOf(rule, [
    table({}, { kind: 'partitioned-table' }),
    part('a', off),
    part('b', {}),
    part('c', off),
  ]);
  expect(found.map(({ message }) => message)).toEqual([
    'Autovacuum is switched off for a and c, of 3 partitions of job',
  ]);
  expect(found[0]?.fix).toMatchObject({ relation: { name: 'job' }, up: { length: 2 } });
});
