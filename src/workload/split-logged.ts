import { withEscapesMarked } from '../sql/escape-strings.ts';
import { splitStatements } from '../sql/split.ts';

/** The statements of a text as the server took it, whose session may have had standard_conforming_strings off. */
export function splitLogged(sql: string): string[] {
  return splitStatements(withEscapesMarked(sql));
}
