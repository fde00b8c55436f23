import { defineRule, redundancyProposals } from '../../src/lint/contract.ts';

export default defineRule({
  id: 'index/duplicate',
  severity: 'warning',
  since: '0.1.0',
  needs: ['catalog'],
  summary:
    'Two indexes of a table are the same: equal keys, order, operator classes, collations, predicate and included columns.',
  consequence:
    'Every write keeps both up to date, both take disk and memory, and VACUUM reads both; no query gains by the second.',
  action: 'Drop the one that the finding names. It is the one on which nothing else stands, or the newer.',
  details: `Equal are the access method, each key with its operator class, collation, direction and place of nulls, the set of included columns, and the
predicate. A unique index makes an equal one that is not unique a duplicate, but not the other way round, and \`NULLS NOT DISTINCT\` and deferrable
constraints count as another uniqueness. Kept is the primary key, then a constraint, the replica identity, what the table is clustered on, what a
foreign key refers to, and the older index. Invalid indexes neither count nor are judged. Duplicates of a constraint's index are the subject of
\`index/duplicates-constraint\`; two constraints over the same columns are told here, and are for you to choose between.`,
  options: {},
  bad: {
    schema: `CREATE TABLE invoice (id bigint PRIMARY KEY, account_id bigint NOT NULL);
CREATE INDEX invoice_account_id_idx ON invoice (account_id);
CREATE INDEX invoice_by_account ON invoice (account_id);`,
  },
  good: {
    schema: `CREATE TABLE invoice (id bigint PRIMARY KEY, account_id bigint NOT NULL, state text);
CREATE INDEX invoice_account_id_idx ON invoice (account_id);
CREATE INDEX invoice_open_idx ON invoice (account_id) WHERE state = 'open';`,
  },

  check: ({ catalog }) =>
    redundancyProposals(catalog, 'duplicate', {
      message: ({ index, by, relation }) => `${index.name} of ${relation.name} is the same index as ${by.name}`,
      drops: true,
    }),
});
