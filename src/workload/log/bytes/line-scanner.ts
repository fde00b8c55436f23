import { RowTable, type RowScanner } from './row-table.ts';

const NEWLINE = 10;

/** Leaves all lines to the readers of strings: of prefixes that only a regular expression reads. */
export class LineScanner implements RowScanner {
  scan(bytes: Buffer, start: number, end: number, isLast: boolean, rows: RowTable): number {
    const stop = isLast ? end : start + bytes.subarray(start, end).lastIndexOf(NEWLINE) + 1;
    rows.addLines(start, stop);
    return stop;
  }

  lend(): null {
    return null;
  }

  lendTable(): RowTable {
    return new RowTable();
  }
}
