import { bytesText, counted, defineRule, found, shareText, storedTables } from '../../src/lint/contract.ts';

const options = {
  minHitRatio: 0.95,
  /** Blocks (8 kB) that were asked for since the counters began: fewer say nothing. */
  minBlocks: 1_000_000,
  /** Only so many tables, those that read most. */
  most: 5,
};

const BLOCK_BYTES = 8192;

export default defineRule({
  id: 'table/cache-hit-low',
  severity: 'info',
  since: '0.1.0',
  needs: ['usage'],
  summary: 'A busy table is read past `shared_buffers` more often than not at all.',
  consequence: 'Each such block comes from the operating system’s cache at best, and from the disk at worst.',
  action:
    'Look first for queries that read more than they need (`table/seq-scan-heavy`), then for a larger `shared_buffers`.',
  details:
    '`heap_blks_hit` against `heap_blks_read` of `pg_statio_user_tables`, all partitions together, for the five tables with the most reads. What the operating system has cached counts as read.',
  options,
  bad: {
    schema: 'CREATE TABLE archive_page (id bigint PRIMARY KEY, body text NOT NULL);',
    observed: {
      tables: {
        archive_page: { usage: { sequentialScans: 40, heapBlocksHit: 6_000_000, heapBlocksRead: 3_000_000 } },
      },
      indexes: { archive_page_pkey: { usage: { scans: 9_000_000 } } },
    },
  },
  good: {
    schema: 'CREATE TABLE archive_page (id bigint PRIMARY KEY, body text NOT NULL);',
    observed: {
      tables: { archive_page: { usage: { sequentialScans: 40, heapBlocksHit: 9_000_000, heapBlocksRead: 90_000 } } },
      indexes: { archive_page_pkey: { usage: { scans: 9_000_000 } } },
    },
  },

  *check(context) {
    const { minHitRatio, minBlocks, most } = context.options;
    const low = storedTables(context.catalog)
      .map(({ table, parts }) => {
        const read = counted(parts, (usage) => usage.heapBlocksRead);
        return { table, read, asked: read + counted(parts, (usage) => usage.heapBlocksHit) };
      })
      .filter(({ read, asked }) => asked >= minBlocks && asked - read < minHitRatio * asked)
      .sort((a, b) => b.read - a.read);
    for (const { table, read, asked } of low.slice(0, most)) {
      yield found(
        table,
        `${shareText(1 - read / asked)} of the blocks of ${table.name} were found in shared_buffers; ${bytesText(read * BLOCK_BYTES)} were read`,
      );
    }
  },
});
