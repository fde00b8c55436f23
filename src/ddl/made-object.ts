import { tokenize } from '../sql/tokens.ts';

export interface MadeObject {
  /** `table`, `index`, `extension`, … in lower case. */
  readonly kind: string;
  /** Null where it is not qualified. */
  readonly schema: string | null;
  readonly name: string;
}

const BEFORE_KIND = new Set([
  'or',
  'replace',
  'global',
  'local',
  'temporary',
  'temp',
  'unlogged',
  'unique',
  'recursive',
]);
const BEFORE_NAME = new Set(['if', 'not', 'exists', 'concurrently']);

/** What a CREATE statement makes, as far as its first words tell; null for other statements. */
export function madeObject(sql: string): MadeObject | null {
  const tokens = tokenize(sql.slice(0, 600));
  const words = tokens.map(({ kind, text }) => (kind === 'word' ? text.toLowerCase() : ''));
  if (words[0] !== 'create') return null;
  let at = 1;
  while (BEFORE_KIND.has(words[at] ?? '')) at++;
  const isMaterialized = words[at] === 'materialized' || words[at] === 'foreign';
  const kind = isMaterialized ? `${words[at]} ${words[at + 1] ?? ''}` : (words[at] ?? '');
  at += isMaterialized ? 2 : 1;
  while (BEFORE_NAME.has(words[at] ?? '')) at++;
  const first = nameOf(tokens[at]);
  if (first === null) return null;
  const second = tokens[at + 1]?.text === '.' ? nameOf(tokens[at + 2]) : null;
  return second === null ? { kind, schema: null, name: first } : { kind, schema: first, name: second };
}

function nameOf(token: ReturnType<typeof tokenize>[number] | undefined): string | null {
  if (token?.kind === 'word') return token.text.toLowerCase();
  if (token?.kind === 'identifier') return token.text.slice(1, -1).replaceAll('""', '"');
  return null;
}
