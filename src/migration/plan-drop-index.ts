import type { Catalog, Index, Relation } from '../catalog/model.ts';
import { UserError } from '../errors.ts';
import { attachIndexSql, dropIndexSql } from '../sql/ddl.ts';
import { quoteQualified } from '../sql/quote.ts';
import { requireBuilt, setLeftoverAside } from './guards.ts';
import { requireDroppable } from './guards-of-drops.ts';
import { findIndex, findRelation, foreignKeyOn, isSame, partitionsOf } from './look-up.ts';
import type { Fix, FixIntentOf } from './model.ts';
import type { FixSurroundings } from './request.ts';
import { commentOf, placeOf, savedIndexSql } from './saved-index.ts';
import { analyze, sessionSettings } from './statements.ts';

/**
 * Drops an index that backs nothing, and keeps what would build it again.
 * @throws UserError when something depends on the index.
 */
export function planDropIndex(intent: FixIntentOf<'drop-index'>, around: FixSurroundings): Fix {
  const relation = findRelation(around.catalog, intent.relation);
  const index = findIndex(relation, intent.index);
  refuseNeeded(index, relation, around.catalog);
  const name = { schema: relation.schema, name: index.name };
  const settings = sessionSettings(around.options);
  const isPartitioned = relation.kind === 'partitioned-table';
  const guard = requireDroppable(relation, name, intent.keep);
  const drop = dropIndexSql(name, { concurrently: !isPartitioned, ifExists: true });
  const table = quoteQualified(relation);
  // An invalid index served nobody: there is nothing to build again.
  const wasInvalid = !index.valid && !isPartitioned;
  const again = wasInvalid ? NOTHING : isPartitioned ? rebuildTree(index, relation, around) : rebuild(index, around);
  return {
    kind: intent.kind,
    check: [],
    up: [...settings, drop],
    down: wasInvalid ? [] : [...settings, ...placeOf(index), ...again.plain, ...analyze(index)],
    transactional: false,
    creates: [],
    changes: quoteQualified(name),
    script: {
      recipe: isPartitioned ? 'drop index of a partitioned table' : 'drop index',
      locks: isPartitioned
        ? [`ACCESS EXCLUSIVE on ${table} and all of its partitions for a moment: reads and writes wait`]
        : [
            `SHARE UPDATE EXCLUSIVE on ${table}: reads and writes go on`,
            'waits for every transaction of this database that was open before it',
          ],
      notes: wasInvalid ? ['Nothing to undo: the index was invalid, and served no query.'] : [],
      up: [...settings, guard, drop],
      down: wasInvalid ? [] : [...settings, ...placeOf(index), ...again.guarded, ...analyze(index)],
    },
  };
}

interface Rebuild {
  readonly plain: readonly string[];
  readonly guarded: readonly string[];
}

const NOTHING: Rebuild = { plain: [], guarded: [] };

function rebuild(index: Index, { catalog, namer }: FixSurroundings): Rebuild {
  const relation = findRelation(catalog, index.relation);
  const name = { schema: relation.schema, name: index.name };
  const aside = { schema: relation.schema, name: namer.leftover(relation, index.name) };
  const comment = commentOf(index, name);
  return {
    plain: [savedIndexSql(index, { concurrently: true }), ...comment],
    guarded: [
      // A materialized view cannot be locked by name; there the last check finds the leftover.
      ...(relation.kind === 'table' ? [setLeftoverAside(relation, name, aside.name)] : []),
      dropIndexSql(aside, { concurrently: true, ifExists: true }),
      savedIndexSql(index, { concurrently: true, ifNotExists: true }),
      requireBuilt(index, name),
      ...comment,
    ],
  };
}

/** Level by level, as they are built: pg_get_indexdef of a partitioned index reads ON ONLY by itself. */
export function rebuildTree(index: Index, relation: Relation, around: FixSurroundings): Rebuild {
  if (relation.kind !== 'partitioned-table') return rebuild(index, around);
  const name = { schema: relation.schema, name: index.name };
  const children = partitionsOf(around.catalog, relation).flatMap((partition) =>
    partition.indexes
      .filter((each) => each.partitionOf && isSame(each.partitionOf, name))
      .map((each) => {
        const built = rebuildTree(each, partition, around);
        const attach = attachIndexSql(name, { schema: partition.schema, name: each.name });
        return { plain: [...built.plain, attach], guarded: [...built.guarded, attach] };
      }),
  );
  const comment = commentOf(index, name);
  return {
    plain: [savedIndexSql(index), ...children.flatMap((child) => child.plain), ...comment],
    guarded: [
      savedIndexSql(index, { ifNotExists: true }),
      ...children.flatMap((child) => child.guarded),
      requireBuilt(index, name),
      ...comment,
    ],
  };
}

function refuseNeeded(index: Index, relation: Relation, catalog: Catalog): void {
  const name = quoteQualified({ schema: relation.schema, name: index.name });
  const reason = need(index, relation, catalog);
  if (reason !== undefined) throw new UserError(`index ${name} cannot be dropped: ${reason}`);
}

function need(index: Index, relation: Relation, catalog: Catalog): string | undefined {
  if (index.constraint !== null || index.primary || index.exclusion) {
    return `constraint ${index.constraint ?? index.name} is made of it`;
  }
  // Dropping it would succeed, and then fail every UPDATE and DELETE of a published table.
  if (index.replicaIdentity) return `it is the replica identity of ${quoteQualified(relation)}`;
  if (index.clustered) return `${quoteQualified(relation)} is clustered on it`;
  if (index.partitionOf !== null) return `it is part of index ${quoteQualified(index.partitionOf)}`;
  if (index.inBuild) return 'it is being built now';
  const foreignKey = foreignKeyOn(catalog, relation, index.name);
  if (foreignKey !== undefined) return `foreign key ${foreignKey} refers to its columns`;
  if (relation.kind === 'materialized-view' && index.unique && isLastUnique(index, relation)) {
    return 'REFRESH MATERIALIZED VIEW CONCURRENTLY needs a unique index';
  }
  return undefined;
}

function isLastUnique(index: Index, relation: Relation): boolean {
  return !relation.indexes.some((each) => each !== index && each.unique && each.valid && each.predicate === null);
}
