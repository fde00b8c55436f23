import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { commentIgnores } from '../../src/lint/comment-ignores.ts';
import { matchesObject } from '../../src/lint/object-glob.ts';
import { suppress, type Ignore, type SuppressionInput } from '../../src/lint/suppression.ts';
import type { Finding, FindingObject } from '../../src/report/model.ts';
import { aCatalog, aTable } from '../support/catalog-builder.ts';

function finding(rule: string, table: string, columns: readonly string[] = [], name: string | null = null): Finding {
  const evidence = { queries: [], sizeBytes: null, writeCost: null, notes: [] };
  return {
    rule,
    severity: 'error',
    object: { schema: 'public', table, columns, name },
    message: 'm',
    evidence,
    fix: null,
  };
}

function ignore(rule: string, object: string, given: Partial<Ignore> = {}): Ignore {
  return {
    rule,
    matches: (found) => matchesObject(object, found),
    reason: 'it is meant so',
    expires: null,
    source: 'configuration',
    place: 'ignore[0] of the configuration',
    object: { schema: '', table: '', columns: [], name: object },
    ...given,
  };
}

const duplicate = finding('index/duplicate', 'orders', ['customer_id'], 'orders_customer_id_idx1');
const keyless = finding('constraint/missing-primary-key', 'events');
const scan: Omit<SuppressionInput, 'ignores'> = {
  findings: [duplicate, keyless],
  today: '2026-06-15',
  ran: ['index/duplicate', 'constraint/missing-primary-key', 'index/invalid'],
  silent: ['index/missing-composite'],
  severityOf: () => 'warning',
};

test.each([
  ['index/duplicate', 'public.orders'],
  ['index/duplicate', 'orders'],
  ['index/*', 'public.o*'],
  ['*', 'public.orders.customer_id'],
  ['index/duplicate', 'public.orders_customer_id_idx?'],
  ['index/duplicate', 'orders_customer_id_idx1'],
])('an ignore of %s on %s leaves the finding out, and says why', (rule, object) => {
  const { kept, ignored, remarks } = suppress({ ...scan, ignores: [ignore(rule, object)] });
  expect(kept).toEqual([keyless]);
  expect(ignored).toEqual([
    {
      rule: 'index/duplicate',
      object: duplicate.object,
      reason: 'it is meant so',
      expires: null,
      source: 'configuration',
    },
  ]);
  expect(remarks).toEqual([]);
});

test.each([
  ['index/duplicate', 'other.orders'],
  ['index/duplicate', 'order'],
  ['index/invalid', 'orders'],
  ['index/duplicate', 'public.orders.id'],
])('an ignore of %s on %s leaves it in, and is itself reported', (rule, object) => {
  const { kept, remarks } = suppress({ ...scan, ignores: [ignore(rule, object)] });
  expect(kept).toEqual(scan.findings);
  expect(remarks).toMatchObject([{ rule: 'config/unused-ignore', severity: 'warning' }]);
});

describe('an ignore with a date', () => {
  test('holds on its last day', () => {
    const { kept, remarks } = suppress({
      ...scan,
      ignores: [ignore('index/duplicate', 'orders', { expires: '2026-06-15' })],
    });
    expect({ kept, remarks }).toEqual({ kept: [keyless], remarks: [] });
  });
  test('hides nothing the day after, and says so', () => {
    const { kept, remarks } = suppress({
      ...scan,
      ignores: [ignore('index/duplicate', 'orders', { expires: '2026-06-14' })],
    });
    expect(kept).toEqual(scan.findings);
    expect(remarks).toMatchObject([
      {
        rule: 'config/expired-ignore',
        message: 'The ignore of index/duplicate in ignore[0] of the configuration expired on 2026-06-14',
      },
    ]);
  });
});

test.each([
  ['a rule that could not say anything', 'index/missing-composite'],
  ['rules of which one could not', 'index/*'],
  ['a rule that is off', 'schema/off'],
])('an ignore of %s is not called needless', (_, rule) => {
  expect(suppress({ ...scan, ignores: [ignore(rule, 'nothing')] }).remarks).toEqual([]);
});

test('remarks whose rule is off are not made', () => {
  const ignores = [ignore('index/duplicate', 'x'), ignore('index/duplicate', 'y', { expires: '2020-01-01' })];
  expect(suppress({ ...scan, ignores, severityOf: () => null }).remarks).toEqual([]);
});

