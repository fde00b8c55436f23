import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Advice, AdvisedIndex, PricedQuery } from '../../src/advisor/model.ts';
import type { IndexDefinition } from '../../src/catalog/model.ts';
import type { Proposal } from '../../src/lint/contract.ts';
import { assembleFindings } from '../../src/lint/findings.ts';
import type { RuleProposal } from '../../src/lint/run.ts';
import type { Fix, FixIntent, Severity } from '../../src/report/model.ts';
import { loadParser } from '../../src/sql/parser.ts';
import { aDefinition } from '../support/catalog-builder.ts';
import { aQuery } from '../support/query-builder.ts';

beforeAll(loadParser);

const MESSAGE = { schema: 'public', name: 'message' };
const byUser = aDefinition(MESSAGE, ['user_hash', 'created_at']);
const byTime = aDefinition(MESSAGE, ['created_at']);

const lookup = aQuery({
  on: 'message',
  fingerprint: 'lookup',
  calls: 900,
  totalMs: 300,
  where: { equality: ['user_hash'] },
});
const total = aQuery({ on: 'message', fingerprint: 'total', calls: 100, totalMs: 100, aggregated: true });

function proposed(rule: string, given: Partial<Proposal> = {}, severity: Severity = 'warning'): RuleProposal {
  const object = { schema: 'public', table: 'message', columns: ['user_hash'], name: null };
  return { rule, severity, proposal: { object, message: `${rule} says so`, fingerprints: ['lookup'], ...given } };
}

function price(fingerprint: string, costBefore: number, costAfter: number): PricedQuery {
  return {
    fingerprint,
    costBefore,
    costAfter,
    before: { 'public.message': 'Seq Scan' },
    after: { 'public.message': 'Index Scan using new' },
    reads: ['public.message_read_idx'],
  };
}

function advise(indexes: readonly [IndexDefinition, readonly string[]][], given: Partial<Advice> = {}): Advice {
  return {
    indexes: indexes.map(([definition, serves]): AdvisedIndex => ({ definition, serves, sizeBytes: 8192, benefit: 1 })),
    queries: [price('lookup', 1000, 10), price('total', 5000, 100)],
    rejected: [],
    unplannable: [],
    costBefore: 0,
    costAfter: 0,
    incomplete: [],
    ...given,
  };
}

let named = 0;
function fixFor(intent: FixIntent): Fix {
  const created = `public."new ${++named}"`;
  return { kind: intent.kind, check: [], up: [`-- ${created}`], down: [], transactional: false, creates: [created] };
}

function assemble(proposals: readonly RuleProposal[], advice: Advice | null) {
  named = 0;
  return assembleFindings({ proposals, advice, queries: [lookup, total], fixFor });
}

const composite = proposed('index/missing-composite', { indexes: [byUser] });
const compositeOfTotal = proposed('index/missing-composite', { indexes: [byTime], fingerprints: ['total'] });
const aggregate = proposed('query/unindexed-aggregate-filter', { indexes: [byTime], fingerprints: ['total'] });

