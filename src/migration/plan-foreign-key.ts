import type { Relation } from '../catalog/model.ts';
import { UserError } from '../errors.ts';
import { addForeignKeySql, dropConstraintSql, validateConstraintSql } from '../sql/ddl.ts';
import { quoteQualified } from '../sql/quote.ts';
import { addConstraintOnce, requireNoViolations } from './guards.ts';
import { findRelation, leavesOf } from './look-up.ts';
import type { Fix, FixIntentOf } from './model.ts';
import type { FixSurroundings } from './request.ts';
import { sessionSettings } from './statements.ts';
import { orphansQuery } from './violations.ts';

type ForeignKey = FixIntentOf<'add-foreign-key'>;

/**
 * A foreign key; on a partitioned table before PostgreSQL 18, which takes no NOT VALID foreign key: each partition's
 * is added and validated, and the table's then finds them and attaches them without reading a row.
 * @throws UserError when the columns referred to have no unique key.
 */
export function planForeignKey(intent: ForeignKey, { catalog, namer, options }: FixSurroundings): Fix {
  const relation = findRelation(catalog, intent.relation);
  const target = findRelation(catalog, intent.references.relation);
  refuseImpossible(intent, relation, target);
  const name = namer.constraint(relation, intent.columns, 'fkey', intent.name);
  const settings = sessionSettings(options);
  const byPartition = relation.kind === 'partitioned-table' && catalog.database.serverVersionNum < 180_000;
  const holders = byPartition ? leavesOf(catalog, relation) : [relation];
  refuseForeign(holders, relation);

  const add = (table: Relation, notValid: boolean) => addForeignKeySql({ ...intent, relation: table }, name, notValid);
  const steps = holders.flatMap((table) => [add(table, true), validateConstraintSql(table, name)]);
  const guarded = holders.flatMap((table) => [
    addConstraintOnce(table, name, add(table, true), 'f'),
    validateConstraintSql(table, name),
  ]);
  const orphans = orphansQuery(relation, intent);
  const drop = dropConstraintSql(relation, name);
  return {
    kind: intent.kind,
    check: [orphans],
    up: [...settings, ...steps, ...(byPartition ? [add(relation, false)] : [])],
    down: [settings[0]!, drop],
    transactional: false,
    creates: [quoteQualified({ schema: relation.schema, name })],
    script: {
      recipe: byPartition ? 'foreign key of a partitioned table' : 'foreign key',
      locks: [
        `SHARE ROW EXCLUSIVE on ${quoteQualified(relation)} and ${quoteQualified(target)} for a moment: writes to both wait, reads go on`,
        `SHARE UPDATE EXCLUSIVE on ${quoteQualified(relation)} while its rows are read: reads and writes go on`,
        'undoing it takes ACCESS EXCLUSIVE on both tables for a moment',
      ],
      notes: [],
      up: [
        ...settings,
        requireNoViolations(orphans, relation, name, {
          message: `${quoteQualified(relation)} has rows that refer to nothing by (${intent.columns.join(', ')})`,
          condition: 'foreign_key_violation',
        }),
        ...guarded,
        ...(byPartition ? [addConstraintOnce(relation, name, add(relation, false), 'f')] : []),
      ],
      down: [
        ...settings,
        dropConstraintSql(relation, name, { ifExists: true }),
        ...(byPartition ? holders.map((table) => dropConstraintSql(table, name, { ifExists: true })) : []),
      ],
    },
  };
}

function refuseImpossible({ columns, references }: ForeignKey, relation: Relation, target: Relation): void {
  const names = [quoteQualified(relation), quoteQualified(target)];
  for (const each of [relation, target]) {
    if (each.kind === 'table' || each.kind === 'partitioned-table') continue;
    throw new UserError(`${quoteQualified(each)} is a ${each.kind.replace('-', ' ')}, which cannot have a foreign key`);
  }
  // PostgreSQL: constraints on permanent tables may reference only permanent tables.
  if (relation.persistence === 'permanent' && target.persistence !== 'permanent') {
    throw new UserError(`${names[0]} is permanent and cannot refer to ${names[1]}, which is ${target.persistence}`);
  }
  const wanted = [...references.columns].sort().join('\0');
  const isKey = target.indexes.some(
    (index) =>
      index.unique &&
      index.valid &&
      index.immediate &&
      index.predicate === null &&
      [...index.keys.map(({ column }) => column ?? '')].sort().join('\0') === wanted,
  );
  if (isKey && columns.length === references.columns.length) return;
  throw new UserError(`${names[1]} has no unique key on (${references.columns.join(', ')}) to refer to`);
}

function refuseForeign(holders: readonly Relation[], relation: Relation): void {
  const foreign = holders.find(({ kind }) => kind === 'foreign-table');
  if (!foreign) return;
  throw new UserError(
    `${quoteQualified(relation)} cannot have a foreign key: its partition ${quoteQualified(foreign)} is a foreign table`,
  );
}
