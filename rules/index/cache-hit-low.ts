import { defineRule, foundElsewhere, indexedRelations } from '../../src/lint/contract.ts';

export default defineRule({
  id: 'index/cache-hit-low',
  severity: 'info',
  since: '0.1.0',
  needs: ['catalog', 'usage'],
  summary: 'Blocks of indexes are often not in shared_buffers when they are asked for.',
  consequence: 'Each one is read from the operating system: from its cache at best, from the disk at worst.',
  action: 'Drop what is unused, rebuild what is bloated, and see whether `shared_buffers` is a quarter of the memory.',
  details:
    'All indexes of the database together, where at least 100,000 blocks were asked for. The operating system’s own cache is not seen, and after a restart the share is low for a while.',
  options: {
    minHitRatio: 0.95,
    /** Blocks of 8 kB asked for. */
    minBlocks: 100_000,
  },
  bad: {
    schema: 'CREATE TABLE message (id bigint PRIMARY KEY);',
    observed: {
      tables: { message: { usage: { indexScans: 1000 } } },
      indexes: { message_pkey: { usage: { scans: 1000, blocksHit: 500_000, blocksRead: 500_000 } } },
    },
  },
  good: {
    schema: 'CREATE TABLE message (id bigint PRIMARY KEY);',
    observed: {
      tables: { message: { usage: { indexScans: 1000 } } },
      indexes: { message_pkey: { usage: { scans: 1000, blocksHit: 999_000, blocksRead: 1_000 } } },
    },
  },

  *check({ catalog, options }) {
    const usages = indexedRelations(catalog).flatMap(({ indexes }) => indexes.map(({ usage }) => usage));
    const hit = usages.reduce((sum, usage) => sum + (usage?.blocksHit ?? 0), 0);
    const asked = usages.reduce((sum, usage) => sum + (usage?.blocksRead ?? 0), hit);
    if (asked < options.minBlocks || hit / asked >= options.minHitRatio) return;
    const percent = Math.floor((hit / asked) * 100);
    yield foundElsewhere(
      { kind: 'database', schema: '', name: catalog.database.name },
      `${percent} % of the index blocks asked for were in shared_buffers`,
    );
  },
});
