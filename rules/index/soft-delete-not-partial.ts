import { columnOf, defineRule, found, isNeeded, listOf, ownIndexes } from '../../src/lint/contract.ts';
import type { OwnIndex, Relation } from '../../src/lint/contract.ts';

export default defineRule({
  id: 'index/soft-delete-not-partial',
  severity: 'info',
  since: '0.1.0',
  needs: ['catalog', 'statistics'],
  summary: 'Many rows of a table are deleted softly, and indexes hold them all the same.',
  consequence: 'Queries for living rows read entries of deleted ones, and look up their rows to throw them away.',
  action:
    'Create the indexes anew with `WHERE deleted_at IS NULL`, with `CREATE INDEX CONCURRENTLY`, then drop the old ones.',
  details: `Told once for a table, where \`deleted_at\` or \`discarded_at\` is set in at least 20 % of the rows, for indexes that are not unique, have no predicate and not that column among
their keys. What serves a foreign key must hold deleted rows too, and is left alone.`,
  options: {
    columns: ['deleted_at', 'discarded_at'],
    minDeletedFraction: 0.2,
  },
  bad: {
    schema: `CREATE TABLE post (id bigint PRIMARY KEY, lang text NOT NULL, deleted_at timestamptz);
CREATE INDEX post_lang_idx ON post (lang);`,
    observed: { tables: { post: { statistics: { deleted_at: { nullFraction: 0.6 } } } } },
  },
  good: {
    schema: `CREATE TABLE post (id bigint PRIMARY KEY, lang text NOT NULL, deleted_at timestamptz);
CREATE INDEX post_lang_idx ON post (lang) WHERE deleted_at IS NULL;`,
    observed: { tables: { post: { statistics: { deleted_at: { nullFraction: 0.6 } } } } },
  },

  *check({ catalog, options }) {
    const byHolder = new Map<Relation, OwnIndex[]>();
    for (const own of ownIndexes(catalog)) {
      byHolder.set(own.holder, [...(byHolder.get(own.holder) ?? []), own]);
    }
    for (const [table, indexes] of byHolder) {
      const name = options.columns.find((column) => columnOf(table, column));
      const column = name === undefined ? undefined : columnOf(table, name);
      const statistics = column?.inheritedStatistics ?? column?.statistics;
      if (name === undefined || !statistics || 1 - statistics.nullFraction < options.minDeletedFraction) continue;
      const whole = indexes
        .filter((own) => own.index.predicate === null && !isNeeded(own))
        .filter(({ index }) => ![...index.keys.map((key) => key.column), ...index.include].includes(name))
        .map(({ index }) => index.name);
      if (whole.length === 0) continue;
      const share = Math.round((1 - statistics.nullFraction) * 100);
      yield found(table, `${share} % of the rows of ${table.name} are deleted softly, and held by ${listOf(whole)}`, {
        columns: [name],
      });
    }
  },
});
