import { expect, test } from '@jest/globals';
import { baselineOf, isOfAnotherDatabase } from '../../src/lint/baseline.ts';
import { foundElsewhere, type OtherObject } from '../../src/lint/found.ts';
import { findingKey } from '../../src/lint/finding-order.ts';
import { matchesObject } from '../../src/lint/object-glob.ts';
import { objectText } from '../../src/report/output.ts';
import { remark } from '../../src/lint/suppression.ts';

const objects: readonly (readonly [
  OtherObject,
  text: string,
  globs: readonly string[],
  otherGlobs: readonly string[],
])[] = [
  [{ kind: 'schema', schema: 'sales', name: null }, 'schema sales', ['sales', 'sal*'], ['sales.*', 'public']],
  [
    { kind: 'function', schema: 'sales', name: 'total', arguments: 'integer, b text' },
    'function sales.total(integer, b text)',
    ['sales.total', 'total', 'sales.*'],
    ['sales', 'public.total'],
  ],
  [{ kind: 'sequence', schema: 'sales', name: 'ticket' }, 'sequence sales.ticket', ['sales.ticket'], ['sales']],
  [
    { kind: 'extension', schema: 'public', name: 'citext' },
    'extension citext',
    ['citext', 'public.citext'],
    ['public'],
  ],
  [{ kind: 'database', schema: '', name: 'shop' }, 'database shop', ['shop'], ['*.shop']],
];

const finding = (of: OtherObject) => remark('x/rule', 'warning', foundElsewhere(of, '').object, 'message', []);

test.each(objects)('%j is called what it is, and ignored by its name', (of, text, globs, others) => {
  const { object } = finding(of);
  expect(objectText(object)).toBe(text);
  for (const glob of globs) expect({ glob, matches: matchesObject(glob, object) }).toEqual({ glob, matches: true });
  for (const glob of others) expect({ glob, matches: matchesObject(glob, object) }).toEqual({ glob, matches: false });
});

test('each has a key of its own, and two functions of one name have two', () => {
  const more = [
    ...objects.map(([of]) => of),
    { kind: 'function', schema: 'sales', name: 'total', arguments: '' } as const,
    { kind: 'sequence', schema: 'sales', name: 'total' } as const,
  ];
  expect(new Set(more.map((of) => findingKey(finding(of)))).size).toBe(more.length);
});

test('a baseline of them is not taken for another database’s', () => {
  const baseline = baselineOf(
    'shop',
    objects.map(([of]) => finding(of)),
  );
  expect(baseline.findings.map(({ table, name }) => [table, name])).toContainEqual(['', 'total']);
  expect(isOfAnotherDatabase(baseline, 'test_1', new Set(['public.orders']))).toBe(false);
});
