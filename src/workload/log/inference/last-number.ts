import { sessionIn } from '../any-prefix.ts';
import { tokensOf, type Token } from './prefix-tokens.ts';

const LAST_NUMBER = /\s(\d+)\s*$/;
/** Between two of a session's lines about statements there may be others. */
const LONGEST_STEP = 10;
const FEWEST_PAIRS = 3;

/**
 * The same tokens, but that a number which ends all prefixes and goes up in each session is one by itself, and no part of the name before it
 * (`app=%a %l `), which may have blanks.
 * @param befores what stands before the tags of lines about statements
 */
export function withLastNumber(
  befores: readonly string[],
  tokenize: (before: string) => Token[],
): (before: string) => Token[] {
  if (!isCountedUp(befores)) return tokenize;
  return (before) => {
    const at = LAST_NUMBER.exec(before)?.index;
    return at === undefined ? tokenize(before) : [...tokenize(before.slice(0, at)), ...tokensOf(before.slice(at))];
  };
}

function isCountedUp(befores: readonly string[]): boolean {
  const last = new Map<string, number>();
  let pairs = 0;
  let steps = 0;
  for (const before of befores) {
    const [all, digits] = LAST_NUMBER.exec(before) ?? [];
    if (all === undefined) return false;
    const number = Number(digits);
    const session = sessionIn(before) ?? '';
    const step = number - (last.get(session) ?? Number.NaN);
    last.set(session, number);
    if (Number.isNaN(step)) continue;
    pairs++;
    if (step > 0 && step <= LONGEST_STEP) steps++;
  }
  return pairs >= FEWEST_PAIRS && steps * 10 > pairs * 9;
}
