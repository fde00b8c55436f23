import { UserError } from '../errors.ts';
import { withParameters } from '../sql/question-marks.ts';
import {
  createNumberFormat,
  hasAmbiguous,
  readNumber,
  type NumberCell,
  type NumberCells,
  type NumberFormat,
} from './export-numbers.ts';
import type { LogBytes } from './log-bytes.ts';
import { decodeLines } from './log/bytes/record-text.ts';
import { splitFields } from './log/csvlog.ts';
import type { LogSink } from './log/pipeline.ts';
import { SKIPPED, type SkipTally } from './skipped.ts';
import { hidden, toExecution, type StatementRow } from './statements.ts';

/** Where the columns are, in whatever order; -1 for those that the export has not. */
export interface ExportColumns {
  readonly delimiter: string;
  readonly count: number;
  readonly at: Readonly<Record<keyof typeof NAMES, number>>;
}

interface ExportParts {
  readonly label: string;
  /** Leave out what is known to have run in another database. */
  readonly database: string | undefined;
  readonly skipped: SkipTally;
  readonly sink: LogSink;
}

interface Fields {
  readonly fields: readonly string[];
  readonly cells: NumberCells;
  readonly offset: number;
}

interface Found {
  readonly format: string;
  readonly lines: number;
  readonly statements: number;
}

const NEWLINE = 10;
/** psql's line under the header, and its count of rows at the end. */
const DECORATION = /^(?:[-+| ]*|\(\d+ rows?\))$/;
/** What a log's line has, where it tells of a statement that lists these columns; no name of a column. */
const NO_NAME = /:/;
const DELIMITERS = [',', ';', '\t', '|'];
const NAMES = {
  query: ['query'],
  calls: ['calls'],
  // Split into planning and execution in 1.8 (PostgreSQL 13).
  ms: ['total_exec_time', 'total_time'],
  /** Of those who leave the total out. */
  meanMs: ['mean_exec_time', 'mean_time'],
  rows: ['rows'],
  user: ['rolname', 'usename', 'username', 'user'],
  database: ['datname', 'database', 'dbname'],
  toplevel: ['toplevel'],
} as const;

/**
 * The columns of pg_stat_statements, where the log's first line names them: what `\copy (SELECT * FROM pg_stat_statements) TO file CSV
 * HEADER` and `psql --csv` write. Null for all else.
 */
export async function findExport(input: LogBytes): Promise<ExportColumns | null> {
  do await input.more();
  while (input.sampleLines(1).length === 0 && !input.isLast && !input.isFull);
  const header = (input.sampleLines(1)[0] ?? '').replace(/\r$/, '').toLowerCase();
  if (!header.includes('query') || !header.includes('calls') || NO_NAME.test(header)) return null;
  for (const delimiter of DELIMITERS) {
    const fields = splitFields(header, delimiter).map((name) => name.trim().replaceAll(' ', '_'));
    const at = Object.fromEntries(
      Object.entries(NAMES).map(([key, names]) => [
        key,
        fields.findIndex((name) => (names as readonly string[]).includes(name)),
      ]),
    ) as ExportColumns['at'];
    if (at.query >= 0 && at.calls >= 0 && (at.ms >= 0 || at.meanMs >= 0))
      return { delimiter, count: fields.length, at };
  }
  return null;
}

