import type { Catalog, ColumnStatistics, Relation, TableUsage } from '../catalog/model.ts';
import type { ObservedFacts, ObservedTable } from './contract.ts';

const COUNTED_MS = 30 * 86_400_000;

const NO_USAGE: TableUsage = {
  sequentialScans: 0,
  sequentialTuplesRead: 0,
  indexScans: 0,
  inserted: 0,
  updated: 0,
  deleted: 0,
  hotUpdated: 0,
  liveTuples: 0,
  deadTuples: 0,
  modifiedSinceAnalyze: 0,
  lastAnalyzeAt: null,
  lastAutoanalyzeAt: null,
  lastVacuumAt: null,
  lastAutovacuumAt: null,
};

const DISTINCT: ColumnStatistics = {
  nullFraction: 0,
  averageWidth: 8,
  distinct: -1,
  mostCommonValues: null,
  mostCommonFrequencies: null,
  histogramBounds: null,
  correlation: null,
  mostCommonElements: null,
  mostCommonElementFrequencies: null,
  elementCountHistogram: null,
};

/** The catalog of an example's empty database as it would be after a month of use. */
export function observe(
  catalog: Catalog,
  { tables = {}, indexes = {}, database, settings = {}, ...lists }: ObservedFacts,
): Catalog {
  const given = Object.entries(settings).map(([name, value]) => [
    name,
    { unit: null, source: 'session', ...catalog.settings[name], value },
  ]);
  return {
    ...catalog,
    ...lists,
    database: {
      ...catalog.database,
      statsResetAt: new Date(Date.parse(catalog.takenAt) - COUNTED_MS).toISOString(),
      ...database,
    },
    settings: { ...catalog.settings, ...(Object.fromEntries(given) as Catalog['settings']) },
    relations: catalog.relations.map((relation) => {
      const observed = tables[relation.name];
      const withTable = observed ? observeTable(relation, observed) : relation;
      return {
        ...withTable,
        indexes: withTable.indexes.map((index) => {
          const { usage, ...facts } = indexes[index.name] ?? {};
          return { ...index, ...facts, usage: { scans: 0, lastScanAt: null, ...index.usage, ...usage } };
        }),
      };
    }),
  };
}

function observeTable(relation: Relation, { usage, statistics = {}, ...facts }: ObservedTable): Relation {
  return {
    ...relation,
    ...facts,
    usage: { ...NO_USAGE, ...relation.usage, ...usage },
    columns: relation.columns.map((column) => {
      const its = statistics[column.name];
      return its ? { ...column, statistics: { ...DISTINCT, ...its } } : column;
    }),
  };
}
