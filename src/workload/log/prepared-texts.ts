import { ownText } from '../own-text.ts';
import { splitLogged } from '../split-logged.ts';
import { planText, preparedName, preparedQuery } from './prepared.ts';

export interface PreparedText {
  /** By the names that they were prepared under. */
  readonly queries: ReadonlyMap<string, string>;
  /** What the plans of all of them have for their text, as `planText` gives it. */
  readonly plan: string;
}

/** Every EXECUTE tells of its text again, which may prepare a hundred queries. */
const SEEN = new Map<string, PreparedText>();
const MOST_SEEN = 256;
const LONGEST_SEEN = 10_000;

/** What a text prepares. */
export function readPreparedText(text: string): PreparedText {
  const seen = SEEN.get(text);
  if (seen) return seen;
  if (text.length > LONGEST_SEEN) return read(text);
  const own = ownText(text);
  const prepared = read(own);
  if (SEEN.size === MOST_SEEN) SEEN.delete(SEEN.keys().next().value!);
  SEEN.set(own, prepared);
  return prepared;
}

function read(text: string): PreparedText {
  const queries = new Map<string, string>();
  for (const statement of splitLogged(text)) {
    const name = preparedName(statement);
    if (name !== null) queries.set(name, preparedQuery(statement)!);
  }
  return { queries, plan: planText(text) };
}
