import type { Row, Session } from '../connection/model.ts';
import { assembleRelations, type RelationRows } from './assemble-relations.ts';
import {
  assembleSchema,
  assembleSequence,
  assembleType,
  assembleFunction,
  assembleDatabase,
  assembleCollation,
  outdatedCollation,
} from './assemble-objects.ts';
import { describeIncomplete } from './incomplete.ts';
import type { Catalog, Setting } from './model.ts';
import { collationsQuery, type CollationRow } from './queries/collations.ts';
import { COLUMNS, type ColumnRow } from './queries/columns.ts';
import { constraintsQuery, type ConstraintRow } from './queries/constraints.ts';
import { EXTENDED_STATISTICS, type ExtendedStatisticsRow } from './queries/extended-statistics.ts';
import { EXTENSIONS, type ExtensionRow } from './queries/extensions.ts';
import { functionsQuery, type FunctionRow } from './queries/functions.ts';
import { indexKeysQuery, type IndexKeyRow } from './queries/index-keys.ts';
import { indexesQuery, type IndexRow } from './queries/indexes.ts';
import { inheritanceQuery, type InheritanceRow } from './queries/inheritance.ts';
import { LOCKED_RELATIONS, type LockedRelationRow } from './queries/locked-relations.ts';
import { POLICIES, type PolicyRow } from './queries/policies.ts';
import { publicationsQuery, type PublicationRow } from './queries/publications.ts';
import { relationsQuery, type RelationRow } from './queries/relations.ts';
import { SCHEMAS, type SchemaRow } from './queries/schemas.ts';
import { SEQUENCES, type SequenceRow } from './queries/sequences.ts';
import { serverQuery, type ServerRow } from './queries/server.ts';
import { CANONICAL_SETTINGS, RESTORE_SETTINGS, SAVE_SETTINGS, SET_CANONICAL } from './queries/session.ts';
import { SETTINGS, type SettingRow } from './queries/settings.ts';
import {
  RANGE_STATISTICS,
  statisticsQuery,
  type RangeStatisticsRow,
  type StatisticsRow,
} from './queries/statistics.ts';
import { triggersQuery, type TriggerRow } from './queries/triggers.ts';
import { TYPES, type TypeRow } from './queries/types.ts';

const SECOND_LOOK_MS = 500;

/**
 * Reads the whole catalog of the session's database, in 23 or 24 queries whatever its size. Run it inside `readOnly` of
 * connection/, which gives all of them the same snapshot, and timeouts. The session's settings are as before afterwards.
 * Needs no privilege but CONNECT; what lacks USAGE or SELECT is told in `incomplete`.
 */
export async function introspect(session: Session): Promise<Catalog> {
  const [saved] = await session.query(SAVE_SETTINGS);
  const version = Number(saved?.version_num);
  // Before search_path is emptied: it is part of what is read.
  const server = await first<ServerRow>(session, serverQuery(version));
  await session.query(SET_CANONICAL);
  try {
    return await readCatalog(session, server);
  } finally {
    // In a transaction that failed this fails too, and the rollback does the same.
    await session
      .query(
        RESTORE_SETTINGS,
        CANONICAL_SETTINGS.map((name) => saved?.[name]),
      )
      .catch(() => {});
  }
}

async function readCatalog(session: Session, server: ServerRow): Promise<Catalog> {
  const version = server.version_num;
  const locked = await lockedRelations(session);
  const leftOut = [`{${locked.map(({ oid }) => oid).join(',')}}`];
  const settings = await session.query<SettingRow>(SETTINGS);
  const extensions = await session.query<ExtensionRow>(EXTENSIONS);
  const schemas = await session.query<SchemaRow>(SCHEMAS);
  const types = await session.query<TypeRow>(TYPES);
  const functions = await session.query<FunctionRow>(functionsQuery(version));
  const collations = await session.query<CollationRow>(collationsQuery(version));
  const sequences = await session.query<SequenceRow>(SEQUENCES);
  const rows: RelationRows = {
    version,
    relations: await session.query<RelationRow>(relationsQuery(version), leftOut),
    columns: await session.query<ColumnRow>(COLUMNS, leftOut),
    statistics: await session.query<StatisticsRow>(statisticsQuery(version)),
    rangeStatistics:
      version < 170_000 && server.superuser ? await session.query<RangeStatisticsRow>(RANGE_STATISTICS) : [],
    indexes: await session.query<IndexRow>(indexesQuery(version), leftOut),
    indexKeys: await session.query<IndexKeyRow>(indexKeysQuery(version), leftOut),
    constraints: await session.query<ConstraintRow>(constraintsQuery(version), leftOut),
    extendedStatistics: await session.query<ExtendedStatisticsRow>(EXTENDED_STATISTICS, leftOut),
    triggers: await session.query<TriggerRow>(triggersQuery(version), leftOut),
    policies: await session.query<PolicyRow>(POLICIES, leftOut),
    publications: await session.query<PublicationRow>(publicationsQuery(version)),
    inheritance: await session.query<InheritanceRow>(inheritanceQuery(version)),
  };
  const relations = assembleRelations(rows);
  return {
    takenAt: server.taken,
    database: assembleDatabase(server),
    role: { name: server.role, superuser: server.superuser },
    searchPath: server.search_path,
    settings: Object.fromEntries(
      settings.map(({ name, value, unit, source }): [string, Setting] => [name, { value, unit, source }]),
    ),
    extensions,
    schemas: schemas.map(assembleSchema),
    types: types.map(assembleType),
    functions: functions.map(assembleFunction),
    collations: collations.filter(({ own }) => own).map(assembleCollation),
    outdatedCollations: collations.flatMap(outdatedCollation),
    orphanedTemporaryTables: server.orphaned_temporary,
    invalidToastIndexes: server.invalid_toast,
    superusers: server.superusers,
    bypassRowSecurity: server.bypass_row_security,
    sequences: sequences.map(assembleSequence),
    relations,
    incomplete: describeIncomplete({ locked, schemas, sequences, settings, relationRows: rows.relations, relations }),
  };
}

/** Most such locks are held for a moment: what is still locked after a second look is left out of the catalog. */
async function lockedRelations(session: Session): Promise<LockedRelationRow[]> {
  const before = await session.query<LockedRelationRow>(LOCKED_RELATIONS);
  if (before.length === 0) return before;
  await new Promise((resolve) => setTimeout(resolve, SECOND_LOOK_MS));
  return session.query<LockedRelationRow>(LOCKED_RELATIONS);
}

async function first<R extends Row>(session: Session, sql: string): Promise<R> {
  const [row] = await session.query<R>(sql);
  if (!row) throw new Error('a query that always has one row returned none');
  return row;
}
