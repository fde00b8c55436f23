import type { Relation } from '../catalog/model.ts';
import { UserError } from '../errors.ts';
import { addNotNullCheckSql, dropConstraintSql, setNotNullSql, validateConstraintSql } from '../sql/ddl.ts';
import { quoteLiteral, quoteQualified } from '../sql/quote.ts';
import { doBlock, regclass, requireNoViolations } from './guards.ts';
import { findRelation, leavesOf } from './look-up.ts';
import type { Fix, FixIntentOf } from './model.ts';
import type { Namer } from './names.ts';
import type { FixSurroundings } from './request.ts';
import { sessionSettings } from './statements.ts';
import { nullsQuery } from './violations.ts';

/**
 * A CHECK that is validated under a weak lock proves to SET NOT NULL that it need not read the rows itself
 * (PostgreSQL 12).
 */
export function planNotNull(intent: FixIntentOf<'set-not-null'>, { catalog, namer, options }: FixSurroundings): Fix {
  const relation = findRelation(catalog, intent.relation);
  const table = quoteQualified(relation);
  const column = relation.columns.find(({ name }) => name === intent.column);
  if (!column) throw new UserError(`${table} has no column ${intent.column} in the catalog`);
  if (column.notNull) throw new UserError(`column ${intent.column} of ${table} is NOT NULL already`);
  const kind = relation.kind.replace('-', ' ');
  if (kind !== 'table' && kind !== 'partitioned table') throw new UserError(`${table} is a ${kind}, and not a table`);

  const settings = sessionSettings(options);
  const steps = notNullSteps(relation, intent.column, namer);
  // DROP NOT NULL of the parent drops that of the partitions, those included that had it by themselves.
  const own = leavesOf(catalog, relation).filter(({ columns }) =>
    columns.some(({ name, notNull }) => name === intent.column && notNull),
  );
  const restore = own.map((partition) => setNotNullSql(partition, intent.column, true));
  return {
    kind: intent.kind,
    check: [nullsQuery(relation, intent.column)],
    up: [...settings, ...steps.up],
    down: [settings[0]!, setNotNullSql(relation, intent.column, false), ...restore],
    transactional: false,
    creates: [],
    changes: `${table}.${intent.column}`,
    script: {
      recipe: 'not null',
      locks: [
        `ACCESS EXCLUSIVE on ${table} for a moment, three times: reads and writes wait`,
        `SHARE UPDATE EXCLUSIVE on ${table} while its rows are read: reads and writes go on`,
      ],
      notes: [],
      up: [...settings, ...steps.guardedUp],
      down: [...settings, steps.dropCheck, setNotNullSql(relation, intent.column, false), ...restore],
    },
  };
}

export interface NotNullSteps {
  readonly up: readonly string[];
  readonly guardedUp: readonly string[];
  /** Removes the proof that a stopped run left. */
  readonly dropCheck: string;
}

export function notNullSteps(relation: Relation, column: string, namer: Namer): NotNullSteps {
  const check = namer.constraint(relation, [column], 'not_null_check');
  const add = addNotNullCheckSql(relation, column, check);
  const validate = validateConstraintSql(relation, check);
  const set = setNotNullSql(relation, column, true);
  return {
    up: [add, validate, set, dropConstraintSql(relation, check)],
    guardedUp: [
      requireNoViolations(nullsQuery(relation, column), relation, check, {
        unless: [selectNotNull(relation, column)],
        message: `${quoteQualified(relation)} has rows without (${column})`,
        condition: 'not_null_violation',
      }),
      unlessNotNull(relation, column, unlessCheck(relation, check, add)),
      // A transaction of its own, so that no strong lock is held while the rows are read.
      unlessNotNull(relation, column, `    ${validate};`),
      set,
      dropConstraintSql(relation, check, { ifExists: true }),
    ],
    dropCheck: dropConstraintSql(relation, check, { ifExists: true }),
  };
}

function unlessNotNull(relation: Relation, column: string, body: string): string {
  return doBlock(
    `  IF NOT EXISTS (
    ${selectNotNull(relation, column)}
  ) THEN
${body}
  END IF;`,
  );
}

function selectNotNull(relation: Relation, column: string): string {
  return `SELECT FROM pg_attribute WHERE attrelid = ${regclass(relation)} AND attname = ${quoteLiteral(column)} AND attnotnull`;
}

function unlessCheck(relation: Relation, check: string, statement: string): string {
  return `    IF NOT EXISTS (
      SELECT FROM pg_constraint WHERE conrelid = ${regclass(relation)} AND conname = ${quoteLiteral(check)}
    ) THEN
      ${statement};
    END IF;`;
}