describe('an advised index', () => {
  test('is one finding, with what its queries cost before and after', () => {
    const { findings } = assemble([composite], advise([[byUser, ['lookup']]]));
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({
      rule: 'index/missing-composite',
      object: { schema: 'public', table: 'message', columns: ['user_hash', 'created_at'], name: 'new 1' },
      evidence: { sizeBytes: 8192, writeCost: null, notes: [] },
      fix: { kind: 'create-index' },
    });
    expect(findings[0]?.evidence.queries).toEqual([
      {
        fingerprint: 'lookup',
        sql: 'SELECT * FROM message',
        calls: 900,
        totalMs: 300,
        share: 0.75,
        costBefore: 1000,
        costAfter: 10,
        observedMs: 300 / 900,
        before: 'Seq Scan',
        after: 'Index Scan using new',
      },
    ]);
  });

  test('is the aggregate rule’s where aggregated queries gain most', () => {
    const advice = advise([[byTime, ['lookup', 'total']]], {
      queries: [price('lookup', 12, 10), price('total', 5000, 100)],
    });
    expect(assemble([composite, compositeOfTotal, aggregate], advice).findings.map(({ rule }) => rule)).toEqual([
      'query/unindexed-aggregate-filter',
    ]);
  });

  test('is the index rule’s where plain look-ups gain most, and lists the query that gains most first', () => {
    const { findings } = assemble([aggregate, composite, compositeOfTotal], advise([[byUser, ['total', 'lookup']]]));
    expect(findings.map(({ rule }) => rule)).toEqual(['index/missing-composite']);
    expect(findings[0]?.evidence.queries.map(({ fingerprint }) => fingerprint)).toEqual(['lookup', 'total']);
  });

  test('is the index rule’s when both gain the same', () => {
    const advice = advise([[byUser, ['lookup', 'total']]], {
      queries: [price('lookup', 11, 10), price('total', 19, 10)],
    });
    expect(assemble([aggregate, composite], advice).findings.map(({ rule }) => rule)).toEqual([
      'index/missing-composite',
    ]);
  });

  test('is nobody’s finding when no rule proposed anything for it', () => {
    const elsewhere = aDefinition({ schema: 'other', name: 'message' }, ['user_hash']);
    expect(assemble([composite], advise([[elsewhere, ['lookup']]])).findings).toEqual([]);
  });

  test('stays a finding when the server cannot have its fix, and says why', () => {
    const refuse = () => ({ refused: 'PostgreSQL 14.1 builds corrupt indexes' });
    const { findings } = assembleFindings({
      proposals: [proposed('index/missing-composite', { indexes: [byUser], notes: ['a fact'] })],
      advice: advise([[byUser, ['lookup']]]),
      queries: [lookup, total],
      fixFor: refuse,
    });
    expect(findings).toMatchObject([
      {
        object: { columns: ['user_hash', 'created_at'], name: null },
        evidence: { notes: ['a fact', 'no fix: PostgreSQL 14.1 builds corrupt indexes'] },
        fix: null,
      },
    ]);
  });

  test('tells a partial or GIN index from a plain one on the same columns', () => {
    const partial = aDefinition(MESSAGE, ['created_at'], { method: 'gin', predicate: '(deleted_at IS NULL)' });
    const { findings } = assemble(
      [composite],
      advise([
        [byTime, ['lookup']],
        [partial, ['lookup']],
      ]),
    );
    expect(findings.map(({ object }) => object.variant)).toEqual([undefined, 'gin WHERE (deleted_at IS NULL)']);
  });
});

describe('what is not reported', () => {
  const rejected = (reason: string) =>
    advise([], { rejected: [{ definition: byUser, reason, fingerprints: ['lookup'] }] });

  test('an index that was not taken is a silence with the advisor’s reason', () => {
    expect(assemble([composite], rejected('saves 3 %, less than 10 %'))).toEqual({
      findings: [],
      silences: [
        {
          rule: 'index/missing-composite',
          object: composite.proposal.object,
          reason: 'saves 3 %, less than 10 %',
          fingerprints: ['lookup'],
        },
      ],
    });
  });

  test('an alternative to an index that was taken is not mentioned', () => {
    const advice = { ...advise([[byTime, ['lookup']]]), rejected: rejected('no plan uses it').rejected };
    expect(
      assemble([{ ...composite, proposal: { ...composite.proposal, indexes: [byUser, byTime] } }], advice).silences,
    ).toEqual([]);
  });

  test('a query that cannot be planned says why', () => {
    const advice = advise([], { unplannable: [{ fingerprint: 'lookup', reason: 'type hstore is not there' }] });
    expect(assemble([composite], advice).silences.map(({ reason }) => reason)).toEqual([
      'the query cannot be planned: type hstore is not there',
    ]);
  });

  test('without a planner, nothing was priced', () => {
    expect(assemble([composite], null).silences.map(({ reason }) => reason)).toEqual(['not priced: no planner ran']);
  });

  test('a proposal that its rule withdraws keeps the rule’s reason; the same twice is one', () => {
    const withdrawn = proposed('constraint/x', { silence: 'it repeats' });
    const again = proposed('constraint/x', { silence: 'it repeats', fingerprints: ['total'] });
    expect(assemble([withdrawn, again], null)).toMatchObject({
      findings: [],
      silences: [{ rule: 'constraint/x', reason: 'it repeats', fingerprints: ['lookup', 'total'] }],
    });
  });
});

