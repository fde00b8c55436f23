import type { SkipReason } from '../../skipped.ts';
import { createOrigin, isKnown } from '../../tally/origins.ts';
import type { Origin } from '../../tally/statement-tally.ts';
import type { LogRecord } from '../record.ts';
import { ByteTable } from './byte-table.ts';
import { COLUMN } from './row-table.ts';

/** Who asked, as the prefix tells it. */
export interface RowClient {
  readonly origin: Origin | null;
  /** Why nothing of it is counted. */
  readonly ignored: SkipReason | null;
}

export interface RowClientsParts {
  /** The one record that the bytes hold; null where there is none. */
  readonly decode: (bytes: Buffer) => LogRecord | null;
  /** Whether a record's prefix can be what the scanner takes it for. */
  readonly isPlausible: (record: Buffer) => boolean;
  /** Why nothing of a client is counted; null where it is. */
  readonly reasonToIgnore: (client: Pick<LogRecord, 'application' | 'database'>) => SkipReason | null;
}

/** The clients of a log's rows: each is made strings once. */
export class RowClients {
  readonly #parts: RowClientsParts;
  readonly #clients = new ByteTable<RowClient | 'implausible'>();

  constructor(parts: RowClientsParts) {
    this.#parts = parts;
  }

  /** @param at the row's place in `ints` */
  of(bytes: Buffer, ints: Int32Array, at: number): RowClient | 'implausible' {
    const first = ints[at + COLUMN.origin]!;
    const second = ints[at + COLUMN.origin + 1]!;
    let client = this.#clients.get(first, second);
    if (client) return client;
    client = this.#read(bytes.subarray(ints[at + COLUMN.start], ints[at + COLUMN.end]));
    this.#clients.add(first, second, client);
    return client;
  }

  #read(record: Buffer): RowClient | 'implausible' {
    const { decode, isPlausible, reasonToIgnore } = this.#parts;
    if (!isPlausible(record)) return 'implausible';
    const { user = null, database = null, application = null, host = null } = decode(record) ?? {};
    const teller = { user, database, application, host };
    return { origin: isKnown(teller) ? createOrigin(teller) : null, ignored: reasonToIgnore(teller) };
  }
}
