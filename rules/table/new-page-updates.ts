import {
  counted,
  countText,
  defineRule,
  found,
  shareText,
  storageOption,
  storedTables,
} from '../../src/lint/contract.ts';

const options = {
  minUpdates: 10_000,
  share: 0.2,
  /** A table whose fillfactor is this low already has its room. */
  fillfactor: 80,
};

export default defineRule({
  id: 'table/new-page-updates',
  severity: 'info',
  since: '0.1.0',
  needs: ['usage'],
  summary: 'A fifth of the updates of a table or more find no room on their page.',
  consequence: 'Such an update cannot be HOT: it writes to another page and to every index.',
  action:
    'Set a lower fillfactor (`ALTER TABLE … SET (fillfactor = 90)`) for the pages to come, and see that vacuum comes often enough to free what is dead. Present pages change only as they are written anew.',
  details: 'From `n_tup_newpage_upd`, which PostgreSQL 16 brought; older servers are left out.',
  options,
  bad: {
    schema: 'CREATE TABLE cart (id bigint PRIMARY KEY, items bigint NOT NULL);',
    observed: {
      tables: {
        cart: { usage: { sequentialScans: 50, updated: 100_000, hotUpdated: 55_000, newPageUpdated: 40_000 } },
      },
    },
  },
  good: {
    schema: 'CREATE TABLE cart (id bigint PRIMARY KEY, items bigint NOT NULL) WITH (fillfactor = 90);',
    observed: {
      tables: { cart: { usage: { sequentialScans: 50, updated: 100_000, hotUpdated: 94_000, newPageUpdated: 5_000 } } },
    },
  },

  *check(context) {
    const { minUpdates, share, fillfactor } = context.options;
    for (const { table, parts } of storedTables(context.catalog)) {
      const updated = counted(parts, (usage) => usage.updated);
      const moved = counted(parts, (usage) => usage.newPageUpdated);
      if (updated < minUpdates || moved < share * updated) continue;
      if (parts.every((part) => Number(storageOption(part.options, 'fillfactor') ?? 100) <= fillfactor)) continue;
      yield found(
        table,
        `${shareText(moved / updated)} of ${countText(updated)} updates of ${table.name} went to another page`,
      );
    }
  },
});
