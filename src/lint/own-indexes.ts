import type { Catalog, Index, ObjectName, Relation } from '../catalog/model.ts';
import type { FoundDetails } from './found.ts';
import { found } from './found.ts';
import { indexCover } from './foreign-key-cover.ts';
import { isUsable, keyText } from './index-facts.ts';
import { ownRelations, partitionTree } from './indexed-relations.ts';
import type { Proposal } from './contract.ts';

/** An index that a rule judges. */
export interface OwnIndex {
  readonly relation: Relation;
  readonly index: Index;
  /** The table that a finding names: the topmost parent, for an index of a partition. */
  readonly holder: Relation;
  /** Of an index of a partitioned table, those of its partitions together. */
  readonly sizeBytes: number;
  /** Null where the counters of any part are not known. */
  readonly scans: number | null;
  readonly lastScanAt: string | null;
}

const known = new WeakMap<Catalog, readonly OwnIndex[]>();

/**
 * Valid indexes, each once: those attached to a partitioned table's index are part of it, and equal ones that partitions
 * have by themselves stand for each other.
 */
export function ownIndexes(catalog: Catalog): readonly OwnIndex[] {
  const before = known.get(catalog);
  if (before) return before;
  const { topmost, partitionsOf } = partitionTree(catalog);
  const seen = new Set<string>();
  const own: OwnIndex[] = [];
  for (const relation of ownRelations(catalog)) {
    const holder = topmost(relation);
    for (const index of relation.indexes) {
      if (index.partitionOf !== null || !isUsable(index)) continue;
      const likeness = JSON.stringify([holder.schema, holder.name, index.keys, index.predicate, index.method]);
      if (holder !== relation && seen.has(likeness)) continue;
      if (holder !== relation) seen.add(likeness);
      own.push({ relation, index, holder, ...totals(relation, index, partitionsOf) });
    }
  }
  known.set(catalog, own);
  return own;
}

/** What a rule says of an index, on its own table or the topmost parent of it. */
export function foundIndex({ holder, index }: OwnIndex, message: string, details: FoundDetails = {}): Proposal {
  return found(holder, message, { columns: index.keys.map(keyText), name: index.name, ...details });
}

/** Whether something other than queries stands on the index. */
export function isNeeded({ index, relation }: OwnIndex): boolean {
  return (
    index.unique ||
    index.exclusion ||
    index.constraint !== null ||
    index.replicaIdentity ||
    index.clustered ||
    servesForeignKey(index, relation)
  );
}

export function servesForeignKey(index: Index, relation: Relation): boolean {
  return relation.constraints.some((key) => key.kind === 'foreign-key' && indexCover(index, key) !== 'none');
}

type Totals = Pick<OwnIndex, 'sizeBytes' | 'scans' | 'lastScanAt'>;

function totals(relation: Relation, index: Index, partitionsOf: (parent: ObjectName) => readonly Relation[]): Totals {
  const self: Totals = {
    sizeBytes: index.sizeBytes,
    scans: index.usage?.scans ?? null,
    lastScanAt: index.usage?.lastScanAt ?? null,
  };
  if (relation.kind !== 'partitioned-table') return self;
  const parts = partitionsOf(relation).flatMap((partition) =>
    partition.indexes
      .filter(({ partitionOf }) => partitionOf?.schema === relation.schema && partitionOf.name === index.name)
      .map((part) => totals(partition, part, partitionsOf)),
  );
  // A partitioned index is never scanned itself, and has no counters of its own.
  return parts.reduce<Totals>(
    (sum, part) => ({
      sizeBytes: sum.sizeBytes + part.sizeBytes,
      scans: sum.scans === null || part.scans === null ? null : sum.scans + part.scans,
      lastScanAt: (sum.lastScanAt ?? '') > (part.lastScanAt ?? '') ? sum.lastScanAt : part.lastScanAt,
    }),
    { sizeBytes: 0, scans: 0, lastScanAt: null },
  );
}
