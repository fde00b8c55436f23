import { describe, expect, test } from '@jest/globals';
import rule from '../../../rules/constraint/non-unique-external-key.ts';
import type { Relation } from '../../../src/catalog/model.ts';
import { aTable, anIndex } from '../../support/catalog-builder.ts';
import type { TableSpec } from '../../support/catalog-builder.ts';
import { aQuery } from '../../support/query-builder.ts';
import { proposalsOf } from '../../support/rule-context.ts';
import type { Given } from '../../support/rule-context.ts';

const channel: TableSpec = {
  columns: { id: 'bigint', type: 'character varying(20)', external_id: 'character varying(50)', name: 'text' },
  primaryKey: ['id'],
};

/** Each proposal as `severity schema.table(columns)`, or `silent: reason`. */
function says(given: Given): readonly string[] {
  return proposalsOf(rule, given).map(({ object, severity, silence }) =>
    silence === undefined
      ? `${severity} ${object.schema}.${object.table}(${object.columns.join(', ')})`
      : `silent: ${silence}`,
  );
}

function table(name: string, columns: TableSpec['columns'], given: Partial<TableSpec> = {}): Relation {
  return aTable(name, { columns: { id: 'bigint', ...columns }, primaryKey: ['id'], ...given });
}

describe('fires', () => {
  test('on external_id beside a type, on an empty database with no workload, as an error over both', () => {
    expect(says({ tables: [aTable('core_channel', channel)] })).toEqual([
      'error public.core_channel(type, external_id)',
    ]);
  });

  test('on external_id alone, as a warning', () => {
    expect(says({ tables: [table('device', { external_id: 'text' })] })).toEqual([
      'warning public.device(external_id)',
    ]);
  });

  test('on external_id alone when the workload looks up one row by it without the type', () => {
    const queries = [aQuery({ on: 'core_channel', where: { equality: ['external_id'] }, limit: 1 })];
    expect(says({ tables: [aTable('core_channel', channel)], queries })).toEqual([
      'error public.core_channel(external_id)',
    ]);
  });

  test('on both when a few of the look-ups compare the type too', () => {
    const queries = [
      aQuery({ on: 'core_channel', where: { equality: ['external_id'] }, limit: 21, calls: 900 }),
      aQuery({ on: 'core_channel', where: { equality: ['type', 'external_id'] }, limit: 21, calls: 100 }),
    ];
    expect(says({ tables: [aTable('core_channel', channel)], queries })).toEqual([
      'error public.core_channel(type, external_id)',
    ]);
  });

  test('in a second schema, and with names that must be quoted', () => {
    const tables = [
      aTable('Channel', {
        schema: 'Chat App',
        columns: { Id: 'bigint', providerName: 'text', externalId: 'text' },
        primaryKey: ['Id'],
      }),
    ];
    expect(says({ tables })).toEqual(['error Chat App.Channel(providerName, externalId)']);
  });

  test('on a partitioned table whose partition key is in the key', () => {
    const tables = [
      table(
        'contact',
        { tenant_id: 'bigint', external_id: 'text' },
        { kind: 'partitioned-table', with: { partitionKey: 'HASH (tenant_id)' } },
      ),
    ];
    expect(says({ tables })).toEqual(['warning public.contact(tenant_id, external_id)']);
  });

  test.each([
    ['users', 'email'],
    ['users', 'username'],
    ['users', 'stripe_customer_id'],
    ['accounts', 'github_id'],
    ['discord_channels', 'discord_channel_id'],
    ['orders', 'order_uuid'],
    ['orders', 'uuid'],
    ['posts', 'slug'],
    ['invitations', 'token'],
    ['clients', 'api_key'],
    ['products', 'sku'],
    ['bank_accounts', 'iban'],
    ['payments', 'payment_ref'],
  ])('on %s.%s by the name alone, as a warning', (name, column) => {
    expect(says({ tables: [table(name, { [column]: 'text' })] })).toEqual([`warning public.${name}(${column})`]);
  });

  test('on the uid that a provider gave', () => {
    expect(says({ tables: [table('logins', { provider: 'text', uid: 'text' })] })).toEqual([
      'error public.logins(provider, uid)',
    ]);
  });

  test('on a code only when the statistics or the look-ups support it', () => {
    const rows = 50_000;
    expect(says({ tables: [table('coupons', { code: 'text' })] })).toEqual([]);
    expect(says({ tables: [table('coupons', { code: { type: 'text', distinct: -1 } }, { rows })] })).toEqual([
      'warning public.coupons(code)',
    ]);
    const queries = [aQuery({ on: 'coupons', where: { equality: ['code'] }, limit: 1 })];
    expect(says({ tables: [table('coupons', { code: 'text' })], queries })).toEqual(['warning public.coupons(code)']);
  });

  test('on any column that is unique by the statistics and looked up for one row, as info', () => {
    const tables = [table('devices', { handset: { type: 'text', distinct: -1 } }, { rows: 10_000 })];
    const queries = [aQuery({ on: 'devices', where: { equality: ['handset'] }, calls: 500, rows: 480 })];
    expect(says({ tables, queries })).toEqual(['info public.devices(handset)']);
  });

  test('on a slug within its tenant', () => {
    expect(says({ tables: [table('posts', { workspace_id: 'bigint', slug: 'text' })] })).toEqual([
      'warning public.posts(workspace_id, slug)',
    ]);
  });

  test('on an email by itself, where a person has chosen a tenant for now', () => {
    const tables = [table('users', { activeWorkspaceId: 'bigint', last_team_id: 'bigint', email: 'text' })];
    expect(says({ tables })).toEqual(['warning public.users(email)']);
  });

  test('on an email by itself, whatever the language of the person', () => {
    expect(says({ tables: [table('users', { language: 'text', email: 'text' })] })).toEqual([
      'warning public.users(email)',
    ]);
    expect(says({ tables: [table('pages', { language: 'text', slug: 'text' })] })).toEqual([
      'warning public.pages(language, slug)',
    ]);
  });

  test('on a key that its parent scopes, when every look-up compares the parent', () => {
    const tables = [table('chapters', { book_id: 'bigint', slug: 'text' }, { foreignKeys: { book_id: 'books' } })];
    const queries = [aQuery({ on: 'chapters', where: { equality: ['book_id', 'slug'] }, limit: 1 })];
    expect(says({ tables, queries })).toEqual(['error public.chapters(book_id, slug)']);
  });

  test('as an error that counts the duplicates, when --check-data found some', () => {
    const given: Given = {
      tables: [table('device', { external_id: 'text' })],
      duplicates: [
        {
          relation: { schema: 'public', name: 'device' },
          columns: ['external_id'],
          duplicateKeys: 3,
          checkedRows: 5_000,
        },
      ],
    };
    expect(says(given)).toEqual(['error public.device(external_id)']);
    expect(proposalsOf(rule, given)[0]?.notes).toContain('3 duplicate keys exist now');
  });

  test('where an invalid unique index is all that holds the column', () => {
    const device = table('device', { external_id: 'text' });
    const invalid = anIndex(device, 'device_external_id_key', { keys: ['external_id'], unique: true, valid: false });
    expect(says({ tables: [{ ...device, indexes: [...device.indexes, invalid] }] })).toEqual([
      'warning public.device(external_id)',
    ]);
  });

  test('where the unique index holds the primary key too, and so says nothing', () => {
    const tables = [table('device', { external_id: 'text' }, { unique: [['external_id', 'id']] })];
    expect(says({ tables })).toEqual(['warning public.device(external_id)']);
  });

  test('on a name that the options add', () => {
    const options = { [rule.id]: { names: ['badge'] } };
    const tables = [table('gate', { badge: 'text' })];
    expect([says({ tables }), says({ tables, options })]).toEqual([[], ['warning public.gate(badge)']]);
  });
});

