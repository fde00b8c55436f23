import { quoteLiteral, quoteQualified } from '../sql/quote.ts';
import { doBlock } from './guards.ts';
import { findRelation } from './look-up.ts';
import type { Fix, FixIntentOf } from './model.ts';
import type { FixSurroundings } from './request.ts';

/** Statements as the rule wrote them, with their wait for locks bounded. */
export function planStatement(intent: FixIntentOf<'statement'>, { catalog, options }: FixSurroundings): Fix {
  const changed = intent.relation ? quoteQualified(findRelation(catalog, intent.relation)) : (intent.target ?? '');
  const lock = intent.lock ?? (intent.relation ? 'ACCESS EXCLUSIVE' : null);
  const timeout = quoteLiteral(options.lockTimeout);
  const session = `SET lock_timeout = ${timeout}`;
  const wrap = (statements: readonly string[], due: string | undefined): readonly string[] => {
    if (statements.length === 0) return [];
    const guarded = due === undefined ? statements : [onlyWhere(due, statements)];
    return intent.transactional
      ? ['BEGIN', `SET LOCAL lock_timeout = ${timeout}`, ...guarded, 'COMMIT']
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
      up: wrap(intent.up, intent.due?.up),
      down: wrap(intent.down, intent.due?.down),
    },
  };
}

/** In PL/pgSQL, where the result of a query must be thrown away by name. */
function onlyWhere(due: string, statements: readonly string[]): string {
  const body = statements.map((sql) => `    ${sql.replace(/^SELECT /, 'PERFORM ')};`).join('\n');
  return doBlock(`  IF ${due} THEN\n${body}\n  END IF;`);
}