describe('a unique constraint', () => {
  const unique = (columns: readonly string[], predicate: string | null = null) =>
    proposed('constraint/non-unique-external-key', {
      object: { schema: 'public', table: 'message', columns, name: null },
      fix: { kind: 'add-unique', relation: MESSAGE, columns, nullsNotDistinct: false, predicate, name: null },
    });
  const index = proposed('index/missing-composite', { indexes: [aDefinition(MESSAGE, ['user_hash'])] });
  const advice = advise([[aDefinition(MESSAGE, ['user_hash']), ['lookup']]]);

  test('takes in the index that it makes needless, with its evidence', () => {
    const { findings, silences } = assemble([unique(['user_hash', 'created_at']), index], advice);
    expect(findings.map(({ rule, evidence }) => [rule, evidence.queries[0]?.costAfter, evidence.sizeBytes])).toEqual([
      ['constraint/non-unique-external-key', 10, 8192],
    ]);
    expect(silences.map(({ reason }) => reason)).toEqual(['the unique index on user_hash and created_at will serve']);
  });

  test('whatever its keys, where every query that it serves compares all columns of the constraint', () => {
    const proposals = [unique(['user_hash', 'created_at']), index];
    const comparing = aQuery({
      on: 'message',
      fingerprint: 'lookup',
      where: { equality: ['user_hash', 'created_at'] },
    });
    for (const keys of [['created_at', 'user_hash'], ['created_at']]) {
      const other = advise([[aDefinition(MESSAGE, keys), ['lookup']]]);
      expect(assemble(proposals, other).findings).toHaveLength(2);
      expect(assembleFindings({ proposals, advice: other, queries: [comparing], fixFor }).findings).toHaveLength(1);
    }
  });

  test('of the living rows alone, where every query that the index serves asks for these', () => {
    const proposals = [unique(['user_hash'], '(created_at IS NULL)'), index];
    const ofAll = aQuery({ on: 'message', fingerprint: 'lookup', where: { equality: ['user_hash'] } });
    const ofLiving = aQuery({
      on: 'message',
      fingerprint: 'lookup',
      where: { equality: ['user_hash'], 'null-test': ['created_at'] },
    });
    expect(assembleFindings({ proposals, advice, queries: [ofAll], fixFor }).findings).toHaveLength(2);
    const { findings } = assembleFindings({ proposals, advice, queries: [ofLiving], fixFor });
    expect(findings.map(({ rule, evidence }) => [rule, evidence.sizeBytes])).toEqual([
      ['constraint/non-unique-external-key', 8192],
    ]);
  });

  test('but not where it is partial, or starts with another column', () => {
    expect(assemble([unique(['user_hash'], '(deleted_at IS NULL)'), index], advice).findings).toHaveLength(2);
    expect(assemble([unique(['created_at', 'user_hash']), index], advice).findings).toHaveLength(2);
  });
});

test('the same rule on the same object is one finding, as grave as the gravest', () => {
  const { findings } = assemble(
    [
      proposed('constraint/x', { notes: ['a', 'b'] }),
      proposed('constraint/x', { notes: ['b', 'c'], fingerprints: ['total'], message: 'worse' }, 'error'),
    ],
    null,
  );
  expect(findings).toMatchObject([{ severity: 'error', message: 'worse', evidence: { notes: ['a', 'b', 'c'] } }]);
  expect(findings[0]?.evidence.queries.map(({ fingerprint }) => fingerprint)).toEqual(['lookup', 'total']);
});

test('findings come by severity, object and rule, and their names are given in that order', () => {
  const at = (table: string) => ({ object: { schema: 'public', table, columns: [], name: null } });
  const fix: FixIntent = { kind: 'create-index', index: byUser, name: null };
  const proposals = [
    proposed('b/x', { ...at('b'), fix }, 'info'),
    proposed('b/x', { ...at('a'), fix }),
    proposed('a/x', { ...at('a'), fix }),
    proposed('a/x', { ...at('z'), fix }, 'error'),
  ];
  const order = (given: readonly RuleProposal[]) =>
    assemble(given, null).findings.map(
      ({ severity, rule, object }) => `${severity} ${object.table} ${rule} ${object.name}`,
    );
  expect(order(proposals)).toEqual([
    'error z a/x new 1',
    'warning a a/x new 2',
    'warning a b/x new 3',
    'info b b/x new 4',
  ]);
  expect(order([...proposals].reverse())).toEqual(order(proposals));
});

