import {
  defineRule,
  found,
  partNames,
  quoteQualified,
  someOf,
  storageOption,
  storedTables,
} from '../../src/lint/contract.ts';
import type { FixIntent, Relation, StoredTable } from '../../src/lint/contract.ts';

const options = {
  /** A table that somebody vacuumed by hand within so many days is cared for otherwise: an info, not an error. */
  caredForDays: 7,
};

const DAY_MS = 86_400_000;
/** Every spelling of false that PostgreSQL takes. */
const OFF = /^(?:f|fa|fal|fals|false|of|off|n|no|0)$/;

export default defineRule({
  id: 'table/autovacuum-disabled',
  severity: 'error',
  since: '0.1.0',
  needs: ['catalog'],
  summary: 'Autovacuum is switched off for a table (`autovacuum_enabled = false`).',
  consequence:
    'Dead rows stay and the table grows with every update. Nobody gathers statistics, so plans go wrong, and index-only scans turn to the heap. Only the forced vacuum against wraparound still runs, on a table that has become large.',
  action: 'Reset the option. Where autovacuum came too often, raise its threshold for this table instead.',
  details:
    'The option of the table and of its TOAST table. A table whose last manual `VACUUM` is less than `caredForDays` days ago is reported as info: queue tables are sometimes vacuumed by a job. Partitions are reported on their topmost parent.',
  options,
  bad: { schema: 'CREATE TABLE job (id bigint PRIMARY KEY, payload text) WITH (autovacuum_enabled = false);' },
  good: {
    schema: 'CREATE TABLE job (id bigint PRIMARY KEY, payload text) WITH (autovacuum_vacuum_scale_factor = 0.01);',
  },

  *check(context) {
    for (const stored of storedTables(context.catalog)) {
      const off = stored.parts.filter((part) => disabledOptions(part).length > 0);
      if (off.length === 0) continue;
      const since = Date.parse(context.catalog.takenAt) - context.options.caredForDays * DAY_MS;
      const caredFor = off.every(({ usage }) => usage?.lastVacuumAt != null && Date.parse(usage.lastVacuumAt) >= since);
      yield found(stored.table, messageOf(stored, off), {
        ...(caredFor ? { severity: 'info', notes: ['Somebody vacuums it by hand, or a job does.'] } : {}),
        fix: fixFor(stored.table, off),
      });
    }
  },
});

function disabledOptions({ options: own, toastOptions }: Relation): readonly string[] {
  const isOff = (list: readonly string[]) => OFF.test(storageOption(list, 'autovacuum_enabled') ?? '');
  return [...(isOff(own) ? ['autovacuum_enabled'] : []), ...(isOff(toastOptions) ? ['toast.autovacuum_enabled'] : [])];
}

function messageOf({ table, parts }: StoredTable, off: readonly Relation[]): string {
  const onlyToast = off.every((part) => !disabledOptions(part).includes('autovacuum_enabled'));
  const where = onlyToast ? 'the TOAST table of ' : '';
  const names = partNames({ table, parts: off });
  const what = names.length === 0 ? table.name : `${someOf(names)}, of ${parts.length} partitions of ${table.name}`;
  return `Autovacuum is switched off for ${where}${what}`;
}

function fixFor(table: Relation, off: readonly Relation[]): FixIntent {
  const alter = (part: Relation) =>
    `ALTER ${part.kind === 'materialized-view' ? 'MATERIALIZED VIEW' : 'TABLE'} ${quoteQualified(part)}`;
  return {
    kind: 'statement',
    relation: { schema: table.schema, name: table.name },
    up: off.map((part) => `${alter(part)} RESET (${disabledOptions(part).join(', ')})`),
    down: off.map(
      (part) =>
        `${alter(part)} SET (${disabledOptions(part)
          .map((name) => `${name} = false`)
          .join(', ')})`,
    ),
    transactional: true,
    lock: 'SHARE UPDATE EXCLUSIVE',
  };
}
