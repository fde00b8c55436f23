import { quoteLiteral, quoteQualified } from '../sql/quote.ts';
import { findRelation } from './look-up.ts';
import type { Fix, FixIntentOf } from './model.ts';
import type { FixSurroundings } from './request.ts';

/** Statements as the rule wrote them, with their wait for locks bounded. */
export function planStatement(intent: FixIntentOf<'statement'>, { catalog, options }: FixSurroundings): Fix {
  const changed = intent.relation ? quoteQualified(findRelation(catalog, intent.relation)) : (intent.target ?? '');
  const lock = intent.lock ?? (intent.relation ? 'ACCESS EXCLUSIVE' : null);
  const timeout = quoteLiteral(options.lockTimeout);
  const session = `SET lock_timeout = ${timeout}`;
  const wrap = (statements: readonly string[]): readonly string[] => {
    if (statements.length === 0) return [];
    return intent.transactional
      ? ['BEGIN', `SET LOCAL lock_timeout = ${timeout}`, ...statements, 'COMMIT']
      : [session, ...statements];
  };
  const bare = (statements: readonly string[]) => (statements.length === 0 ? [] : [session, ...statements]);
  return {
    kind: intent.kind,
    check: intent.check ?? [],
    up: bare(intent.up),
    down: bare(intent.down),
    transactional: intent.transactional,
    creates: [],
    changes: changed,
    script: {
      recipe: 'change of the catalog',
      locks: [lock === null ? 'none that reads or writes wait for' : `${lock} on ${changed} for a moment`],
      notes: intent.down.length === 0 ? ['Nothing to undo.'] : [],
      up: wrap(intent.up),
      down: wrap(intent.down),
    },
  };
}