/** Yields after each piece that was read. */
export async function* readExport(
  input: LogBytes,
  columns: ExportColumns,
  { label, database, skipped, sink }: ExportParts,
): AsyncGenerator<undefined, Found> {
  const records = createRecords();
  const numbers = createNumberFormat();
  /** Rows from the first one on whose numbers may be read in two ways, until one tells. */
  let held: Fields[] = [];
  let statements = 0;
  const lose = (offset: number): void => skipped.add(SKIPPED.malformed, 1, input.placeOf(offset));
  const takeFields = (found: Fields): void => {
    const row = toRow(found, columns, numbers.told);
    if (!row) return lose(found.offset);
    const isNested = columns.at.toplevel >= 0 && /^f/i.test(found.fields[columns.at.toplevel]!);
    if (isNested) return skipped.add(SKIPPED.nested, row.calls);
    const execution = toExecution(row, skipped);
    if (!execution) return;
    const isElsewhere = database !== undefined && (execution.database ?? database) !== database;
    if (isElsewhere) return skipped.add(SKIPPED.otherDatabase, row.calls);
    statements += execution.calls;
    sink.add(execution);
  };
  const takeHeld = (): void => {
    const rows = held;
    held = [];
    rows.forEach(takeFields);
  };
  const takeRow = (text: string, offset: number): void => {
    const fields = splitFields(text, columns.delimiter);
    if (fields.length !== columns.count) return lose(offset);
    const cells = cellsOf(fields, columns);
    numbers.note(cells);
    held.push({ fields, cells, offset });
    if (numbers.told || (held.length === 1 && !hasAmbiguous(cells))) takeHeld();
  };
  for (let isHeader = true; ;) {
    const stop = input.isLast || input.isFull ? input.end : input.buffer.lastIndexOf(NEWLINE, input.end - 1) + 1;
    const whole = input.buffer.subarray(input.start, Math.max(stop, input.start));
    for (const { text, offset } of records.push(whole, input.base + input.start)) {
      if (!isHeader && !DECORATION.test(text)) takeRow(text, offset);
      isHeader = false;
    }
    input.consumeTo(input.start + whole.length);
    yield;
    if (input.isLast) break;
    await input.more();
  }
  takeHeld();
  const unfinished = records.unfinished();
  if (unfinished !== null) lose(unfinished);
  if (statements === 0) throw nothingIn(label, skipped);
  return { format: 'pg_stat_statements CSV', lines: records.lines + input.lostLines, statements };
}

/** Lines → records: a quoted text may have newlines in it. */
function createRecords() {
  let pending: string[] = [];
  let quotes = 0;
  let begin = 0;
  return {
    lines: 0,
    *push(bytes: Buffer, base: number): Generator<{ readonly text: string; readonly offset: number }> {
      if (bytes.length === 0) return;
      let at = 0;
      for (const line of decodeLines(bytes)) {
        this.lines++;
        if (pending.length === 0) begin = base + at;
        pending.push(line);
        for (let i = line.indexOf('"'); i >= 0; i = line.indexOf('"', i + 1)) quotes++;
        at = bytes.indexOf(NEWLINE, at) + 1;
        if (quotes % 2 === 1) continue;
        const text = pending.join('\n').replace(/\r$/, '');
        pending = [];
        quotes = 0;
        yield { text, offset: begin };
      }
    },
    unfinished: () => (pending.length > 0 ? begin : null),
  };
}

/** The numbers of a row that are read; undefined for those that the export has not. */
function cellsOf(fields: readonly string[], { at }: ExportColumns): NumberCells {
  const cell = (column: number, isCount: boolean) =>
    column < 0 ? undefined : { text: fields[column]!.trim(), isCount };
  return {
    calls: cell(at.calls, true),
    rows: cell(at.rows, true),
    ms: cell(at.ms, false),
    meanMs: cell(at.meanMs, false),
  };
}

function toRow(
  { fields, cells }: Fields,
  { at, delimiter }: ExportColumns,
  format: NumberFormat | null,
): StatementRow | null {
  const number = (cell: NumberCell | undefined) => (cell ? readNumber(cell, format, delimiter === ',') : 0);
  const text = (column: number) => {
    const field = fields[column];
    if (field === undefined || field === '' || field === '\\N') return null;
    return delimiter === '\t' ? unescaped(field) : field;
  };
  const [calls, rows] = [number(cells.calls), number(cells.rows)];
  const ms = cells.ms ? number(cells.ms) : calls * number(cells.meanMs);
  if (!Number.isSafeInteger(calls) || calls < 0 || !(ms >= 0 && ms < Infinity) || !(rows >= 0 && rows < Infinity))
    return null;
  const sql = text(at.query);
  return { sql: sql && withParameters(sql), calls, ms, rows, user: text(at.user), database: text(at.database) };
}

/** What COPY's text format has for what would part fields and lines. */
function unescaped(field: string): string {
  const characters: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };
  return field.replaceAll(/\\([ntr\\])/g, (_, letter: string) => characters[letter] ?? letter);
}

function nothingIn(label: string, skipped: SkipTally): UserError {
  if (skipped.get(SKIPPED.privilege) > 0) return hidden(label);
  return new UserError(`${label} is an export of pg_stat_statements without a query`, {
    hint: 'Write one with: psql -c "\\copy (SELECT * FROM pg_stat_statements) TO \'statements.csv\' CSV HEADER"',
  });
}
