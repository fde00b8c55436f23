import { defineRule, redundancyProposals } from '../../src/lint/contract.ts';

export default defineRule({
  id: 'index/redundant-prefix',
  severity: 'warning',
  since: '0.1.0',
  needs: ['catalog'],
  summary: 'A longer index starts with all keys of a shorter one, and so finds whatever the shorter one finds.',
  consequence: 'Every write keeps both up to date, and both take disk and memory.',
  action:
    'Look whether the shorter index is much smaller and used by hot queries (`pg_stat_user_indexes`); if not, drop it with `DROP INDEX CONCURRENTLY`, and keep its definition.',
  details: `Both are B-trees with the same predicate. Each key of the shorter one has the same operator class, collation, direction and place of nulls in the longer one
(a single key may be wholly reversed, as it is read backward just as well), and its included columns are all in the longer one. A unique index is
never redundant this way, and a partial, hash or GIN index never covers another. No migration drops it by itself: a shorter index is smaller, may hold
equal keys once where the longer cannot, and may keep index-only scans.`,
  options: {},
  bad: {
    schema: `CREATE TABLE message (id bigint PRIMARY KEY, user_id bigint NOT NULL, sent_on date NOT NULL);
CREATE INDEX message_user_id_idx ON message (user_id);
CREATE INDEX message_user_id_sent_on_idx ON message (user_id, sent_on);`,
  },
  good: {
    schema: `CREATE TABLE message (id bigint PRIMARY KEY, user_id bigint NOT NULL, sent_on date NOT NULL);
CREATE INDEX message_sent_on_idx ON message (sent_on);
CREATE INDEX message_user_id_sent_on_idx ON message (user_id, sent_on);`,
  },

  check: ({ catalog }) =>
    redundancyProposals(catalog, 'prefix', {
      message: ({ index, by, relation }) => `${by.name} of ${relation.name} finds all that ${index.name} finds`,
      drops: false,
    }),
});
