import { beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createIndexStatement } from '../../src/planner/index-ddl.ts';
import { loadParser, parseOne } from '../../src/sql/parser.ts';
import { index } from './fidelity/index.ts';

beforeAll(loadParser);

test('a what-if index is written in full', () => {
  expect(
    createIndexStatement(
      index('Odd Schema.t', ['a', '(lower(b)) text_pattern_ops DESC'], {
        include: ['C'],
        predicate: 'a > 5',
        unique: true,
      }),
      'x',
    ),
  ).toBe(
    'CREATE UNIQUE INDEX x ON "Odd Schema".t USING btree (a ASC NULLS LAST, (lower(b)) text_pattern_ops DESC NULLS FIRST)' +
      ' INCLUDE ("C") WHERE (a > 5)',
  );
});

test('access methods without an order get none', () => {
  expect(createIndexStatement(index('public.t', ['tags DESC'], { method: 'gin' }), 'x')).toBe(
    'CREATE INDEX x ON public.t USING gin (tags)',
  );
});

test('any names are quoted so that they come back', () => {
  const name = fc.string({ unit: 'binary', minLength: 1, maxLength: 20 }).filter((text) => !text.includes('\0'));
  fc.assert(
    fc.property(name, name, name, fc.array(name, { minLength: 1, maxLength: 3 }), (schema, table, own, columns) => {
      const key = { expression: null, operatorClass: null, collation: null, direction: 'asc', nulls: 'last' } as const;
      const { stmt } = parseOne(
        createIndexStatement(
          {
            ...index('s.t', ['c']),
            relation: { schema, name: table },
            keys: columns.map((column) => ({ ...key, column })),
          },
          own,
        ),
      );
      expect(stmt).toMatchObject({
        IndexStmt: {
          idxname: own,
          relation: { schemaname: schema, relname: table },
          indexParams: columns.map((column) => ({ IndexElem: { name: column } })),
        },
      });
    }),
  );
});
