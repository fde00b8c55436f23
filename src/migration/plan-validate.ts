import { UserError } from '../errors.ts';
import { validateConstraintSql } from '../sql/ddl.ts';
import { quoteIdentifier, quoteQualified } from '../sql/quote.ts';
import { findRelation } from './look-up.ts';
import type { Fix, FixIntentOf } from './model.ts';
import type { FixSurroundings } from './request.ts';
import { sessionSettings } from './statements.ts';
import { violationsQuery } from './violations.ts';

/** Reads every row once under a lock that lets writers go on; where one breaks the constraint, nothing is changed. */
export function planValidate(intent: FixIntentOf<'validate-constraint'>, { catalog, options }: FixSurroundings): Fix {
  const relation = findRelation(catalog, intent.relation);
  const table = quoteQualified(relation);
  const constraint = relation.constraints.find(({ name }) => name === intent.constraint);
  if (!constraint) throw new UserError(`${table} has no constraint ${intent.constraint} in the catalog`);
  if (!constraint.enforced) {
    throw new UserError(`constraint ${constraint.name} of ${table} is NOT ENFORCED, and cannot be validated`);
  }
  const violations = violationsQuery(relation, constraint);
  const validate = validateConstraintSql(relation, constraint.name);
  const settings = sessionSettings(options);
  return {
    kind: intent.kind,
    check: violations === undefined ? [] : [violations],
    up: [...settings, validate],
    down: [],
    transactional: false,
    creates: [],
    changes: `${quoteIdentifier(relation.schema)}.${quoteIdentifier(constraint.name)}`,
    script: {
      recipe: 'validate constraint',
      locks: [
        `SHARE UPDATE EXCLUSIVE on ${table} while its rows are read: reads and writes go on`,
        ...(constraint.references ? [`ROW SHARE on ${quoteQualified(constraint.references.relation)}`] : []),
      ],
      notes: ['Nothing to undo: new rows were held to the constraint before.'],
      up: [...settings, validate],
      down: [],
    },
  };
}
