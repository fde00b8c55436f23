import {
  bytesText,
  defineRule,
  found,
  neededPages,
  partNames,
  shareText,
  someOf,
  storedTables,
} from '../../src/lint/contract.ts';
import type { Relation } from '../../src/lint/contract.ts';

const options = {
  minShare: 0.3,
  minBytes: 100 * 1024 * 1024,
};

const PAGE_BYTES = 8192;

export default defineRule({
  id: 'table/bloat',
  severity: 'info',
  since: '0.1.0',
  needs: ['statistics'],
  summary: 'A large part of a table is empty space.',
  consequence: 'Scans read it, caches and backups hold it. New rows fill it again, so some of it is useful.',
  action:
    'Let autovacuum come earlier (`autovacuum_vacuum_scale_factor`), and look for what held it back. To give the space back while the table is in use, run pg_repack; `VACUUM FULL` locks it for as long as it copies.',
  details:
    'An estimate from `relpages`, `reltuples` and the widths in `pg_stats`, as ioguix’s queries make it, with the fillfactor. Tables without statistics on every column are left out, and partitions are added up on their parent. Exact: `pgstattuple_approx`.',
  options,
  bad: {
    schema: 'CREATE TABLE event (id bigint PRIMARY KEY, payload bigint NOT NULL);',
    rows: { event: 1_000_000 },
    observed: { tables: { event: { pages: 40_000, statistics: { id: {}, payload: {} } } } },
  },
  good: {
    schema: 'CREATE TABLE event (id bigint PRIMARY KEY, payload bigint NOT NULL);',
    rows: { event: 1_000_000 },
    observed: { tables: { event: { pages: 6_500, statistics: { id: {}, payload: {} } } } },
  },

  *check(context) {
    const { minShare, minBytes } = context.options;
    for (const { table, parts } of storedTables(context.catalog)) {
      const known = parts.filter((part) => neededPages(part) !== null);
      const pages = known.reduce((sum, part) => sum + part.pages, 0);
      const wasted = known.reduce((sum, part) => sum + wastedPages(part), 0);
      if (wasted * PAGE_BYTES < minBytes || wasted < minShare * pages) continue;
      const worst = [...known].sort((a, b) => wastedPages(b) - wastedPages(a)).filter((part) => wastedPages(part) > 0);
      const names = partNames({ table, parts: worst });
      yield found(
        table,
        `About ${shareText(wasted / pages)} of ${table.name} is empty: ${bytesText(wasted * PAGE_BYTES)} of ${bytesText(pages * PAGE_BYTES)}`,
        names.length > 0 ? { notes: [`Most of it is in ${someOf(names, 3)}.`] } : {},
      );
    }
  },
});

function wastedPages(part: Relation): number {
  return Math.max(0, part.pages - (neededPages(part) ?? part.pages));
}
