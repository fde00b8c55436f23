import { compileInferred } from '../prefix.ts';

/** What fits whatever stands there: a prefix that may end after no more than that would fit all lines. */
const OPEN = /^(?:%-?\d*[abdhiLu]| )*$/;
/** Fields that are empty in the lines of processes without a session. */
const OF_SESSIONS = /%(-?\d*)[adhru]/g;
/** Fields of any characters. */
const ANY = 'abdiu';

/**
 * Puts %q where most of the lines end that the prefix does not fit: those of processes that have no session, and therefore nothing in a
 * client's fields before it.
 * @param pieces of the prefix: escapes, and text
 * @param others the begin of each line that it does not fit, with its tag
 */
export function withStop(pieces: readonly string[], others: readonly string[]): string {
  const whole = pieces.join('');
  let best = { prefix: whole, count: 0 };
  if (others.length === 0) return whole;
  for (const cut of cutsOf(pieces)) {
    const before = whole.slice(0, cut);
    if (OPEN.test(before)) continue;
    const read = compileInferred(
      before.replace(OF_SESSIONS, (_, padding: string) => (padding === '' ? '' : `%${padding}P`)),
    );
    const count = others.filter((line) => read(line) !== null).length;
    if (count > best.count) best = { prefix: `${before}%q${whole.slice(cut)}`, count };
    if (count === others.length) break;
  }
  return best.prefix;
}

/** Between pieces, and where text has a blank or a mark. */
function cutsOf(pieces: readonly string[]): number[] {
  const cuts: number[] = [];
  let at = 0;
  for (const piece of pieces) {
    if (piece.startsWith('%') && piece !== '%%') cuts.push(at);
    else for (let i = 0; i < piece.length; i++) if (!/\w/.test(piece.charAt(i)) || i === 0) cuts.push(at + i);
    at += piece.length;
  }
  const text = pieces.join('');
  return cuts.filter((cut) => cut > 0 && text.charAt(cut - 1) !== '%' && !text.startsWith('%%', cut));
}

/** The fields of a prefix of which it is told where they end: between marks, or beside fields of a form of their own. */
export function fieldsThatEnd(prefix: string): ReadonlySet<string> {
  const parts = [...prefix.replaceAll('%q', '').matchAll(/%-?\d*([a-zA-Z])|(?:%%|[^%])+/g)];
  const isEdge = (at: number, step: number): boolean => {
    const [text, letter] = parts[at] ?? [''];
    if (letter !== undefined) return !ANY.includes(letter);
    return text.trim() !== '' || parts[at + step] === undefined || !ANY.includes(parts[at + step]![1] ?? '');
  };
  return new Set(
    parts.flatMap(([, letter], at) => (letter && isEdge(at - 1, -1) && isEdge(at + 1, 1) ? [letter] : [])),
  );
}