describe('is silent', () => {
  test.each([
    ['a unique constraint over both', { unique: [['type', 'external_id']] }],
    ['a unique constraint over it alone', { unique: [['external_id']] }],
    ['a primary key', { primaryKey: ['external_id'] }],
    ['a primary key with it', { primaryKey: ['type', 'external_id'] }],
    [
      'a partial unique index',
      { indexes: [{ keys: ['external_id'], unique: true, predicate: '(external_id IS NOT NULL)' }] },
    ],
    [
      'a unique index for living rows',
      { indexes: [{ keys: ['external_id'], unique: true, predicate: '(deleted_at IS NULL)' }] },
    ],
    ['a unique expression index', { indexes: [{ keys: ['(lower((external_id)::text))'], unique: true }] }],
    ['an exclusion constraint', { indexes: [{ keys: ['external_id', 'period'], exclusion: true, method: 'gist' }] }],
    [
      'a unique index that is being built',
      { indexes: [{ keys: ['external_id'], unique: true, valid: false, inBuild: true }] },
    ],
    ['a foreign key', { foreignKeys: { external_id: 'things' } }],
  ] as const)('where %s holds it', (_, given) => {
    expect(says({ tables: [aTable('core_channel', { ...channel, ...given })] })).toEqual([]);
  });

  test.each([
    ['a hash of a user', 'messages', { user_hash: { type: 'uuid', distinct: 900 } }],
    ['the key of another table here', 'orders', { customer_uuid: 'uuid' }],
    ['an email that a form asked for', 'orders', { email: 'text' }],
    ['a sku of a line', 'order_items', { sku: 'text' }],
    ['a page number', 'pages', { page_number: 'integer' }],
    ['an integer without a foreign key', 'orders', { author_id: { type: 'bigint', distinct: -1 } }],
    ['a checksum', 'files', { external_checksum: 'text' }],
    ['an identity column', 'things', { external_id: { type: 'bigint', identity: 'always' } }],
    ['a provider’s customer on each payment', 'payments', { stripe_customer_id: 'text' }],
    ['an external id in a log', 'webhook_events', { external_id: 'text' }],
    ['what a calendar knows an event by', 'calendar_items', { uid: 'text' }],
    ['the user who wrote a row', 'write_offs', { write_uid: 'text' }],
    ['one of the addresses of a person', 'identities', { user_id: 'bigint', email: 'text' }],
    ['a token that is a number', 'comments', { session_token: 'integer' }],
    ['a bucket of a hash', 'dialogs', { hash_id: 'bigint' }],
    ['a token that a device keeps', 'devices', { push_token: 'text' }],
    ['a type by which rows are found', 'devices', { type: { type: 'text', distinct: 4 } }],
  ] as const)('on %s (%s)', (_, name, columns) => {
    const customers = table('customers', { name: 'text' });
    expect(says({ tables: [table(name, columns as TableSpec['columns'], { rows: 10_000 }), customers] })).toEqual([]);
  });

  test('on views, partitions, children by inheritance, extension members and tables of frameworks', () => {
    const device = table('device', { external_id: 'text' });
    const parent = { schema: 'public', name: 'parent' };
    const tables: Relation[] = [
      { ...device, kind: 'view' },
      { ...device, partitionOf: { parent, bound: 'DEFAULT' } },
      { ...device, inherits: [parent] },
      { ...device, extension: 'postgis' },
      { ...device, persistence: 'temporary' },
      table('auth_user', { email: 'text', username: 'text' }),
      table('active_storage_blobs', { key: 'text' }),
    ];
    expect(says({ tables })).toEqual([]);
  });

  test('where the statistics show many rows a value, with that reason', () => {
    const tables = [table('device', { external_id: { type: 'text', distinct: 1000 } }, { rows: 100_000 })];
    expect(says({ tables })).toEqual(['silent: external_id repeat: about 100 rows for each external_id']);
  });

  test('where one value stands in many rows', () => {
    const external_id = { type: 'text', distinct: -0.95, frequencies: [0.04] };
    expect(says({ tables: [table('device', { external_id }, { rows: 100_000 })] })).toEqual([
      'silent: one value of external_id stands in about 4000 rows',
    ]);
  });

  test('where more rows share a key than the scope has values', () => {
    const tables = [
      aTable('core_channel', {
        rows: 100_000,
        columns: { id: 'bigint', type: { type: 'text', distinct: 3 }, external_id: { type: 'text', distinct: 500 } },
        primaryKey: ['id'],
      }),
    ];
    expect(says({ tables })).toEqual(['silent: type and external_id repeat: about 200 rows for each external_id']);
  });

  test('where the queries that look it up get several rows', () => {
    const queries = [aQuery({ on: 'device', where: { equality: ['external_id'] }, calls: 100, rows: 900 })];
    expect(says({ tables: [table('device', { external_id: 'text' })], queries })).toEqual([
      'silent: queries that look up external_id get several rows',
    ]);
  });

  test('on a partitioned table whose partition key the constraint would have to include, with that reason', () => {
    const tables = [
      table(
        'device',
        { external_id: 'text' },
        { kind: 'partitioned-table', with: { partitionKey: 'RANGE ("Created At")' } },
      ),
    ];
    expect(says({ tables })).toEqual([
      'silent: a unique constraint would have to include the partition key (Created At)',
    ]);
  });

  test('where a tenth of the keys are duplicates: that is no accident', () => {
    const duplicates = [
      {
        relation: { schema: 'public', name: 'device' },
        columns: ['external_id'],
        duplicateKeys: 2_000,
        checkedRows: 5_000,
      },
    ];
    expect(says({ tables: [table('device', { external_id: 'text' })], duplicates })).toEqual([
      'silent: 2000 keys occur more than once in 5000 rows: no key by design',
    ]);
  });
});

