import { entries, readEntry } from './json.ts';
import type { JsonObject, JsonObjects } from './json-objects.ts';
import { UNHEARD, type Losses } from './unwrapper.ts';
import { columnName } from './table.ts';
import { endOfWidth, widthOf } from '../../../text-width.ts';

/** What stands under the names of columns in a table as psql shows it, a run of dashes for each. */
const RULE = /^-+(?:\+-+)*$/;
const SEPARATOR = '|';
/** In place of the blank after a cell that goes on in the next line. */
const GOES_ON = '+';
/** What one text may be long: a longer one is damage. */
const LONGEST = 16 * 1024 * 1024;
const IS_ASCII = /^[\x20-\x7e]*$/;

interface Columns {
  readonly names: readonly string[];
  /** With the blanks before and after the cells. */
  readonly widths: readonly number[];
}

interface Cell {
  /** Blanks at its end are not told from those that fill up its column. */
  readonly text: string;
  readonly goesOn: boolean;
}

/** Whether lines are what psql shows of a table that has a log: a header over a rule, and rows that tell something. */
export function isAligned(lines: readonly string[]): boolean {
  if (!lines.some((line) => RULE.test(line))) return false;
  const rows = createRows(UNHEARD);
  return lines.some((line) => rows.push(line).some((row) => readEntry(row).kind !== 'other'));
}

export const aligned = entries(createRows);

function createRows({ onLost, place }: Losses): JsonObjects {
  let columns: Columns | null = null;
  let header = '';
  /** The texts of a row so far, and which of them its last line leaves open; null between rows. */
  let row: { readonly texts: readonly string[]; readonly cells: readonly Cell[] } | null = null;
  /** Where it begins. */
  let begin = 0;
  const lose = () => {
    if (row) onLost(begin);
    row = null;
  };
  return {
    push(line) {
      if (RULE.test(line) && !row) columns = columnsOf(header, line);
      header = line;
      const cells = columns && cellsOf(line, columns.widths);
      if (!cells) {
        lose();
        return [];
      }
      const before = row;
      if (!before) begin = place();
      const texts = cells.map(({ text }, i) => {
        if (!before) return text;
        return before.cells[i]!.goesOn ? `${before.texts[i]!}\n${text}` : before.texts[i]!;
      });
      row = cells.some(({ goesOn }) => goesOn) ? { texts, cells } : null;
      if (texts.some(({ length }) => length > LONGEST)) lose();
      else if (!row) return [toObject(texts, columns!)];
      return [];
    },
    end: lose,
  };
}

/** Null where the names do not stand over the rule. */
function columnsOf(header: string, rule: string): Columns | null {
  const widths = rule.split(GOES_ON).map(({ length }) => length);
  const names = cellsOf(header, widths)?.map(({ text }) => columnName(text.trim()));
  return names?.every((name) => name !== '') ? { names, widths } : null;
}

function toObject(texts: readonly string[], { names }: Columns): JsonObject {
  return Object.fromEntries(names.map((name, i) => [name, texts[i]]));
}

/** Null where it is no line of the table. The last cell may be shorter than its column. */
function cellsOf(line: string, widths: readonly number[]): readonly Cell[] | null {
  const isAscii = IS_ASCII.test(line);
  const cells: Cell[] = [];
  let at = 0;
  for (const [i, width] of widths.entries()) {
    const end = isAscii ? Math.min(at + width, line.length) : endOfWidth(line, at, width);
    const isLast = i === widths.length - 1;
    if (line.charAt(at) !== ' ' || (isLast ? end < line.length : line.charAt(end) !== SEPARATOR)) return null;
    const cell = line.slice(at + 1, end);
    const isWhole = !isLast || (isAscii ? end - at : widthOf(line.slice(at, end))) === width;
    cells.push({
      text: (isWhole ? cell.slice(0, -1) : cell).trimEnd(),
      goesOn: isWhole && cell.endsWith(GOES_ON),
    });
    at = end + 1;
  }
  return cells;
}
