import type { Catalog, Index, Relation } from '../catalog/model.ts';
import { UserError } from '../errors.ts';
import { addPrimaryKeyUsingIndexSql, dropConstraintSql, dropIndexSql, setNotNullSql } from '../sql/ddl.ts';
import { quoteQualified } from '../sql/quote.ts';
import { addConstraintOnce, requireBuilt, setLeftoverAside } from './guards.ts';
import { findIndex, findRelation, foreignKeyOn } from './look-up.ts';
import type { Fix, FixIntentOf } from './model.ts';
import { notNullSteps } from './plan-not-null.ts';
import type { FixSurroundings } from './request.ts';
import { commentOf, placeOf, savedIndexSql } from './saved-index.ts';
import { sessionSettings } from './statements.ts';
import { nullsQuery } from './violations.ts';

/**
 * A unique index becomes the primary key, which renames it; its columns are made NOT NULL first, as the
 * promotion would otherwise read the whole table under ACCESS EXCLUSIVE.
 * @throws UserError when the index cannot be promoted, or not be had back.
 */
export function planPrimaryKey(intent: FixIntentOf<'primary-key-from-index'>, around: FixSurroundings): Fix {
  const { catalog, namer, options } = around;
  const relation = findRelation(catalog, intent.relation);
  const index = findIndex(relation, intent.index);
  refuseImpossible(index, relation, catalog);
  const table = quoteQualified(relation);
  const settings = sessionSettings(options);
  const old = { schema: relation.schema, name: index.name };
  const name = namer.constraint(relation, [], 'pkey', intent.name);
  const nullable = index.keys
    .map(({ column }) => column!)
    .filter((column) => !relation.columns.find((each) => each.name === column)?.notNull);
  const steps = nullable.map((column) => notNullSteps(relation, column, namer));
  const promote = addPrimaryKeyUsingIndexSql(relation, name, index.name);
  const allowNulls = nullable.map((column) => setNotNullSql(relation, column, false));
  const aside = { schema: relation.schema, name: namer.leftover(relation, index.name) };
  const comment = commentOf(index, old);
  return {
    kind: intent.kind,
    check: nullable.map((column) => nullsQuery(relation, column)),
    up: [...settings, ...steps.flatMap(({ up }) => up), promote],
    down: [
      ...settings,
      ...placeOf(index),
      savedIndexSql(index, { concurrently: true }),
      ...comment,
      dropConstraintSql(relation, name),
      ...allowNulls,
    ],
    transactional: false,
    creates: [quoteQualified({ schema: relation.schema, name })],
    script: {
      recipe: 'primary key from a unique index',
      locks: [
        `ACCESS EXCLUSIVE on ${table} for moments: reads and writes wait`,
        ...(nullable.length > 0 ? [`SHARE UPDATE EXCLUSIVE on ${table} while its rows are read`] : []),
      ],
      notes: [`The index takes the constraint's name, and is no longer called ${index.name}.`],
      up: [
        ...settings,
        ...steps.flatMap(({ guardedUp }) => guardedUp),
        addConstraintOnce(relation, name, promote, 'p'),
      ],
      down: [
        ...settings,
        ...steps.map(({ dropCheck }) => dropCheck),
        ...placeOf(index),
        setLeftoverAside(relation, old, aside.name),
        dropIndexSql(aside, { concurrently: true, ifExists: true }),
        savedIndexSql(index, { concurrently: true, ifNotExists: true }),
        requireBuilt(index, old),
        ...comment,
        dropConstraintSql(relation, name, { ifExists: true }),
        ...allowNulls,
      ],
    },
  };
}

function refuseImpossible(index: Index, relation: Relation, catalog: Catalog): void {
  const reason = obstacle(index, relation, catalog);
  if (reason === undefined) return;
  const name = quoteQualified({ schema: relation.schema, name: index.name });
  throw new UserError(`index ${name} cannot become the primary key: ${reason}`);
}

function obstacle(index: Index, relation: Relation, catalog: Catalog): string | undefined {
  if (relation.kind !== 'table') return 'only that of an ordinary table can';
  if (relation.indexes.some(({ primary }) => primary)) return 'the table has one';
  if (index.constraint !== null) return `constraint ${index.constraint} is made of it`;
  if (!index.unique || !index.valid || index.method !== 'btree') return 'it is not a valid unique B-tree';
  if (index.predicate !== null || index.keys.some(({ column }) => column === null)) {
    return 'it is partial, or over an expression';
  }
  const isPlain = index.keys.every(
    (key) => key.operatorClass === null && key.collation === null && key.direction === 'asc' && key.nulls === 'last',
  );
  if (!isPlain || index.nullsNotDistinct) return 'it is not in default order, collation and operator class';
  // Down could not drop the constraint then.
  const foreignKey = foreignKeyOn(catalog, relation, index.name);
  if (foreignKey !== undefined) return `foreign key ${foreignKey} refers to it`;
  if (index.replicaIdentity || index.clustered) return 'it is the replica identity, or clustered on';
  return undefined;
}
