import { isCsvStart, splitFields } from '../csvlog.ts';
import { createEntries, entries, readEntry } from './json.ts';
import { TEXTS } from './json-fields.ts';
import type { JsonObject, JsonObjects } from './json-objects.ts';
import { UNHEARD, type Losses } from './unwrapper.ts';

const DELIMITERS = [',', ';', '\t'];
const TIME = /^(?:@?timestamp|_?time|date|timegenerated.*)$/i;
/** What Windows PowerShell's Export-Csv writes first. */
const NOTE = /^\ufeff?#TYPE /;
const LONGEST_HEADER = 4_096;
/** What one row may be long: a longer one is damage. */
const LONGEST = 16 * 1024 * 1024;

interface Columns {
  readonly names: readonly string[];
  readonly delimiter: string;
  /** A row in which the quotes inside of its text are as they were: some exports do not double them. */
  readonly undoubled: RegExp;
}

/** The columns that a header names, as the fields of JSON are called; null where none of them may hold the server's log. */
function columnsOf(header: string): Columns | null {
  if (header.length > LONGEST_HEADER) return null;
  const line = header.replace(/^\ufeff/, '').replace(/\r$/, '');
  for (const delimiter of DELIMITERS) {
    const names = splitFields(line, delimiter).map(columnName);
    const isHeader = names.every((name) => /^[\w@.[\] -]+$/.test(name));
    if (isHeader && names.some(isText)) return { names, delimiter, undoubled: undoubledRow(names, delimiter) };
  }
  return null;
}

function isText(name: string): boolean {
  return (TEXTS as readonly string[]).includes(name);
}

/** Only the text may have such quotes; a group for each column. */
function undoubledRow(names: readonly string[], delimiter: string): RegExp {
  const text = names.findIndex(isText);
  const cells = names.map((_, i) => (i === text ? '(".*")' : `("[^"]*"|[^"${delimiter}]*)`));
  return new RegExp(`^${cells.join(delimiter)}$`, 's');
}

/** As the fields of JSON are called. */
export function columnName(name: string): string {
  if (TIME.test(name)) return 'timestamp';
  return TEXTS.find((text) => text.toLowerCase() === name.toLowerCase()) ?? name;
}

/** Whether lines are a table of entries, as consoles export what they show: a header, and a column that holds the server's log. */
export function isTable(lines: readonly string[]): boolean {
  const [header = '', ...others] = lines.filter((line) => !NOTE.test(line));
  if (columnsOf(header) === null || others.some(isCsvStart)) return false;
  const rows = createRows(UNHEARD);
  return lines.some((line) => rows.push(line).some((row) => readEntry(row).kind !== 'other'));
}

/** Cuts the lines of such a table into its rows. Rows that have become JSON, to be put into the order of time, are read too. */
export function createRows(losses: Losses): JsonObjects {
  const { onLost, place } = losses;
  let columns: Columns | null = null;
  let objects: JsonObjects | null = null;
  let text = '';
  let quotes = 0;
  /** Where the row at hand begins. */
  let begin = 0;
  const lose = () => {
    text = '';
    quotes = 0;
    onLost(begin);
  };
  return {
    push(line) {
      if (objects === null && columns === null) {
        if (NOTE.test(line)) return [];
        columns = columnsOf(line);
        if (columns !== null) return [];
        objects = createEntries(losses);
      }
      if (objects !== null) return objects.push(line);
      if (text !== '' && opensField(line, columns!.delimiter)) lose();
      if (text === '') begin = place();
      text = text === '' ? line : `${text}\n${line}`;
      for (let i = line.indexOf('"'); i >= 0; i = line.indexOf('"', i + 1)) quotes++;
      if (text.length > LONGEST) lose();
      if (quotes % 2 === 1 || text === '') return [];
      const row = toObject(text.replace(/\r$/, ''), columns!);
      text = '';
      quotes = 0;
      if (row === null) onLost(begin);
      return row === null ? [] : [row];
    },
    end() {
      objects?.end();
      if (text !== '') lose();
    },
  };
}

/** Whether a line's first quote begins a field: inside of one it would be doubled, or end that. The row before it was cut off then. */
function opensField(line: string, delimiter: string): boolean {
  const quote = line.indexOf('"');
  const next = line.charAt(quote + 1);
  return quote > 0 && line.charAt(quote - 1) === delimiter && !['"', delimiter, '\r', ''].includes(next);
}

function toObject(text: string, { names, delimiter, undoubled }: Columns): JsonObject | null {
  const strict = splitFields(text, delimiter);
  const cells = strict.length === names.length ? strict : undoubled.exec(text)?.slice(1).map(unquoted);
  return cells ? Object.fromEntries(names.map((name, i) => [name, cells[i]])) : null;
}

function unquoted(cell: string): string {
  return cell.length >= 2 && cell.startsWith('"') ? cell.slice(1, -1) : cell;
}

export const table = entries(createRows);
