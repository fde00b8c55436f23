import { columnOf, defineRule, foundIndex, ownIndexes } from '../../src/lint/contract.ts';

const UNBOUNDED = /^(?:text|bytea|character varying|bpchar)$/;

export default defineRule({
  id: 'index/wide-key',
  severity: 'info',
  since: '0.1.0',
  needs: ['catalog', 'statistics'],
  summary: 'A B-tree key holds texts or bytes so long that an entry may not fit on a page.',
  consequence:
    'An insert of a longer value fails: `index row size exceeds btree version 4 maximum 2704`. Until then the index is about as large as its table.',
  action:
    'Index a digest, such as `md5(column)`, or the beginning, such as `left(column, 100)`, and ask for that; or use a hash index where equality alone is asked for.',
  details:
    'By the statistics: the mean width of the column, or the longest of its common values and histogram bounds, is beyond a third of a page (2,704 bytes). What is compressed may be longer and still fit.',
  options: {
    /** Bytes: the largest B-tree entry of an 8 kB page. */
    maxBytes: 2704,
  },
  bad: {
    schema: `CREATE TABLE page (id bigint PRIMARY KEY, body text NOT NULL);
CREATE INDEX page_body_idx ON page (body);`,
    observed: { tables: { page: { statistics: { body: { averageWidth: 3000 } } } } },
  },
  good: {
    schema: `CREATE TABLE page (id bigint PRIMARY KEY, body text NOT NULL);
CREATE INDEX page_body_idx ON page (md5(body));`,
    observed: { tables: { page: { statistics: { body: { averageWidth: 3000 } } } } },
  },

  *check({ catalog, options }) {
    for (const own of ownIndexes(catalog)) {
      const { index, relation, holder } = own;
      if (index.method !== 'btree') continue;
      const wide = index.keys.find(({ column: name }) => {
        const column = name === null ? undefined : columnOf(relation, name);
        const statistics = column?.inheritedStatistics ?? column?.statistics;
        if (!column || !statistics || !UNBOUNDED.test(column.baseType)) return false;
        const longest = Math.max(longestOf(statistics.histogramBounds), longestOf(statistics.mostCommonValues));
        return Math.max(statistics.averageWidth, longest) > options.maxBytes;
      });
      if (wide)
        yield foundIndex(own, `${index.name} of ${holder.name} has long values of ${wide.column ?? ''} for a key`);
    }
  },
});

/** Characters of the longest element of an array as PostgreSQL prints it; an escape counts twice, which is no matter here. */
function longestOf(array: string | null): number {
  const elements = array === null ? [] : array.slice(1, -1).match(/"(?:[^"\\]|\\.)*"|[^,]+/gs);
  return (elements ?? []).reduce((longest, element) => Math.max(longest, element.length), 0);
}
