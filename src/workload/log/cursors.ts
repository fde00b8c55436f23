import { firstWord, tokenize, trimStart } from '../../sql/tokens.ts';
import { ownText } from '../own-text.ts';
import { splitLogged } from '../split-logged.ts';
import { innerQuery } from '../statement-kind.ts';
import type { LoggedStatement } from './logged-statement.ts';
import type { JoinedSession } from './joined-session.ts';

/** What a session has declared under a name. */
export interface DeclaredCursor {
  /** Of one cursor or several. */
  readonly text: string;
  readonly query: string;
  readonly detail: string | null;
}

/** Of a session: names are used again, or count up (Django's). */
const MOST_CURSORS = 32;

/** Notes the cursors that a statement declares. */
export function noteCursors({ cursors }: JoinedSession, { sql, detail }: LoggedStatement): void {
  if (!/\bdeclare\b/i.test(sql)) return;
  for (const statement of splitLogged(sql)) {
    if (firstWord(statement) !== 'declare') continue;
    const declared = trimStart(statement);
    const query = innerQuery(declared);
    const name = nameOf(tokenize(declared, 0)[1]);
    // DECLARE … CURSOR without FOR is none.
    if (name === null || query === declared) continue;
    cursors.delete(name);
    cursors.set(ownText(name), { text: ownText(sql), query: ownText(query), detail });
    if (cursors.size > MOST_CURSORS) cursors.delete(cursors.keys().next().value!);
  }
}

/**
 * The statement with the cursor that it asks, where it is a FETCH or MOVE that has ended: DECLARE only prepares its query, which runs as those
 * ask it for rows. Not known are cursors that functions have opened.
 */
export function withCursor({ cursors, portals }: JoinedSession, logged: LoggedStatement): LoggedStatement {
  const { sql } = logged;
  if (cursors.size === 0 || !/\b(?:fetch|move)\b/i.test(sql)) return logged;
  const [statement = '', ...others] = splitLogged(sql);
  if (others.length > 0 || !['fetch', 'move'].includes(firstWord(statement))) return logged;
  const cursor = cursors.get(nameOf(tokenize(statement).at(-1)) ?? '');
  if (!cursor) return logged;
  // A duration tells its time, not the plan.
  for (const open of portals) if (open.name === null && open.sql === cursor.text) open.untimed = null;
  return { ...logged, cursor };
}

function nameOf(token: { readonly kind: string; readonly text: string } | undefined): string | null {
  if (token?.kind === 'word') return token.text.toLowerCase();
  return token?.kind === 'identifier' ? token.text.slice(1, -1).replaceAll('""', '"') : null;
}
