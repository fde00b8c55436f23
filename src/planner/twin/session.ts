import type { PGlite } from '@electric-sql/pglite';
import type { Catalog, ObjectName, Relation } from '../../catalog/model.ts';
import { ABSENT_EXTENSIONS, type PlannerSetup } from '../engine.ts';
import { buildSchema, type UnplannableRelation } from './build.ts';
import { createDerivation, type DeriveStatistics } from './derived/derive.ts';
import { resultTypes, type ResultTypeOf } from './derived/result-type.ts';
import { openEmbedded, type TextOrder } from './embedded.ts';
import { chooseExtensions } from './extensions.ts';
import { RelationFiles } from './files.ts';
import { applySizes, type Registry } from './registry.ts';
import { carryPolicies } from './row-security.ts';
import { keyOf, selectRelations } from './selection.ts';
import { cappedSettings } from './settings.ts';
import { priceAsServer } from './skip-scan.ts';
import { restoreStatistics, restoreWidths, statisticsRows } from './statistics.ts';

export interface TwinOptions extends PlannerSetup {
  /** Where an initialised data directory is kept between runs; null for none, which costs 2 to 5 s a twin. */
  readonly cacheDirectory: string | null;
  /** Only these and what they need; all when left out. */
  readonly relations?: readonly ObjectName[];
}

/** An embedded PostgreSQL with the server's schema, sizes and statistics. */
export interface TwinSession {
  readonly db: PGlite;
  readonly files: RelationFiles;
  readonly registry: Registry;
  readonly relations: readonly Relation[];
  readonly unplannable: readonly UnplannableRelation[];
  readonly notes: readonly string[];
  /** Extensions of the server that are not here. */
  readonly missingExtensions: readonly string[];
  /** Names of functions of theirs that stand-ins were made of, without what they cost. */
  readonly standInFunctions: Set<string>;
  /** Whether SUBJECT_ROLE sees less of some table than its owner. */
  readonly isSecured: boolean;
  /** Of what-if indexes' expressions. */
  readonly resultTypeOf: ResultTypeOf;
  readonly deriveStatistics: DeriveStatistics;
}

/** What-if indexes of one table that a plan may be shown at once; with more it fails where the partitions are thousands. */
const WHAT_IFS_AT_ONCE = 40;

export async function openSession(catalog: Catalog, options: TwinOptions): Promise<TwinSession> {
  const relations = selectRelations(catalog, options.relations);
  const { absentExtensions = [] } = options;
  const extensions = chooseExtensions(catalog.extensions.map(({ name }) => name));
  const db = await openEmbedded({
    textOrder: textOrderOf(catalog),
    extensions: [...new Set([...extensions.available, ...absentExtensions])],
    relationsAtOnce: relationsAtOnce(relations),
    cacheDirectory: options.cacheDirectory,
  });
  try {
    const crowded = crowdedFamilies(relations, options.mostPartitions ?? Infinity);
    const { unplannable, notes, standIns, standInFunctions } = await buildSchema(
      db,
      catalog,
      relations,
      extensions,
      crowded,
    );
    const lost = new Set(unplannable.map(({ schema, name }) => `${schema}.${name}`));
    const present = relations.filter(({ schema, name }) => !lost.has(`${schema}.${name}`));
    for (const name of absentExtensions)
      await db.exec(
        `CREATE SCHEMA IF NOT EXISTS ${ABSENT_EXTENSIONS}; CREATE EXTENSION ${name} SCHEMA ${ABSENT_EXTENSIONS}`,
      );
    const security = await carryPolicies(db, catalog, present);
    const files = new RelationFiles(db);
    const registry = await applySizes(db, files, present);
    priceAsServer(db, catalog.database.serverVersionNum);
    const resultTypeOf = resultTypes(db);
    const spread = standIns.leaveOut(options.compared, present);
    const partial = await restoreStatistics(db, statisticsRows(present, spread));
    if (spread) await restoreWidths(db, present, spread);
    return {
      db,
      files,
      registry,
      relations: present,
      unplannable,
      notes: [...notes, ...security.notes, ...partial, ...limits(catalog)],
      missingExtensions: extensions.missing,
      standInFunctions,
      isSecured: security.isSecured,
      resultTypeOf,
      deriveStatistics: createDerivation(db, resultTypeOf),
    };
  } catch (error) {
    await db.close().catch(() => undefined);
    throw error;
  }
}

/**
 * `lc_collate_is_c()`: only C and POSIX order by bytes, and libc's C.UTF-8 does not count; the builtin provider (PostgreSQL
 * 17) has no other locales than those that do.
 */
function textOrderOf({ database }: Catalog): TextOrder {
  if (database.localeProvider === 'b') return 'bytes';
  return database.localeProvider === 'c' && /^(C|POSIX)$/.test(database.collate) ? 'bytes' : 'language';
}

/** Partitions, and tables that inherit, with their indexes: a plan without a condition that tells them apart opens them all. */
function relationsAtOnce(relations: readonly Relation[]): number {
  const children = relations.filter(({ partitionOf, inherits }) => partitionOf !== null || inherits.length > 0);
  return children.reduce((count, { indexes }) => count + 1 + indexes.length + WHAT_IFS_AT_ONCE, 0);
}

/** Attaching a partition takes the longer the more there are: 2,000 take some 20 s, and twice as many four times as long. */
function crowdedFamilies(relations: readonly Relation[], most: number): ReadonlyMap<string, string> {
  const counts = new Map<string, number>();
  for (const { partitionOf } of relations)
    if (partitionOf) counts.set(keyOf(partitionOf.parent), (counts.get(keyOf(partitionOf.parent)) ?? 0) + 1);
  return new Map(
    [...counts]
      .filter(([, count]) => count > most)
      .map(([key, count]) => [key, `its ${count} partitions are more than can be set up in the time budget`]),
  );
}

function limits(catalog: Catalog): string[] {
  const notes: string[] = [...cappedSettings(catalog)];
  const blockSize = catalog.settings['block_size']?.value;
  if (blockSize !== undefined && blockSize !== '8192')
    notes.push(`the server's pages have ${blockSize} bytes and the twin's 8192: costs are not comparable`);
  const extended = catalog.relations.filter(({ extendedStatistics }) => extendedStatistics.length > 0).length;
  if (extended > 0) notes.push(`extended statistics (of ${extended} tables) cannot be restored in the twin`);
  return notes;
}
