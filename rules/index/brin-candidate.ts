import { activityOf, columnOf, defineRule, foundIndex, isNeeded, ownIndexes } from '../../src/lint/contract.ts';
import type { RuleContext } from '../../src/lint/contract.ts';

const BY_TIME = /^(?:date|timestamp(?:\(\d\))? with(?:out)? time zone)$/;

export default defineRule({
  id: 'index/brin-candidate',
  severity: 'info',
  since: '0.1.0',
  needs: ['catalog', 'statistics', 'usage'],
  summary: 'A large table that only grows has a large B-tree on a column by which its rows are in order anyway.',
  consequence:
    'A BRIN index would find ranges of the column nearly as well, at a thousandth of the size and the upkeep.',
  action:
    'Create a BRIN index beside it with `CREATE INDEX CONCURRENTLY … USING brin`, look at the plans, and drop the B-tree if they hold.',
  details: `Tables of 1 GB and more of which less than 1 % of the inserted rows were updated or deleted, and indexes on one column of 100 MB and more whose correlation is beyond
0.98. The workload asks for ranges of the column, or, where there is none, the column is a date or a timestamp. Look-ups of single values need the B-tree.`,
  options: {
    minTableBytes: 1_073_741_824,
    minIndexBytes: 104_857_600,
    minCorrelation: 0.98,
  },
  bad: {
    schema: `CREATE TABLE reading (id bigint PRIMARY KEY, at timestamptz NOT NULL, value real);
CREATE INDEX reading_at_idx ON reading (at);`,
    observed: {
      tables: {
        reading: {
          sizeBytes: 4_294_967_296,
          usage: { inserted: 50_000_000, sequentialScans: 1, indexScans: 9 },
          statistics: { at: { correlation: 0.999 } },
        },
      },
      indexes: { reading_at_idx: { sizeBytes: 1_073_741_824, usage: { scans: 8 } } },
    },
    rows: { reading: 50_000_000 },
  },
  good: {
    schema: `CREATE TABLE reading (id bigint PRIMARY KEY, at timestamptz NOT NULL, value real);
CREATE INDEX reading_at_idx ON reading USING brin (at);`,
    observed: {
      tables: {
        reading: {
          sizeBytes: 4_294_967_296,
          usage: { inserted: 50_000_000, sequentialScans: 1, indexScans: 9 },
          statistics: { at: { correlation: 0.999 } },
        },
      },
      indexes: { reading_at_idx: { sizeBytes: 65_536, usage: { scans: 8 } } },
    },
    rows: { reading: 50_000_000 },
  },

  *check(context) {
    const { catalog, options } = context;
    for (const own of ownIndexes(catalog)) {
      const { index, relation, holder, sizeBytes } = own;
      const [key] = index.keys;
      if (!key?.column || index.keys.length > 1 || index.method !== 'btree' || index.predicate !== null) continue;
      if (isNeeded(own) || sizeBytes < options.minIndexBytes || relation.sizeBytes < options.minTableBytes) continue;
      const activity = activityOf(catalog, relation);
      if (!activity || activity.updated + activity.deleted >= activity.inserted * 0.01) continue;
      const column = columnOf(relation, key.column);
      if (Math.abs(column?.statistics?.correlation ?? 0) <= options.minCorrelation) continue;
      if (!isAskedByRange(context, own.relation.schema, own.relation.name, key.column, column?.baseType ?? ''))
        continue;
      yield foundIndex(
        own,
        `${holder.name} is in the order of ${key.column}, so that a BRIN index could do the work of ${index.name}`,
      );
    }
  },
});

function isAskedByRange(context: RuleContext, schema: string, name: string, column: string, type: string): boolean {
  if (context.queries.length === 0) return BY_TIME.test(type);
  const asked = context
    .uses({ schema, name })
    .flatMap(({ use }) => use.predicates.filter((predicate) => predicate.column === column));
  return asked.length > 0 && asked.every(({ kind }) => kind === 'range');
}
