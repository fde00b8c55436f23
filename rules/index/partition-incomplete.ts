import {
  defineRule,
  found,
  indexedRelations,
  isUsable,
  keyText,
  listOf,
  partitionTree,
} from '../../src/lint/contract.ts';
import type { Index, Proposal, Relation } from '../../src/lint/contract.ts';

export default defineRule({
  id: 'index/partition-incomplete',
  severity: 'error',
  since: '0.1.0',
  needs: ['catalog'],
  summary: 'An index of a partitioned table is missing on some of the partitions.',
  consequence:
    'Queries read all of those partitions. A unique index of the parent vouches for nothing until every partition has its own.',
  action:
    'Build the index on each partition that lacks it, with `CREATE INDEX CONCURRENTLY`, and attach each to the parent’s with `ALTER INDEX … ATTACH PARTITION`; the parent’s turns valid with the last.',
  details: `Two cases: an index of the parent that is invalid because it was made \`ON ONLY\` the parent and not every partition’s is attached; and an index that
all partitions but one have, and the parent has not. Foreign tables cannot have it, and partitions that are being detached need it no more.`,
  options: {},
  bad: {
    schema: `CREATE TABLE event (id bigint, at date, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE TABLE event_2024 PARTITION OF event FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE event_2025 PARTITION OF event FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE INDEX event_at_idx ON ONLY event (at);`,
  },
  good: {
    schema: `CREATE TABLE event (id bigint, at date, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE TABLE event_2024 PARTITION OF event FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE event_2025 PARTITION OF event FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE INDEX event_at_idx ON event (at);`,
  },

  *check({ catalog }) {
    const { partitionsOf, topmost } = partitionTree(catalog);
    for (const relation of indexedRelations(catalog)) {
      if (relation.kind !== 'partitioned-table') continue;
      const partitions = partitionsOf(relation).filter(
        ({ kind, partitionOf }) => kind !== 'foreign-table' && partitionOf?.detachPending !== true,
      );
      for (const index of relation.indexes) {
        if (index.valid || index.inBuild) continue;
        const proposal = unattached(relation, index, partitions, topmost(relation));
        if (proposal) yield proposal;
      }
      yield* lacking(relation, partitions, topmost(relation));
    }
  },
});

function unattached(
  relation: Relation,
  index: Index,
  partitions: readonly Relation[],
  holder: Relation,
): Proposal | undefined {
  const missing = partitions.filter(
    ({ indexes }) =>
      !indexes.some(
        ({ partitionOf, valid }) => valid && partitionOf?.schema === relation.schema && partitionOf.name === index.name,
      ),
  );
  if (missing.length === 0) return undefined;
  return found(holder, `${index.name} of ${relation.name} is invalid: ${countOf(missing)} without an attached one`, {
    columns: index.keys.map(keyText),
    name: index.name,
    notes: [`Missing on ${namesOf(missing)}`],
  });
}

/** What all of the leaves have but one; the parent's own indexes are on all of them. */
function* lacking(relation: Relation, partitions: readonly Relation[], holder: Relation): Generator<Proposal> {
  const leaves = partitions.filter(({ kind }) => kind === 'table');
  if (leaves.length < 3) return;
  const having = new Map<string, { readonly index: Index; readonly on: Set<Relation> }>();
  for (const leaf of leaves) {
    for (const index of leaf.indexes) {
      if (index.partitionOf !== null || !isUsable(index)) continue;
      const key = likeness(index);
      const known = having.get(key) ?? { index, on: new Set() };
      known.on.add(leaf);
      having.set(key, known);
    }
  }
  for (const [key, { index, on }] of having) {
    if (on.size !== leaves.length - 1) continue;
    const leaf = leaves.find((each) => !on.has(each));
    if (!leaf || leaf.indexes.some((other) => likeness(other) === key)) continue;
    const columns = index.keys.map(keyText);
    const { method, keys, include, predicate, unique, nullsNotDistinct } = index;
    const definition = { method, keys, include, predicate, unique, nullsNotDistinct };
    yield found(holder, `Every partition of ${relation.name} but ${leaf.name} has an index on ${listOf(columns)}`, {
      columns,
      ...(unique
        ? {}
        : {
            fix: {
              kind: 'create-index',
              name: null,
              index: { ...definition, relation: { schema: leaf.schema, name: leaf.name } },
            } as const,
          }),
    });
  }
}

function likeness({ method, keys, include, predicate, unique }: Index): string {
  return JSON.stringify([method, keys, include, predicate, unique]);
}

function countOf(partitions: readonly Relation[]): string {
  return partitions.length === 1 ? '1 partition is' : `${partitions.length} partitions are`;
}

function namesOf(partitions: readonly Relation[]): string {
  const names = partitions.map(({ name }) => name).sort();
  return names.length > 5 ? `${names.slice(0, 5).join(', ')} and ${names.length - 5} more` : listOf(names);
}