test.each([
  ["''::character varying", 0],
  ["'-'::text", 0],
  ['gen_random_uuid()', 1],
  [null, 1],
])('with the default %s a uuid is reported %d times', (value, times) => {
  const uuid = { type: 'character varying', default: value };
  expect(says({ tables: [table('hosts', { uuid })] })).toHaveLength(times);
});

test('a log written as one word is one', () => {
  const reports = (name: string) => says({ tables: [table(name, { resource_cuid: 'text' })] }).length;
  expect([reports('auditlog'), reports('error_logs'), reports('blog')]).toEqual([0, 0, 1]);
});

test('a reference of no noun needs more than its name', () => {
  const named = (name: string) => says({ tables: [table('payments', { [name]: 'text' })] }).length;
  expect([named('reference'), named('payment_reference')]).toEqual([0, 1]);
});

describe('its fix', () => {
  test('is a unique constraint, discriminator first, that treats nulls as distinct', () => {
    expect(proposalsOf(rule, { tables: [aTable('core_channel', channel)] })[0]?.fix).toEqual({
      kind: 'add-unique',
      relation: { schema: 'public', name: 'core_channel' },
      columns: ['type', 'external_id'],
      nullsNotDistinct: false,
      predicate: null,
      name: null,
    });
  });

  test('leaves out the deleted rows of a table with soft deletion', () => {
    const tables = [table('users', { email: 'text', deleted_at: 'timestamp with time zone' })];
    expect(proposalsOf(rule, { tables })[0]?.fix).toMatchObject({ predicate: '(deleted_at IS NULL)' });
  });
});

test('says when the table was never analysed', () => {
  expect(proposalsOf(rule, { tables: [aTable('core_channel', channel)] })[0]?.notes).toEqual([
    'never analysed: no statistics tell whether it is unique',
  ]);
});

test('names columns, and no value', () => {
  expect(proposalsOf(rule, { tables: [aTable('core_channel', channel)] })[0]?.message).toBe(
    'Nothing stops two rows of core_channel from having the same type and external_id',
  );
});
