import type { Advice, PricedQuery } from '../advisor/model.ts';
import type { ObjectName } from '../catalog/model.ts';
import type { QueryEvidence, SeenAccess } from '../report/model.ts';
import type { AnalyzedQuery } from './contract.ts';
import type { PartsOf } from './partitions.ts';

export type EvidenceOf = (fingerprints: readonly string[], relation: ObjectName) => readonly QueryEvidence[];

/** Looks up what is known of queries: what the sources saw, and what the planner thinks of them. Unknown fingerprints are left out. */
export function evidenceSource(
  queries: readonly AnalyzedQuery[],
  advice: Advice | null,
  partsOf: PartsOf = (relation) => [relation],
): EvidenceOf {
  const known = new Map(queries.map((query) => [query.fingerprint, query]));
  const priced = new Map((advice?.queries ?? []).map((query) => [query.fingerprint, query]));
  const totalMs = queries.reduce((sum, query) => sum + query.totalMs, 0);
  return (fingerprints, relation) =>
    [...new Set(fingerprints)].flatMap((fingerprint) => {
      const query = known.get(fingerprint);
      return query ? [evidenceFor(query, priced.get(fingerprint), totalMs, relation, partsOf)] : [];
    });
}

function evidenceFor(
  query: AnalyzedQuery,
  priced: PricedQuery | undefined,
  workloadMs: number,
  relation: ObjectName,
  partsOf: PartsOf,
): QueryEvidence {
  const table = `${relation.schema}.${relation.name}`;
  const tags = placesOf(query);
  const seen = seenAccess(query, partsOf(relation));
  const p95Ms = query.statistics?.p95Ms ?? null;
  return {
    fingerprint: query.fingerprint,
    sql: query.sql,
    calls: query.calls,
    totalMs: query.totalMs,
    share: workloadMs > 0 && query.totalMs > 0 ? query.totalMs / workloadMs : null,
    costBefore: priced?.costBefore ?? null,
    costAfter: priced?.costAfter ?? null,
    observedMs: query.statistics?.meanMs ?? (query.totalMs > 0 && query.calls > 0 ? query.totalMs / query.calls : null),
    before: priced?.before[table] ?? null,
    after: priced?.after[table] ?? null,
    ...(tags.length > 0 && { tags }),
    ...(p95Ms !== null && { p95Ms }),
    ...(seen !== null && { seen }),
  };
}

/** The access that removed most rows in the slowest plan that reads the table; of a partitioned one, all of that kind together. */
function seenAccess({ statistics }: AnalyzedQuery, parts: readonly ObjectName[]): SeenAccess | null {
  for (const { accesses, durationMs, at } of statistics?.plans ?? []) {
    const ofTable = accesses
      .filter(({ relation, schema }) =>
        parts.some((part) => relation === part.name && (schema ?? part.schema) === part.schema),
      )
      .sort((a, b) => (b.removed ?? 0) - (a.removed ?? 0));
    const [most] = ofTable;
    if (!most) continue;
    const same = parts.length > 1 ? ofTable.filter(({ node }) => node === most.node) : [most];
    const sum = (field: 'rows' | 'removed') =>
      most[field] === null ? null : same.reduce((total, access) => total + (access[field] ?? 0), 0);
    return { node: most.node, rows: sum('rows'), removed: sum('removed'), durationMs, at };
  }
  return null;
}

/** Tags that lead a developer to the code, as sqlcommenter, marginalia and Rails name them. */
const PLACES = ['application', 'controller', 'action', 'job', 'route'];

function placesOf({ statistics, calls }: AnalyzedQuery): NonNullable<QueryEvidence['tags']> {
  return PLACES.flatMap((key) => {
    const [most] = statistics?.tags.find((tag) => tag.key === key)?.values ?? [];
    return most && calls > 0 ? [{ key, value: most.value, share: Math.min(1, most.calls / calls) }] : [];
  });
}

/** What a query saves by the advised indexes: planner's cost, all calls together. */
export function gainOf(evidence: QueryEvidence): number {
  return ((evidence.costBefore ?? 0) - (evidence.costAfter ?? 0)) * evidence.calls;
}
