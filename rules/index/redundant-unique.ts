import { defineRule, redundancyProposals } from '../../src/lint/contract.ts';

export default defineRule({
  id: 'index/redundant-unique',
  severity: 'info',
  since: '0.1.0',
  needs: ['catalog'],
  summary:
    'A unique index holds all columns of another unique index, so that its rows are unique by fewer columns already.',
  consequence:
    'Each insert pays for a check that can never fail, and the index cannot be dropped without a look at what stands on its uniqueness.',
  action:
    'Drop it if no query is served by it, or put an index that is not unique in its place. Keep it where code names its columns in `ON CONFLICT`.',
  details: `The other index must be unique over plain columns that are all \`NOT NULL\`, without predicate or with the same one, and checked no later. Primary keys, replica
identities, and keys that a foreign key refers to are left alone: a composite foreign key needs a unique key on exactly its columns.`,
  options: {},
  bad: {
    schema: `CREATE TABLE account (id bigint PRIMARY KEY, tenant_id bigint NOT NULL, name text, UNIQUE (tenant_id, id));`,
  },
  good: {
    schema: `CREATE TABLE account (id bigint PRIMARY KEY, tenant_id bigint NOT NULL, name text NOT NULL, UNIQUE (tenant_id, name));`,
  },

  check: ({ catalog }) =>
    redundancyProposals(catalog, 'unique', {
      message: ({ index, by, relation }) =>
        `Rows of ${relation.name} are unique by ${by.name} already, so that ${index.name} adds no uniqueness`,
      drops: false,
    }),
});
