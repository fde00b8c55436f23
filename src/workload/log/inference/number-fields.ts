import { isSeverity } from '../stderr.ts';
import { evidenceIn, isConnection } from './evidence.ts';
import type { Fields, SetField, StartLine } from './prefix-fields.ts';

/** Which number is which: process id, line number, SQLSTATE, query id; by how they go on from line to line. */
export function setNumbers(
  positions: readonly number[],
  lines: readonly StartLine[],
  fields: Fields,
  set: SetField,
): void {
  const value = (line: StartLine, at: number) => line.tokens[at]!.value;
  const left = () => positions.filter((at) => !fields.has(at));
  const most = (at: number, test: (text: string, line: StartLine) => boolean) =>
    lines.filter((line) => test(value(line, at), line)).length * 2 > lines.length;
  const sessionAt = [...fields].find(([, field]) => field === 'c')?.[0];

  for (const at of left()) if (most(at, (text) => text === '00000')) set(at, 'e');
  for (const at of left()) {
    const isNamed = lines.some(({ tokens, message }) => evidenceIn(message)?.p === tokens[at]!.value);
    const ofSession = (text: string, line: StartLine) =>
      sessionAt !== undefined && value(line, sessionAt).endsWith(`.${Number(text).toString(16)}`);
    if (isNamed || most(at, ofSession)) set(at, 'p');
  }
  for (const at of left()) if (lines.some((line) => Math.abs(Number(value(line, at))) > 0xffffffff)) set(at, 'Q');
  // Many prefixes have `-1` after the line's number.
  const isOne = (at: number) => lines.every((line) => value(line, at) === '1');
  const isId = (at: number) => most(at, (text) => /^[1-9]\d{0,6}$/.test(text)) && !isRefutedId(lines, at);
  const ids = [...fields].filter(([, field]) => field === 'c' || field === 'p').map(([at]) => at);
  for (const counter of left())
    for (const id of [...ids, ...left().filter((at) => isId(at) && !isOne(at))])
      if (id !== counter && isCounter(lines, counter, id) && !isLikelier(lines, id, counter)) {
        set(counter, 'l');
        set(id, 'p');
      }
  if (sessionAt !== undefined) return;
  const isBracketed = (at: number) => lines[0]!.tokens[at - 1]?.value.endsWith('[') === true;
  const couldBe = left().filter(isId);
  const id = couldBe.find(isBracketed) ?? couldBe.find((at) => isSpread(lines, at));
  if (id !== undefined) set(id, 'p');
}

/** Whether a number goes up by one in the further lines of a record, as %l does. One without its record is of another process. */
function isRefutedId(lines: readonly StartLine[], at: number): boolean {
  const value = (line: number) => Number(lines[line]!.tokens[at]!.value);
  const parts = [...lines.keys()].filter((line) => line > 0 && !isSeverity(lines[line]!.tag));
  return parts.filter((line) => value(line) === value(line - 1) + 1).length * 10 > parts.length;
}

/** Whether numbers come again in further lines of their record, or are too far apart to be counted up. */
function isSpread(lines: readonly StartLine[], at: number): boolean {
  const distinct = new Set(lines.map(({ tokens }) => Number(tokens[at]!.value)));
  const hasParts = lines.some(({ tag }, line) => line > 0 && !isSeverity(tag));
  return distinct.size > 1 && (hasParts || Math.max(...distinct) - Math.min(...distinct) + 1 > 2 * distinct.size);
}

/** Whether the id is rather the counter: process ids of sessions that begin one after the other go up, too, and are larger. */
function isLikelier(lines: readonly StartLine[], id: number, counter: number): boolean {
  const least = (at: number) => Math.min(...lines.map(({ tokens }) => Number(tokens[at]!.value)));
  return isCounter(lines, id, counter) && least(id) < least(counter);
}

/** Whether a number goes up by one from line to line of each session, as %l does. */
function isCounter(lines: readonly StartLine[], counter: number, id: number): boolean {
  const last = new Map<string, number>();
  let pairs = 0;
  let steps = 0;
  for (const { tokens, message } of lines) {
    const session = tokens[id]!.value;
    const number = Number(tokens[counter]!.value);
    if (isConnection(message) && number !== 1) return false;
    const before = last.get(session);
    last.set(session, number);
    if (before === undefined) continue;
    pairs++;
    if (number === before + 1) steps++;
  }
  return pairs > 0 && steps * 4 > pairs;
}
