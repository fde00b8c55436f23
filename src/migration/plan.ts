import type { Catalog, IndexDefinition, Relation } from '../catalog/model.ts';
import { UserError } from '../errors.ts';
import { quoteQualified } from '../sql/quote.ts';
import { findRelation } from './look-up.ts';
import type { Fix, FixIntent, FixIntentOf } from './model.ts';
import type { Namer } from './names.ts';
import { planDropIndex } from './plan-drop-index.ts';
import { planForeignKey } from './plan-foreign-key.ts';
import { planNotNull } from './plan-not-null.ts';
import { planPartitioned } from './plan-partitioned.ts';
import { planPlain } from './plan-plain.ts';
import { planPrimaryKey } from './plan-primary-key.ts';
import { planReplacement } from './plan-replacement.ts';
import { planReindex } from './plan-reindex.ts';
import { planStatement } from './plan-statement.ts';
import { planValidate } from './plan-validate.ts';
import type { FixSurroundings } from './request.ts';

export interface FixOptions {
  /**
   * How long a statement waits for a lock, as PostgreSQL writes it. It bounds CREATE INDEX CONCURRENTLY's waits for older
   * transactions too: what a build that gave up leaves behind is removed when the file is run again.
   */
  readonly lockTimeout: string;
}

export const DEFAULT_FIX_OPTIONS: FixOptions = { lockTimeout: '5s' };

/**
 * Turns what mends a finding into SQL that a busy server can take: no statement holds a lock that stops writers for
 * longer than a change of the catalog takes, and each waits for its lock at most `lockTimeout`.
 * @throws UserError when this server cannot have it, or not safely; the message says why.
 */
export function planFix(intent: FixIntent, catalog: Catalog, namer: Namer, options = DEFAULT_FIX_OPTIONS): Fix {
  const around = { catalog, namer, options };
  switch (intent.kind) {
    case 'create-index':
    case 'add-unique':
      return planIndex(intent, around);
    case 'drop-index':
      return planDropIndex(intent, around);
    case 'reindex':
      refuseCorruptingVersions(catalog);
      return planReindex(intent, around);
    case 'validate-constraint':
      return planValidate(intent, around);
    case 'add-foreign-key':
      return planForeignKey(intent, around);
    case 'set-not-null':
      return planNotNull(intent, around);
    case 'primary-key-from-index':
      return planPrimaryKey(intent, around);
    case 'statement':
      return planStatement(intent, around);
  }
}

function planIndex(intent: FixIntentOf<'create-index' | 'add-unique'>, around: FixSurroundings): Fix {
  const definition = definitionOf(intent);
  const relation = findRelation(around.catalog, definition.relation);
  refuseCorruptingVersions(around.catalog);
  refuseImpossible(definition, relation, around.catalog);
  const request = { kind: intent.kind, definition, wanted: intent.name, relation, ...around };
  const built = relation.kind === 'partitioned-table' ? planPartitioned(request) : planPlain(request);
  return intent.kind === 'create-index' && intent.replaces?.length ? planReplacement(built, intent, around) : built;
}

/** The index that a fix builds; a constraint's is a btree in default order. */
export function definitionOf(intent: FixIntentOf<'create-index' | 'add-unique'>): IndexDefinition {
  if (intent.kind === 'create-index') return intent.index;
  return {
    relation: intent.relation,
    method: 'btree',
    keys: intent.columns.map((column) => ({
      column,
      expression: null,
      operatorClass: null,
      collation: null,
      direction: 'asc',
      nulls: 'last',
    })),
    include: [],
    predicate: intent.predicate,
    unique: true,
    nullsNotDistinct: intent.nullsNotDistinct,
  };
}

/** PostgreSQL 14.4's release notes: CREATE INDEX CONCURRENTLY and REINDEX CONCURRENTLY could miss rows in 14.0 to 14.3. */
function refuseCorruptingVersions({ database }: Catalog): void {
  if (database.serverVersionNum < 140_000 || database.serverVersionNum >= 140_004) return;
  throw new UserError(
    `PostgreSQL ${database.serverVersion} can build corrupt indexes with CREATE INDEX CONCURRENTLY, so no migration is written for it`,
    { hint: 'Update the server to PostgreSQL 14.4 or later, and run this again' },
  );
}

function refuseImpossible(definition: IndexDefinition, relation: Relation, catalog: Catalog): void {
  const table = quoteQualified(relation);
  if (relation.kind === 'view' || relation.kind === 'foreign-table') {
    throw new UserError(`${table} is a ${relation.kind.replace('-', ' ')}, which cannot have an index`);
  }
  if (relation.persistence === 'temporary') {
    throw new UserError(`${table} is a temporary table of another session, which a migration cannot reach`);
  }
  if (definition.nullsNotDistinct && catalog.database.serverVersionNum < 150_000) {
    throw new UserError(
      `${table}: NULLS NOT DISTINCT needs PostgreSQL 15, and the server is ${catalog.database.serverVersion}`,
    );
  }
}
