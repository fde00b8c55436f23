import {
  countText,
  defineRule,
  found,
  partNames,
  someOf,
  storageNumber,
  storageOption,
  storedTables,
} from '../../src/lint/contract.ts';
import type { Catalog, Relation } from '../../src/lint/contract.ts';

const options = {
  /** A table that was vacuumed within so many hours is not late. */
  hours: 24,
  /** Fewer rows than this are not worth a word. */
  minRows: 1_000,
};

const HOUR_MS = 3_600_000;

/** How many rows wait for vacuum, of which kind, and how many are allowed to. */
interface Lag {
  readonly part: Relation;
  readonly what: 'dead rows' | 'new rows';
  readonly waiting: number;
  readonly allowed: number;
}

export default defineRule({
  id: 'table/autovacuum-lagging',
  severity: 'warning',
  since: '0.1.0',
  needs: ['catalog'],
  summary: 'A table is due for autovacuum, and has been waiting for more than a day.',
  consequence: 'Dead rows stay, scans and indexes grow, and index-only scans turn to the heap.',
  action:
    'Look first for what holds vacuum back: a long or idle transaction, a replication slot, a prepared transaction. Then give autovacuum more room (`autovacuum_max_workers`, `autovacuum_vacuum_cost_limit`), and run `VACUUM (VERBOSE, ANALYZE)` on the table.',
  details:
    'Due: more dead rows than `autovacuum_vacuum_threshold` + `autovacuum_vacuum_scale_factor` × rows (at most `autovacuum_vacuum_max_threshold`, PostgreSQL 18), or, since 13, more inserted rows than the same with `_insert_`; the table’s own options count before the settings. There is no automatic fix: lower thresholds do not help a table whose turn does not come. Where autovacuum is off, that is the finding, not this.',
  options,
  bad: {
    schema: 'CREATE TABLE basket (id bigint PRIMARY KEY, total numeric NOT NULL);',
    observed: {
      settings: { autovacuum: 'on' },
      tables: {
        basket: { usage: { liveTuples: 100_000, lastAutoanalyzeAt: '2026-01-01T00:00:00.000Z', deadTuples: 60_000 } },
      },
    },
  },
  good: {
    schema: 'CREATE TABLE basket (id bigint PRIMARY KEY, total numeric NOT NULL);',
    observed: {
      settings: { autovacuum: 'on' },
      tables: {
        basket: { usage: { liveTuples: 100_000, lastAutoanalyzeAt: '2026-01-01T00:00:00.000Z', deadTuples: 9_000 } },
      },
    },
  },

  *check(context) {
    const { catalog } = context;
    if (catalog.settings.autovacuum?.value === 'off' || catalog.settings.track_counts?.value === 'off') return;
    const since = Date.parse(catalog.takenAt) - context.options.hours * HOUR_MS;
    for (const { table, parts } of storedTables(catalog)) {
      const late = parts
        .filter((part) => lastVacuum(part) < since && isEnabled(part))
        .flatMap((part) => lagOf(part, catalog) ?? [])
        .filter(({ waiting }) => waiting >= context.options.minRows)
        .sort((a, b) => b.waiting / b.allowed - a.waiting / a.allowed);
      const [worst] = late;
      if (!worst) continue;
      const { part, what, waiting, allowed } = worst;
      const names = partNames({ table, parts: late.map((lag) => lag.part) });
      yield found(
        table,
        `${countText(waiting)} ${what} of ${part.name} wait for autovacuum, which was due at ${countText(allowed)}`,
        names.length > 1 ? { notes: [`The partitions concerned: ${someOf(names, 20)}.`] } : {},
      );
    }
  },
});

function isEnabled({ options: own }: Relation): boolean {
  return !/^(?:f|of|n|0)/.test(storageOption(own, 'autovacuum_enabled') ?? 'on');
}

/** Milliseconds since 1970; 0 for never. */
function lastVacuum({ usage }: Relation): number {
  return Math.max(...[usage?.lastVacuumAt, usage?.lastAutovacuumAt].map((at) => (at ? Date.parse(at) : 0)));
}

function lagOf(part: Relation, catalog: Catalog): Lag | undefined {
  const { usage, options: own } = part;
  if (usage === null) return undefined;
  const value = (name: string, otherwise: number) => storageNumber(catalog, own, name) ?? otherwise;
  const rows = Math.max(part.tuples, 0);
  const most = value('autovacuum_vacuum_max_threshold', -1);
  const usual = value('autovacuum_vacuum_threshold', 50) + value('autovacuum_vacuum_scale_factor', 0.2) * rows;
  const dead: Lag = {
    part,
    what: 'dead rows',
    waiting: usage.deadTuples,
    allowed: most >= 0 ? Math.min(most, usual) : usual,
  };
  if (dead.waiting >= dead.allowed) return dead;
  const threshold = value('autovacuum_vacuum_insert_threshold', -1);
  const inserted: Lag = {
    part,
    what: 'new rows',
    waiting: usage.insertedSinceVacuum ?? 0,
    allowed: threshold + value('autovacuum_vacuum_insert_scale_factor', 0.2) * rows,
  };
  return threshold >= 0 && inserted.waiting >= inserted.allowed ? inserted : undefined;
}
