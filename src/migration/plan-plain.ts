import type { IndexDefinition } from '../catalog/model.ts';
import { addUniqueUsingIndexSql, createIndexSql, dropConstraintSql, dropIndexSql } from '../sql/ddl.ts';
import { quoteQualified } from '../sql/quote.ts';
import { duplicatesQuery } from './duplicates.ts';
import {
  addConstraintOnce,
  requireBuilt,
  requireNoDuplicates,
  requireNotReplicaIdentity,
  setLeftoverAside,
} from './guards.ts';
import type { Fix, FixScript } from './model.ts';
import type { FixRequest } from './request.ts';
import { analyze, sessionSettings } from './statements.ts';

/** Indexes, unique constraints and unique indexes of tables and materialized views. */
export function planPlain(request: FixRequest): Fix {
  const { definition, relation, namer } = request;
  const name = namer.index(definition, request.wanted);
  const index = { schema: relation.schema, name };
  const aside = { schema: relation.schema, name: namer.leftover(relation, name) };
  const settings = sessionSettings(request.options);
  const constraint = request.kind === 'add-unique' && canBeConstraint(definition) && relation.kind === 'table';
  const check = definition.unique ? [duplicatesQuery(definition)] : [];
  const statistics = analyze(definition);

  const build = createIndexSql(definition, name, { concurrently: true });
  const buildOnce = createIndexSql(definition, name, { concurrently: true, ifNotExists: true });
  const promote = addUniqueUsingIndexSql(relation, name, name);
  const dropIndex = dropIndexSql(index, { concurrently: true, ifExists: true });
  const dropAside = dropIndexSql(aside, { concurrently: true, ifExists: true });

  const script: FixScript = {
    ...describe(request, constraint),
    up: [
      ...settings,
      ...check.map((query) => requireNoDuplicates(definition, index, query)),
      // A materialized view cannot be locked by name; there the last check finds the leftover.
      ...(relation.kind === 'table' ? [setLeftoverAside(relation, index, aside.name)] : []),
      dropAside,
      buildOnce,
      requireBuilt(definition, index),
      ...(constraint ? [addConstraintOnce(relation, name, promote)] : []),
      ...statistics,
    ],
    down: [
      ...settings,
      ...(definition.unique ? [requireNotReplicaIdentity(index)] : []),
      ...(constraint ? [dropConstraintSql(relation, name, { ifExists: true })] : []),
      dropIndex,
      dropAside,
    ],
  };
  return {
    kind: request.kind,
    check,
    up: [...settings, build, ...(constraint ? [promote] : []), ...statistics],
    down: [settings[0]!, constraint ? dropConstraintSql(relation, name) : dropIndex],
    transactional: false,
    creates: [quoteQualified(index)],
    definition,
    script,
  };
}

/** ADD CONSTRAINT … USING INDEX takes a full btree over plain columns in default order, class and collation only. */
function canBeConstraint(definition: IndexDefinition): boolean {
  return (
    definition.method === 'btree' &&
    definition.predicate === null &&
    definition.keys.every(
      (key) =>
        key.column !== null &&
        key.operatorClass === null &&
        key.collation === null &&
        key.direction === 'asc' &&
        key.nulls === 'last',
    )
  );
}

function describe(request: FixRequest, constraint: boolean): Pick<FixScript, 'recipe' | 'locks' | 'notes'> {
  const table = quoteQualified(request.relation);
  const building = `SHARE UPDATE EXCLUSIVE on ${table} while the index is built: reads and writes go on, VACUUM and other DDL wait`;
  const waiting = 'waits for every transaction of this database that was open before it';
  if (constraint) {
    return {
      recipe: 'unique constraint',
      locks: [building, waiting, `ACCESS EXCLUSIVE on ${table} for the moment in which the constraint is added`],
      notes: [],
    };
  }
  const bare = request.kind === 'add-unique';
  return {
    recipe: request.definition.unique ? 'unique index' : 'create index',
    locks: [building, waiting],
    notes: bare ? ['A unique index and not a constraint: no constraint can have these keys or a predicate here.'] : [],
  };
}
