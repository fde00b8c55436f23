import { beforeAll, describe, expect, test } from '@jest/globals';
import { FUNCTION_DEFAULTS } from '../../src/catalog/defaults.ts';
import fc from 'fast-check';
import { candidateContext } from '../../src/advisor/candidate-context.ts';
import type { CandidateOptions } from '../../src/advisor/candidate-context.ts';
import { indexCandidates } from '../../src/advisor/candidates.ts';
import { definitionKey, describeIndex } from '../../src/advisor/definition.ts';
import type { Catalog, Relation } from '../../src/catalog/model.ts';
import type { AnalyzedQuery } from '../../src/lint/contract.ts';
import type { RelationUse } from '../../src/sql/model.ts';
import { loadParser } from '../../src/sql/parser.ts';
import {
  above, aggregate, btree, catalog, column, contains, equal, existing, isNull, join, like, oneOf, query, relation,
  sortBy, statistics, use,
} from './make.ts'; // prettier-ignore

beforeAll(loadParser);

const TIME = 'timestamp with time zone';
const message = relation('message', [
  column('id', 'bigint', { notNull: true }),
  column('user_hash', 'uuid', { statistics: statistics({ distinct: 5000 }) }),
  column('channel_id', 'bigint', { statistics: statistics({ distinct: 300 }) }),
  column('created_at', TIME),
  column('status', 'character varying', { statistics: statistics({ averageWidth: 8, distinct: 3 }) }),
  column('content', 'text', { statistics: statistics({ averageWidth: 400 }) }),
  column('email', 'text'),
  column('sent_at', 'timestamp without time zone'),
  column('payload', 'jsonb'),
  column('raw', 'json'),
  column('tags', 'text[]'),
  column('search', 'tsvector'),
  column('place', 'point'),
  column('during', 'tstzrange'),
  column('address', 'inet'),
  column('pairs', 'hstore'),
  column('path', 'public.ltree'),
  column('age', 'integer', { generated: { kind: 'virtual', expression: '1' } }),
]);

interface Setting {
  readonly table?: Relation;
  readonly others?: readonly Relation[];
  readonly queries?: readonly AnalyzedQuery[];
  readonly options?: Partial<CandidateOptions>;
  readonly catalog?: Partial<Catalog>;
}

function propose(asked: Partial<RelationUse>, setting: Setting = {}): readonly string[] {
  const { table = message, others = [], queries = [], options } = setting;
  const context = candidateContext(catalog([table, ...others], setting.catalog), queries, {
    maxIndexColumns: 4,
    ...options,
  });
  const one = use(table.name, asked);
  return indexCandidates(table, one, query('q', [one]).shape, context).map((index) =>
    describeIndex(index).replace('public.', '').replace(`${index.relation.name} `, ''),
  );
}

