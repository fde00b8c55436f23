import type { Catalog, Relation, TableUsage } from '../catalog/model.ts';
import { groupBy } from './group-by.ts';
import { nameKey } from './relation-facts.ts';
import { indexedRelations, partitionTree } from './indexed-relations.ts';

/** A table as rules on storage report it: the topmost one, with what holds its rows. */
export interface StoredTable {
  /** The table itself, or the topmost partitioned parent. */
  readonly table: Relation;
  /** The table itself, or its leaf partitions; foreign ones are on another server. */
  readonly parts: readonly Relation[];
}

const known = new WeakMap<Catalog, readonly StoredTable[]>();

/** Tables and materialized views that hold rows, without extension members and temporary tables. */
export function storedTables(catalog: Catalog): readonly StoredTable[] {
  const cached = known.get(catalog);
  if (cached) return cached;
  const { topmost } = partitionTree(catalog);
  const parts = indexedRelations(catalog).filter(({ kind }) => kind !== 'partitioned-table');
  const tables = [...groupBy(parts, (part) => nameKey(topmost(part))).values()].map((its) => ({
    table: topmost(its[0]!),
    parts: its,
  }));
  known.set(catalog, tables);
  return tables;
}

/** A counter of all parts together; parts without counters, or without this one, count nothing. */
export function counted(parts: readonly Relation[], counter: (usage: TableUsage) => number | null | undefined): number {
  return parts.reduce((sum, { usage }) => sum + ((usage && counter(usage)) ?? 0), 0);
}

/** Scans of all indexes of all parts. */
export function indexScans(parts: readonly Relation[]): number {
  return parts.reduce(
    (sum, { usage, indexes }) =>
      sum +
      Math.max(
        usage?.indexScans ?? 0,
        indexes.reduce((scans, index) => scans + (index.usage?.scans ?? 0), 0),
      ),
    0,
  );
}

/** Names of partitions for a finding on their parent; nothing for a table that is its own part. */
export function partNames({ table, parts }: StoredTable): readonly string[] {
  return parts.filter((part) => part !== table).map(({ name }) => name);
}

/** The value of a storage option (`name=value` in reloptions), lower case; undefined when it is not set. */
export function storageOption(options: readonly string[], name: string): string | undefined {
  const found = options.find((option) => option.toLowerCase().startsWith(`${name}=`));
  return found?.slice(name.length + 1).toLowerCase();
}

/** A storage option or else a setting as a number; undefined when neither is known. */
export function storageNumber(catalog: Catalog, options: readonly string[], name: string): number | undefined {
  const text = storageOption(options, name) ?? catalog.settings[name]?.value;
  const value = text === undefined ? NaN : Number(text);
  return Number.isFinite(value) ? value : undefined;
}
