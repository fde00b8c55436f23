import { describe, expect, test } from '@jest/globals';
import rule from '../../../rules/query/n-plus-one.ts';
import { aTable } from '../../support/catalog-builder.ts';
import { aQuery } from '../../support/query-builder.ts';
import { proposalsOf } from '../../support/rule-context.ts';

const runs = (occurrences = 5) => ({ runs: [{ of: 1, after: 0, occurrences, executions: occurrences * 12 }] });

const author = aTable('author', { columns: { id: 'bigint', name: 'text' }, primaryKey: ['id'] });
const post = aTable('post', {
  columns: { id: 'bigint', author_id: 'bigint' },
  primaryKey: ['id'],
  foreignKeys: { author_id: 'author' },
});
const posts = aQuery({ on: 'post' });
const oneAuthor = aQuery({ on: 'author', where: { equality: ['id'] } });

describe('one row after the other', () => {
  test('of the table that the rows before refer to', () => {
    expect(proposalsOf(rule, { tables: [author, post], queries: [posts, oneAuthor], log: runs() })).toMatchObject([
      {
        object: { schema: 'public', table: 'author', columns: ['id'] },
        message: 'author is looked up by id one row at a time, 12 times after each of 5 queries on post',
        fingerprints: [oneAuthor.fingerprint, posts.fingerprint],
      },
    ]);
  });

  test('of the table that refers to the rows before', () => {
    const queries = [aQuery({ on: 'author' }), aQuery({ on: 'post', where: { equality: ['author_id'] } })];
    expect(proposalsOf(rule, { tables: [author, post], queries, log: runs() })).toMatchObject([
      { object: { table: 'post', columns: ['author_id'] } },
    ]);
  });

  test('where no foreign key is declared, by the names of the columns; in a second schema and with quoted names', () => {
    const orders = aTable('Orders', { schema: 'shop', columns: { id: 'bigint' }, primaryKey: ['id'] });
    const lines = aTable('lines', { schema: 'shop', columns: { order_id: 'bigint' } });
    const queries = [
      aQuery({ schema: 'shop', on: 'Orders' }),
      aQuery({ schema: 'shop', on: 'lines', where: { equality: ['order_id'] } }),
    ];
    expect(proposalsOf(rule, { tables: [orders, lines], queries, log: runs() })).toMatchObject([
      { object: { schema: 'shop', table: 'lines', columns: ['order_id'] } },
    ]);
  });

  test('of a partitioned table', () => {
    const events = aTable('event', { kind: 'partitioned-table', columns: { author_id: 'bigint' } });
    const queries = [aQuery({ on: 'author' }), aQuery({ on: 'event', where: { equality: ['author_id'] } })];
    expect(proposalsOf(rule, { tables: [author, events], queries, log: runs() })).toHaveLength(1);
  });
});

describe('it is silent', () => {
  test.each([
    ['on runs that came twice', [posts, oneAuthor], runs(2)],
    ['on runs after a query whose rows do not hold the values', [aQuery({ on: 'tag' }), oneAuthor], runs()],
    ['on runs after no query', [posts, oneAuthor], { runs: [{ of: 1, occurrences: 9, executions: 900 }] }],
    ['on a list of values', [posts, aQuery({ on: 'author', where: { in: ['id'] } })], runs()],
    ['on writes', [posts, aQuery({ on: 'author', where: { equality: ['id'] }, kind: 'update' })], runs()],
    ['without runs', [posts, oneAuthor], {}],
  ])('%s', (_, queries, log) => {
    const tag = aTable('tag', { columns: { id: 'bigint' }, primaryKey: ['id'] });
    expect(proposalsOf(rule, { tables: [author, post, tag], queries, log })).toEqual([]);
  });
});
