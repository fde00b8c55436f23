import { UserError } from '../errors.ts';
import { dropIndexSql } from '../sql/ddl.ts';
import { quoteQualified } from '../sql/quote.ts';
import { duplicatesQuery } from './duplicates.ts';
import { requireNoDuplicates, setLeftoverAside } from './guards.ts';
import { requireValid } from './guards-of-drops.ts';
import { findIndex, findRelation } from './look-up.ts';
import type { Fix, FixIntentOf } from './model.ts';
import { isOfReindex, MAX_NAME_BYTES } from './names.ts';
import { planDropIndex } from './plan-drop-index.ts';
import type { FixSurroundings } from './request.ts';
import { sessionSettings } from './statements.ts';

/**
 * Builds an index anew beside its old self, and swaps the two.
 * @throws UserError where REINDEX CONCURRENTLY is not for this index.
 */
export function planReindex(intent: FixIntentOf<'reindex'>, around: FixSurroundings): Fix {
  const relation = findRelation(around.catalog, intent.relation);
  const index = findIndex(relation, intent.index);
  if (!index.valid && isOfReindex(index.name)) return planDropIndex({ ...intent, kind: 'drop-index' }, around);

  const name = { schema: relation.schema, name: index.name };
  const refuse = (reason: string) => new UserError(`index ${quoteQualified(name)} cannot be rebuilt: ${reason}`);
  if (around.catalog.database.serverVersionNum < 120_000) throw refuse('REINDEX CONCURRENTLY needs PostgreSQL 12');
  if (index.inBuild) throw refuse('it is being built now');
  if (index.exclusion) throw refuse('REINDEX CONCURRENTLY is not for exclusion constraints');
  if (relation.kind === 'partitioned-table') {
    throw refuse('it has no storage of its own; rebuild, or build and attach, the indexes of the partitions');
  }

  const table = quoteQualified(relation);
  const settings = sessionSettings(around.options);
  const reindex = `REINDEX INDEX CONCURRENTLY ${quoteQualified(name)}`;
  const check = index.unique && !index.valid ? [duplicatesQuery(index)] : [];
  const half = { schema: relation.schema, name: `${index.name}_ccnew` };
  const aside = { schema: relation.schema, name: around.namer.leftover(relation, half.name) };
  // PostgreSQL cuts a longer name in its own way: then the leftover stays, as a finding of its own.
  const cleansUp = relation.kind === 'table' && Buffer.byteLength(half.name) <= MAX_NAME_BYTES;
  return {
    kind: intent.kind,
    check,
    up: [...settings, reindex],
    down: [],
    transactional: false,
    creates: [],
    changes: quoteQualified(name),
    script: {
      recipe: 'rebuild an index',
      locks: [
        `SHARE UPDATE EXCLUSIVE on ${table} while the index is built: reads and writes go on, VACUUM and other DDL wait`,
        'waits for every transaction of this database that was open before it, several times',
      ],
      notes: [
        'Needs free space for a second copy of the index while it runs.',
        'Nothing to undo: the index is the same, built anew.',
      ],
      up: [
        ...settings,
        ...check.map((query) => requireNoDuplicates(index, name, query)),
        ...(cleansUp
          ? [setLeftoverAside(relation, half, aside.name), dropIndexSql(aside, { concurrently: true, ifExists: true })]
          : []),
        reindex,
        requireValid(name),
      ],
      down: [],
    },
  };
}
