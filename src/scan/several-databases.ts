import type { Catalog } from '../catalog/model.ts';
import { listOf } from '../lint/phrases.ts';
import { formatShare } from '../report/format.ts';
import type { Workload } from '../workload/model.ts';

/** Databases that the remark names, those of most calls. */
const NAMED = 3;

/** One line where the logs tell of statements of several databases: only one of them can be that of the catalog. */
export function severalDatabases({ database }: Catalog, { statistics }: Workload): readonly string[] {
  const calls = new Map<string, number>();
  for (const { databases } of statistics?.values() ?? [])
    for (const share of databases) calls.set(share.value, (calls.get(share.value) ?? 0) + share.calls);
  if (calls.size < 2) return [];
  const total = [...calls.values()].reduce((sum, count) => sum + count, 0);
  const most = [...calls].sort(([a, many], [b, more]) => more - many || (a < b ? -1 : 1));
  const named = most.slice(0, NAMED).map(([name, count]) => `${name} (${formatShare(count / total)})`);
  const names = calls.size > NAMED ? `${named.join(', ')} and others` : listOf(named);
  const cure = calls.has(database.name)
    ? `--log-database ${database.name} leaves out those of the others`
    : `--log-database takes those of one`;
  return [`the statements ran in several databases, and all are counted: ${names}; ${cure}`];
}
