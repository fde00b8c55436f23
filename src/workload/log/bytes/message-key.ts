import { MessageScanner } from './message-scanner.ts';
import { RepeatedText } from './repeated-text.ts';
import { ROW, type RowTable } from './row-table.ts';
import { StatementKey } from './statement-key.ts';

/** Reads the message of a record, and writes what it says of an execution into a row: what all formats have in common. */
export class MessageKey extends MessageScanner {
  readonly #key = new StatementKey();
  readonly #repeated = new RepeatedText();

  /**
   * The statement's key, of the message that was read last.
   * @param end where the statement's text ends in `source`
   * @param isCopy whether `source` is not the log's own bytes
   */
  writeKey(source: Buffer, end: number, { ints }: RowTable, row: number, isCopy = false): void {
    if (ints[row] === ROW.step) return;
    if (this.isRepeated) this.#repeated.read(source, this.textStart, end, this.#key);
    else this.#key.read(source, this.textStart, end);
    this.#key.writeTo(ints, row, isCopy);
  }
}