describe('beside what exists and what is advised', () => {
  test('what was said of an index is taken back where a plan reads it', () => {
    const about = (name: string) => ({ schema: 'public', table: 'message', columns: ['state'], name });
    const proposals = ['message_read_idx', 'message_other_idx'].map((name) =>
      proposed('index/low-cardinality', { object: about(name), fingerprints: [], unlessUsed: true }),
    );
    const { findings, silences } = assemble(proposals, advise([]));
    expect(findings.map(({ object }) => object.name)).toEqual(['message_other_idx']);
    expect(silences).toMatchObject([
      { object: about('message_read_idx'), reason: 'the plans of the workload read this index' },
    ]);
    expect(assemble(proposals, null).findings).toHaveLength(2);
  });

  test('a foreign key needs no index beside an advised one that begins with its columns', () => {
    const fix = (index: IndexDefinition) => ({ kind: 'create-index', index, name: null }) as const;
    const keyed = [
      proposed('index/unindexed-foreign-key', { fingerprints: [], fix: fix(byUser) }),
      proposed('index/unindexed-polymorphic', { fingerprints: [], fix: fix(byTime) }),
    ];
    const { findings } = assemble([...keyed, composite], advise([[byUser, ['lookup']]]));
    const shown = findings.map(({ rule, fix: own, evidence }) => [rule, own !== null, evidence.notes]);
    expect(shown).toContainEqual([
      'index/unindexed-foreign-key',
      false,
      [expect.stringMatching(/^the index on user_hash.* that is proposed serves it too$/)],
    ]);
    expect(shown).toContainEqual(['index/unindexed-polymorphic', true, []]);
  });

  test.each([
    ['where its columns are not null', '(user_hash IS NOT NULL)', false],
    ['where something else is so', "(state = 'open'::text)", true],
  ])('a foreign key, beside an advised partial index of the rows %s: %s', (_, predicate, hasOwn) => {
    const fix = { kind: 'create-index', index: byUser, name: null } as const;
    const keyed = proposed('index/unindexed-foreign-key', { fingerprints: [], fix });
    const { findings } = assemble([keyed, composite], advise([[{ ...byUser, predicate }, ['lookup']]]));
    const own = findings.find(({ rule }) => rule === 'index/unindexed-foreign-key');
    expect(own?.fix !== null).toBe(hasOwn);
  });

  test('a foreign key of several columns needs none beside one that begins with them in another order', () => {
    const fix = { kind: 'create-index', index: aDefinition(MESSAGE, ['channel', 'user_hash']), name: null } as const;
    const advice = advise([[aDefinition(MESSAGE, ['user_hash', 'channel', 'created_at']), ['lookup']]]);
    const fixOf = (isLookup: boolean) => {
      const key = proposed('index/unindexed-foreign-key', { fix: { ...fix, ...(isLookup && { isLookup }) } });
      return assemble([key, composite], advice).findings.find(({ rule }) => rule === key.rule)!.fix;
    };
    expect(fixOf(true)).toBeNull();
    expect(fixOf(false)).not.toBeNull();
  });

  test('a foreign key needs no index beside a unique constraint that begins with its columns and is proposed', () => {
    const key = proposed('index/unindexed-foreign-key', {
      fingerprints: [],
      fix: { kind: 'create-index', index: byUser, name: null },
    });
    const unique = (predicate: string | null) =>
      proposed('constraint/non-unique-external-key', {
        object: { schema: 'public', table: 'message', columns: ['user_hash', 'slug'], name: null },
        fix: {
          kind: 'add-unique',
          relation: MESSAGE,
          columns: byUser.keys.map(({ column }) => column!).concat('slug'),
          nullsNotDistinct: false,
          predicate,
          name: null,
        },
      });
    const ofKey = (predicate: string | null) =>
      assemble([key, unique(predicate)], null).findings.find(({ rule }) => rule === 'index/unindexed-foreign-key')!;
    expect(ofKey(null)).toMatchObject({
      fix: null,
      evidence: { notes: [expect.stringMatching(/^the unique index on .* and slug that is proposed serves it too$/)] },
    });
    expect(ofKey('(deleted_at IS NULL)').fix).not.toBeNull();
  });

  test('what is said of an index that an advised one takes the place of has no fix of its own', () => {
    const about = (name: string) => ({ schema: 'public', table: 'message', columns: ['user_hash'], name });
    const drop = { kind: 'drop-index', relation: MESSAGE, index: 'twin_idx', keep: 'old_idx' } as const;
    const proposals = [
      composite,
      proposed('index/invalid', { object: about('old_idx'), fix: { ...drop, kind: 'reindex', index: 'old_idx' } }),
      proposed('index/duplicate', { object: about('twin_idx'), fix: drop }),
      proposed('index/unused', {
        object: about('other_idx'),
        fix: { kind: 'drop-index', relation: MESSAGE, index: 'other_idx' },
      }),
    ];
    const { findings } = assembleFindings({
      proposals,
      advice: advise([[byUser, ['lookup']]]),
      queries: [lookup],
      fixFor,
      madeRedundant: () => ['old_idx'],
      replaced: () => ['old_idx'],
    });
    const shown = findings.map(({ rule, fix, evidence }) => [rule, fix !== null, evidence.notes]);
    const note = expect.stringMatching(/^the index on user_hash.* that is proposed takes the place of old_idx$/);
    expect(shown).toContainEqual(['index/invalid', false, [note]]);
    expect(shown).toContainEqual(['index/duplicate', false, [note]]);
    expect(shown).toContainEqual(['index/unused', true, []]);
  });

  test('the indexes that an advised one makes redundant are named', () => {
    const advice = advise([[byUser, ['lookup']]]);
    const madeRedundant = (added: IndexDefinition) => (added === byUser ? ['a_idx', 'b_idx'] : ['c_idx']);
    const { findings } = assembleFindings({ proposals: [composite], advice, queries: [lookup], fixFor, madeRedundant });
    expect(findings[0]!.evidence.notes).toEqual([
      'it does all that a_idx and b_idx do, to be dropped once it is there',
    ]);
  });
});