describe('btree keys', () => {
  test('equality first, then one range', () => {
    expect(propose({ predicates: [above('created_at'), equal('user_hash')] })[0]).toBe('(user_hash, created_at)');
  });

  test('what a row comparison searches for together, behind the equalities', () => {
    const thenBy = [{ column: 'id', expression: null }];
    const proposed = propose({ predicates: [{ ...above('created_at'), thenBy }, equal('user_hash')] });
    expect(proposed.slice(0, 2)).toEqual(['(user_hash, created_at)', '(user_hash, created_at, id)']);
  });

  test('of several equalities the one that the workload shares leads, and the other orders follow', () => {
    const shared = query('other', [use('message', { predicates: [equal('channel_id')] })], { calls: 1000 });
    const proposed = propose({ predicates: [equal('user_hash'), equal('channel_id')] }, { queries: [shared] });
    expect(proposed[0]).toBe('(channel_id, user_hash)');
    expect(proposed).toContain('(user_hash, channel_id)');
    expect(proposed).toContain('(user_hash)');
  });

  test('of IS NULL and an equality what leaves fewer rows leads', () => {
    const rare = column('deleted_at', TIME, { statistics: statistics({ distinct: -0.1, nullFraction: 0.9 }) });
    const table = { ...message, columns: [...message.columns, rare] };
    expect(propose({ predicates: [isNull('deleted_at'), equal('channel_id')] }, { table })[0]).toBe(
      '(channel_id, deleted_at)',
    );
  });

  test('a null test that most rows pass leads nothing, however many statements share it', () => {
    const deleted = column('deleted_at', TIME, { statistics: statistics({ distinct: -0.1, nullFraction: 0.9 }) });
    const table = { ...message, columns: [...message.columns, deleted] };
    const queries = [query('a', [use('message', { predicates: [isNull('deleted_at')] })], { calls: 1000 })];
    const proposed = propose(
      { predicates: [isNull('deleted_at'), equal('channel_id'), above('created_at')] },
      { table, queries },
    );
    expect(proposed[0]).toBe('(channel_id, deleted_at, created_at)');
    expect(proposed.filter((index) => index.startsWith('(deleted_at'))).toEqual([]);
    expect(propose({ predicates: [isNull('deleted_at')] }, { table, queries })).toContain('(deleted_at)');
  });

  test('nor does a boolean, unless it is all that is asked for', () => {
    const open = column('open', 'boolean', { statistics: statistics({ distinct: 2, correlation: 0.9 }) });
    const table = { ...message, columns: [...message.columns, open] };
    const queries = [query('a', [use('message', { predicates: [equal('open')] })], { calls: 1000 })];
    const proposed = propose(
      { predicates: [equal('open'), equal('channel_id'), above('created_at')] },
      { table, queries },
    );
    expect(proposed[0]).toBe('(channel_id, open, created_at)');
    expect(proposed.filter((index) => index.startsWith('(open'))).toEqual([]);
    expect(propose({ predicates: [equal('open'), above('created_at')] }, { table, queries })).toContain(
      '(open, created_at)',
    );
  });

  test('without a workload the most selective leads', () => {
    expect(propose({ predicates: [equal('channel_id'), equal('user_hash')] })[0]).toBe('(user_hash, channel_id)');
  });

  test('an ordering follows the equalities, forward even when it is asked for backward', () => {
    const asked = { predicates: [equal('user_hash')], orderBy: [sortBy('created_at', 'desc')], limit: 10 };
    expect(propose(asked)[0]).toBe('(user_hash, created_at)');
  });

  test('a mixed ordering keeps its directions', () => {
    const orderBy = [sortBy('created_at', 'desc'), sortBy('id')];
    expect(propose({ orderBy, limit: 10 })[0]).toBe('(created_at, id desc)');
  });

  test('an ordering by a column that is fixed needs no key for it', () => {
    const asked = { predicates: [equal('user_hash')], orderBy: [sortBy('user_hash'), sortBy('id')], limit: 5 };
    expect(propose(asked)[0]).toBe('(user_hash, id)');
  });

  test('a list of values leaves no order behind it, so the ordering may come first', () => {
    const asked = { predicates: [oneOf('status')], orderBy: [sortBy('created_at')], limit: 10 };
    const proposed = propose(asked);
    expect(proposed).toContain('(created_at, status)');
    expect(proposed).toContain('(status, created_at)');
  });

  test('join columns stand before and after the filters', () => {
    const proposed = propose({ predicates: [equal('status')], joins: [join('channel_id')] });
    expect(proposed).toEqual(expect.arrayContaining(['(channel_id, status)', '(status, channel_id)', '(channel_id)']));
  });

  test('a boolean leads no join column', () => {
    const open = column('open', 'boolean', { statistics: statistics({ distinct: 2, correlation: 0.9 }) });
    const table = { ...message, columns: [...message.columns, open] };
    const asked = { predicates: [equal('open'), above('created_at')], joins: [join('channel_id')] };
    const proposed = propose(asked, { table });
    expect(proposed).toContain('(created_at, channel_id, open)');
    expect(proposed.filter((index) => /^\(open, .*channel_id/.test(index))).toEqual([]);
  });

  test('nothing stands behind a join column that is unique', () => {
    const table = { ...message, indexes: [existing(btree('message', ['id']), { unique: true })] };
    const asked = { predicates: [equal('status'), above('created_at')], joins: [join('id')] };
    const proposed = propose({ ...asked, columnsRead: ['id', 'status'] }, { table });
    expect(proposed).toContain('(status, id)');
    expect(proposed).toContain('(id) include (status)');
    expect(proposed.filter((index) => index.startsWith('(id,'))).toEqual([]);
    const budgeted = propose(asked, { table, options: { storageBudgetBytes: 1e9 } });
    expect(budgeted).toContain('(id, status)');
  });

  test('GROUP BY keys follow the filters, and lead', () => {
    const groupBy = [{ column: 'channel_id', expression: null }];
    const proposed = propose({ predicates: [equal('status')], groupBy, aggregated: true });
    expect(proposed).toEqual(expect.arrayContaining(['(status, channel_id)', '(channel_id, status)']));
  });

  test('behind a range stand columns to be grouped by, and no expression', () => {
    const groupBy = [
      { column: 'channel_id', expression: null },
      { column: null, expression: 'date(sent_at)' },
    ];
    const proposed = propose({ predicates: [equal('user_hash'), above('sent_at')], groupBy, aggregated: true });
    expect(proposed).toContain('(user_hash, sent_at, channel_id)');
    expect(proposed.filter((index) => /sent_at, .*date/.test(index))).toEqual([]);
    expect(proposed.some((index) => index.includes('date(sent_at)'))).toBe(true);
  });

  test('the argument of max() follows the filters', () => {
    const asked = { predicates: [equal('user_hash')], aggregates: [aggregate('max', 'created_at')], aggregated: true };
    expect(propose(asked)).toContain('(user_hash, created_at)');
  });

  test('each alternative of an OR has its own', () => {
    const proposed = propose({ disjunctions: [[[equal('user_hash')], [equal('channel_id'), above('created_at')]]] });
    expect(proposed).toEqual(expect.arrayContaining(['(user_hash)', '(channel_id, created_at)']));
  });

  test('no IS NULL before an ordering or a group, whose order the planner would not see', () => {
    const live = [equal('channel_id'), isNull('sent_at')];
    const page = propose({ predicates: live, orderBy: [sortBy('created_at')], limit: 30 });
    expect(page[0]).toBe('(channel_id, created_at)');
    expect(page).toContain('(channel_id, created_at, sent_at)');
    expect(page).not.toContain('(channel_id, sent_at, created_at)');
    const counts = propose({ predicates: live, groupBy: [{ column: 'status', expression: null }] });
    expect(counts).toContain('(channel_id, status, sent_at)');
    expect(counts).not.toContain('(channel_id, sent_at, status)');
  });

  test('IS NULL is an equality', () => {
    expect(propose({ predicates: [isNull('sent_at'), above('created_at')] })[0]).toBe('(sent_at, created_at)');
  });

  test('no more keys than asked', () => {
    const predicates = ['user_hash', 'channel_id', 'status', 'email', 'created_at'].map(equal);
    const proposed = propose({ predicates }, { options: { maxIndexColumns: 2 } });
    expect(proposed.length).toBeGreaterThan(0);
    expect(proposed.every((index) => index.split(',').length <= 2)).toBe(true);
  });
});

describe('included columns', () => {
  const asked = { predicates: [equal('user_hash')], columnsRead: ['user_hash', 'channel_id'] };

  test('the other columns that are read, where they are few and narrow', () => {
    expect(propose(asked)).toEqual(['(user_hash)', '(user_hash) include (channel_id)']);
  });

  test.each<[string, Partial<RelationUse>, Setting]>([
    ['a wide one', { ...asked, columnsRead: ['user_hash', 'content'] }, {}],
    [
      'too many',
      { ...asked, columnsRead: ['user_hash', 'channel_id', 'status'] },
      { options: { maxIncludedColumns: 1 } },
    ],
    ['the target of a write', { ...asked, role: 'target' }, {}],
    ['a virtual column', { ...asked, columnsRead: ['user_hash', 'age'] }, {}],
    [
      'one that updates often set',
      asked,
      {
        queries: [
          query('u', [use('message', { role: 'target', columnsWritten: ['channel_id'] })], {
            shape: {
              kind: 'update',
              relations: [use('message', { role: 'target', columnsWritten: ['channel_id'] })],
              unresolved: [],
            },
          }),
        ],
      },
    ],
  ])('but not %s', (_, use, setting) => {
    expect(propose(use, setting).filter((index) => index.includes('include'))).toEqual([]);
  });
});

describe('expressions', () => {
  test.each([
    ['lower(email)', '((lower(email)))'],
    ["payload ->> 'kind'", "((payload ->> 'kind'))"],
    ["((payload ->> 'n')::integer)", "((((payload ->> 'n')::integer)))"],
    ["date_trunc('day', sent_at)", "((date_trunc('day', sent_at)))"],
    ["date_trunc('day', timezone('UTC', created_at))", "((date_trunc('day', timezone('UTC', created_at))))"],
    ['sent_at::date', '((sent_at::date))'],
    ['coalesce(channel_id, 0)', '((coalesce(channel_id, 0)))'],
    ['channel_id % 10', '((channel_id % 10))'],
  ])('%s is immutable, and a key', (expression, index) => {
    expect(propose({ predicates: [equal(expression)] })[0]).toBe(index);
  });

  test.each([
    ["date_trunc('day', created_at)"],
    ['created_at::date'],
    ['(created_at + interval)'],
    ['to_char(sent_at)'],
    ['to_tsvector(content)'],
    ['now() + sent_at'],
    ['random() * channel_id'],
    ['email::date'],
    ['sent_at::text'],
    ['tstzrange(sent_at, created_at)'],
    ['nonsense('],
    ['other_column + 1'],
  ])('%s is not', (expression) => {
    expect(propose({ predicates: [equal(expression)] })).toEqual([]);
  });

  test('a bound of a range is of its elements’ type', () => {
    for (const expression of ['lower(during)', 'upper(during)'])
      expect(propose({ predicates: [equal(expression)] })).toEqual([`((${expression}))`]);
    expect(propose({ predicates: [equal('range_merge(during)')] })).toEqual([]);
  });

  test('a time cut in a named zone is, since PostgreSQL 16', () => {
    const on = (serverVersionNum: number) => ({ database: { ...catalog([]).database, serverVersionNum } });
    const predicates = [equal("date_trunc('day', created_at, 'UTC')")];
    expect(propose({ predicates }, { catalog: on(160_000) })).toEqual(["((date_trunc('day', created_at, 'UTC')))"]);
    expect(propose({ predicates }, { catalog: on(150_000) })).toEqual([]);
    expect(propose({ predicates: [equal("date_trunc('day', created_at)")] }, { catalog: on(180_000) })).toEqual([]);
  });

  test.each([
    "payload['user']['id']",
    "payload -> 'user'",
    "pairs -> 'key'",
    'tags[1]',
    "CASE WHEN status IS NULL THEN 'none' ELSE status END",
    "NULLIF(email, '')",
    'GREATEST(created_at, created_at)',
    'email COLLATE "C"',
  ])('%s is one', (expression) => {
    expect(propose({ predicates: [equal(expression)] })).toEqual([`((${expression}))`]);
  });

  test('a function of the user is, when all of that name are immutable', () => {
    const own = (volatility: 'immutable' | 'stable') => ({
      ...FUNCTION_DEFAULTS,
      schema: 'public', name: 'slug', arguments: 'text', returns: 'text', language: 'sql', volatility, definition: null,
    }); // prettier-ignore
    expect(
      propose({ predicates: [equal('slug(email)')] }, { catalog: { functions: [own('immutable')] } }),
    ).toHaveLength(1);
    expect(propose({ predicates: [equal('slug(email)')] }, { catalog: { functions: [own('stable')] } })).toEqual([]);
  });
});

describe('other methods', () => {
  const trigram = { extensions: [{ name: 'pg_trgm', version: '1.6', schema: 'public' }] };

  test.each([
    ['containment of jsonb', [contains('payload')], ['using gin (payload jsonb_path_ops)', 'using gin (payload)']],
    ['existence in jsonb', [contains('payload', '?')], ['using gin (payload)']],
    ['overlap of arrays', [contains('tags', '&&')], ['using gin (tags)']],
    ['full text', [contains('search', '@@')], ['using gin (search)']],
    ['a range before another', [contains('during', '<<')], ['using gist (during)']],
    ['a range beside another', [contains('during', '-|-')], ['using gist (during)']],
    ['a point in a box', [contains('place', '<@')], ['using gist (place)']],
    ['the networks of an address', [contains('address', '>>=')], ['using gist (address inet_ops)']],
    ['a key of hstore', [contains('pairs', '?')], ['using gin (pairs)']],
    ['what is below a path', [contains('path', '<@')], ['using gist (path)']],
    ['the labels of a path', [contains('path', '@')], ['using gist (path)']],
    ['a pattern of a path', [{ ...like('path', 'top.*'), operator: '~' }], ['using gist (path)']],
    ['an array by itself', [equal('tags')], ['using gin (tags)']],
    [
      'a range that two columns span',
      [contains('tsrange(sent_at, sent_at)', '&&')],
      ['using gist ((tsrange(sent_at, sent_at)))'],
    ],
    ['what no method searches', [contains('tags', '<<'), contains('place', '?')], []],
  ])('%s', (_, predicates, expected) => {
    expect(propose({ predicates })).toEqual(expected);
  });

  test('a network that is known is a range of addresses', () => {
    const within = { ...contains('address', '<<='), value: { kind: 'literal', text: '10.0.0.0/8' } as const };
    expect(propose({ predicates: [within] })).toEqual(['using gist (address inet_ops)', '(address)']);
    expect(propose({ predicates: [contains('address', '<<=')] })).toEqual(['using gist (address inet_ops)']);
  });

  test('the nearest of places, when only some are asked for', () => {
    const nearest = (expression: string) => [{ column: null, expression, direction: 'asc', nulls: 'last' } as const];
    for (const text of ['place <-> point(1, 2)', '$1 <-> place'])
      expect(propose({ orderBy: nearest(text), limit: 5 })).toEqual(['using gist (place)']);
    expect(propose({ orderBy: nearest('place <-> point(1, 2)') })).toEqual([]);
    expect(propose({ orderBy: nearest('email <-> $1'), limit: 5 })).toEqual([]);
  });

  test('a leading wildcard needs pg_trgm, and three letters', () => {
    expect(propose({ predicates: [like('email', '%foo%')] })).toEqual([]);
    expect(propose({ predicates: [like('email', '%foo%')] }, { catalog: trigram })).toEqual([
      'using gin (email public.gin_trgm_ops)',
    ]);
    expect(propose({ predicates: [like('email', '%fo%')] }, { catalog: trigram })).toEqual([]);
  });

  test('similar texts, and the nearest of them, need pg_trgm', () => {
    const nearest = [{ column: null, expression: 'email <-> $1', direction: 'asc', nulls: 'last' } as const];
    for (const operator of ['%', '<%', '%>>'])
      expect(propose({ predicates: [contains('email', operator)] }, { catalog: trigram })).toEqual([
        'using gin (email public.gin_trgm_ops)',
      ]);
    expect(propose({ predicates: [contains('email', '%')] })).toEqual([]);
    expect(propose({ orderBy: nearest, limit: 5 }, { catalog: trigram })).toEqual([
      'using gist (email public.gist_trgm_ops)',
    ]);
  });

  test('no pattern of citext is in any index', () => {
    const table = relation('t', [column('email', 'public.citext')]);
    for (const pattern of ['%foo%', 'foo%'])
      expect(propose({ predicates: [like('email', pattern)] }, { table, catalog: trigram })).toEqual([]);
  });

  test('a prefix needs text_pattern_ops, unless strings sort by byte', () => {
    const predicates = [like('email', 'foo%')];
    expect(propose({ predicates })).toEqual(['(email text_pattern_ops)']);
    const database = { ...catalog([]).database, collate: 'C' };
    expect(propose({ predicates }, { catalog: { database } })).toEqual(['(email)']);
  });

  test('BRIN for a large table in physical order', () => {
    const events = (correlation: number, tuples: number) =>
      relation('events', [column('at', TIME, { statistics: statistics({ correlation }) })], { tuples });
    const predicates = [above('at')];
    expect(propose({ predicates }, { table: events(0.99, 10_000_000) })).toEqual(['using brin (at)', '(at)']);
    expect(propose({ predicates }, { table: events(0.2, 10_000_000) })).toEqual(['(at)']);
    expect(propose({ predicates }, { table: events(0.99, 10_000) })).toEqual(['(at)']);
  });

  test('BRIN for a table of 8 MB too, where a storage budget may have no room for a btree', () => {
    const events = (tuples: number) =>
      relation('events', [column('at', TIME, { statistics: statistics({ correlation: 0.99 }) })], { tuples });
    const of = (tuples: number) =>
      propose({ predicates: [above('at')] }, { table: events(tuples), options: { storageBudgetBytes: 100_000 } });
    expect(of(600_000)).toEqual(['using brin (at)', '(at)']);
    expect(of(1000)).toEqual(['(at)']);
  });
});

describe('never', () => {
  test.each([
    ['a type without order', [equal('raw')]],
    ['a point', [equal('place')]],
    ['a wide column', [equal('content')]],
    ['a virtual column', [equal('age')]],
    ['a system column', [equal('ctid')]],
  ])('%s as a key', (_, predicates) => {
    expect(propose({ predicates })).toEqual([]);
  });

  test.each<[string, Partial<Relation>]>([
    ['a view', { kind: 'view' }],
    ['a foreign table', { kind: 'foreign-table' }],
    ['a temporary table', { persistence: 'temporary' }],
    ['a table of an extension', { extension: 'postgis' }],
  ])('on %s', (_, more) => {
    expect(propose({ predicates: [equal('user_hash')] }, { table: { ...message, ...more } })).toEqual([]);
  });

  test('for a lookup by a unique key', () => {
    const table = { ...message, indexes: [existing(btree('message', ['id'], { unique: true }))] };
    expect(propose({ predicates: [equal('id'), equal('status')], columnsRead: ['id', 'status'] }, { table })).toEqual(
      [],
    );
  });

  test('what an existing index serves, in whatever order its equality columns stand', () => {
    const table = { ...message, indexes: [existing(btree('message', ['channel_id', 'user_hash', 'created_at desc']))] };
    const proposed = propose({ predicates: [equal('user_hash'), equal('channel_id'), above('created_at')] }, { table });
    expect(proposed).not.toContain('(user_hash, channel_id, created_at)');
    expect(proposed).not.toContain('(channel_id, user_hash, created_at)');
    expect(proposed).not.toContain('(channel_id)');
    expect(proposed).toContain('(user_hash, created_at)');
  });

  test('what an invalid index would serve is proposed', () => {
    const table = { ...message, indexes: [existing(btree('message', ['user_hash']), { valid: false })] };
    expect(propose({ predicates: [equal('user_hash')] }, { table })).toEqual(['(user_hash)']);
  });
});

describe('partitions', () => {
  const parent = { ...message, name: 'parent', kind: 'partitioned-table' as const };
  const leaf = (name: string, indexed: boolean): Relation => ({
    ...message,
    name,
    partitionOf: { parent: { schema: 'public', name: 'parent' }, bound: '' },
    indexes: indexed ? [existing(btree(name, ['user_hash']))] : [],
  });
  const on = (table: Relation, others: readonly Relation[]) => {
    const context = candidateContext(catalog([table, ...others]), [], { maxIndexColumns: 4 });
    const asked = use(table.name, { predicates: [equal('user_hash')] });
    return indexCandidates(table, asked, query('q', [asked]).shape, context).map(describeIndex);
  };

  test('the candidate is on the topmost parent', () => {
    expect(on(leaf('p1', false), [parent])).toEqual(['public.parent (user_hash)']);
  });

  test('an index of every leaf serves, of some not', () => {
    expect(on(parent, [leaf('p1', true), leaf('p2', true)])).toEqual([]);
    expect(on(parent, [leaf('p1', true), leaf('p2', false)])).toEqual(['public.parent (user_hash)']);
  });
});

describe('for any use', () => {
  const names = fc.constantFrom(
    'id',
    'user_hash',
    'channel_id',
    'created_at',
    'status',
    'email',
    'raw',
    'payload',
    'nope',
  );
  const asked = fc.record({
    predicates: fc.array(fc.oneof(names.map(equal), names.map(oneOf), names.map(above), names.map(isNull)), {
      maxLength: 8,
    }),
    joins: fc.array(
      fc.tuple(names, fc.nat(3)).map(([name, other]) => join(name, other)),
      { maxLength: 4 },
    ),
    orderBy: fc.array(
      fc.tuple(names, fc.constantFrom('asc' as const, 'desc' as const)).map(([name, way]) => sortBy(name, way)),
      { maxLength: 3 },
    ),
    groupBy: fc.array(
      names.map((name) => ({ column: name, expression: null })),
      { maxLength: 3 },
    ),
    columnsRead: fc.subarray(message.columns.map(({ name }) => name)),
    limit: fc.constantFrom(null, 10),
  });

  test('candidates are few, distinct, sortable and within the limits', () => {
    const context = candidateContext(catalog([message]), [], { maxIndexColumns: 3 });
    fc.assert(
      fc.property(asked, (one) => {
        const whole = use('message', one);
        const proposed = indexCandidates(message, whole, query('q', [whole]).shape, context);
        // 40 of the whole table, and 32 partial ones.
        expect(proposed.length).toBeLessThanOrEqual(72);
        expect(new Set(proposed.map(definitionKey)).size).toBe(proposed.length);
        for (const { keys, include } of proposed) {
          expect(keys.length).toBeGreaterThan(0);
          expect(keys.length).toBeLessThanOrEqual(3);
          const columns = [...keys.map((key) => key.column), ...include];
          expect(new Set(columns).size).toBe(columns.length);
          expect(keys.some((key) => ['raw', 'payload', 'nope', 'content'].includes(key.column ?? ''))).toBe(false);
        }
      }),
    );
  });

  test('what is proposed is not proposed again once it exists', () => {
    fc.assert(
      fc.property(asked, fc.nat(), (one, pick) => {
        const whole = use('message', one);
        const propose = (table: Relation) =>
          indexCandidates(
            table,
            whole,
            query('q', [whole]).shape,
            candidateContext(catalog([table]), [], { maxIndexColumns: 3 }),
          );
        const before = propose(message);
        const built = before[pick % Math.max(before.length, 1)];
        if (!built) return;
        const after = propose({ ...message, indexes: [existing(built)] });
        expect(after.map(definitionKey)).not.toContain(definitionKey(built));
      }),
    );
  });
});