test('every finding is either kept or ignored, in its order', () => {
  const rules = ['index/duplicate', 'constraint/missing-primary-key'];
  const anyFinding = fc
    .tuple(fc.constantFrom(...rules), fc.constantFrom('orders', 'events', 'a*b'))
    .map(([rule, table]) => finding(rule, table));
  const anyIgnore = fc
    .tuple(fc.constantFrom(...rules, '*'), fc.constantFrom('orders', 'e*', 'public.?*'))
    .map(([rule, object]) => ignore(rule, object));
  fc.assert(
    fc.property(fc.array(anyFinding), fc.array(anyIgnore), (findings, ignores) => {
      const { kept, ignored } = suppress({ ...scan, findings, ignores });
      expect(kept.length + ignored.length).toBe(findings.length);
      expect(kept).toEqual(findings.filter((each) => kept.includes(each)));
    }),
  );
});

describe('comments in the database', () => {
  const ids = ['index/duplicate', 'schema/char-type'];
  const objectOf = (given: Partial<FindingObject>): FindingObject => ({
    schema: 'public',
    table: 'orders',
    columns: [],
    name: null,
    ...given,
  });
  const read = (comment: string) => {
    const table = aTable('orders', { columns: { id: 'bigint' }, with: { comment } });
    return commentIgnores(aCatalog(table), ids, 'warning');
  };

  test.each([
    ['idx-advisor: ignore index/duplicate because the importer needs both', 'the importer needs both', null],
    [
      'Orders of the shop. idx-advisor: ignore index/* because it is legacy until 2027-01-31',
      'it is legacy',
      '2027-01-31',
    ],
    ['IDX-ADVISOR: Ignore index/duplicate, because of x.', 'of x', null],
    ['idx-advisor: ignore index/duplicate because a; b', 'a', null],
  ])('%s', (comment, reason, expires) => {
    const { ignores, remarks } = read(comment);
    expect(remarks).toEqual([]);
    expect(ignores).toMatchObject([{ reason, expires, source: 'database', place: 'the comment of public.orders' }]);
    expect(ignores[0]!.matches(objectOf({ columns: ['id'] }))).toBe(true);
    expect(ignores[0]!.matches(objectOf({ table: 'other' }))).toBe(false);
  });

  test('one comment may hold several', () => {
    const { ignores } = read(
      'idx-advisor: ignore index/duplicate because a\nidx-advisor: ignore schema/char-type because b',
    );
    expect(ignores.map(({ rule, reason }) => [rule, reason])).toEqual([
      ['index/duplicate', 'a'],
      ['schema/char-type', 'b'],
    ]);
  });

  test.each([
    ['idx-advisor: ignore index/duplicate', 'The ignore in the comment of public.orders cannot be read'],
    ['idx-advisor: ignore', 'The ignore in the comment of public.orders cannot be read'],
    [
      'idx-advisor: ignore index/dublicate because x',
      'The ignore in the comment of public.orders names index/dublicate, and no rule is named so: did you mean index/duplicate?',
    ],
  ])('%s is reported, and hides nothing', (comment, message) => {
    const { ignores, remarks } = read(comment);
    expect(ignores).toEqual([]);
    expect(remarks).toMatchObject([{ rule: 'config/invalid-ignore', message }]);
  });

  test('those on columns and indexes are for these alone', () => {
    const comment = 'idx-advisor: ignore index/duplicate because x';
    const table = aTable('orders', {
      columns: { id: { type: 'bigint', comment }, b: 'text' },
      indexes: [{ keys: ['b'], name: 'i', comment }],
    });
    const [column, index] = commentIgnores(aCatalog(table), ids, null).ignores;
    expect(column!.matches(objectOf({ columns: ['b', 'id'] }))).toBe(true);
    expect(column!.matches(objectOf({ columns: ['b'] }))).toBe(false);
    expect(index!.matches(objectOf({ name: 'i' }))).toBe(true);
    expect(index!.matches(objectOf({ name: 'j' }))).toBe(false);
  });

  test('other comments say nothing', () => expect(read('see idx_advisor: or not').ignores).toEqual([]));
});
