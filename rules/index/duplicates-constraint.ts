import { defineRule, redundancyProposals } from '../../src/lint/contract.ts';

export default defineRule({
  id: 'index/duplicates-constraint',
  severity: 'warning',
  since: '0.1.0',
  needs: ['catalog'],
  summary: 'An index has the same keys as the index of a primary key, a unique or an exclusion constraint.',
  consequence:
    'Every write keeps both up to date, both take disk and memory, and VACUUM reads both; no query gains by the second.',
  action: 'Drop the index that is not the constraint’s.',
  details:
    'The comparison is that of `index/duplicate`: keys with their operator class, collation, direction and place of nulls, predicate, and the set of included columns.',
  options: {},
  bad: {
    schema: `CREATE TABLE account (id bigint PRIMARY KEY, email text UNIQUE);
CREATE INDEX account_email_idx ON account (email);`,
  },
  good: {
    schema: `CREATE TABLE account (id bigint PRIMARY KEY, email text UNIQUE);
CREATE INDEX account_email_like ON account (email text_pattern_ops);`,
  },

  check: ({ catalog }) =>
    redundancyProposals(catalog, 'constraint', {
      message: ({ index, by, relation }) =>
        `${index.name} of ${relation.name} does what the index of constraint ${by.constraint ?? by.name} does already`,
      drops: true,
    }),
});
