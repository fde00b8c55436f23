import { normalizeStatement } from '../sql/normalize.ts';
import { fingerprint } from '../sql/fingerprint.ts';
import { SqlSyntaxError } from '../sql/parser.ts';
import { RESERVED_WORDS } from '../sql/reserved-words.ts';
import { ByteTable } from './log/bytes/byte-table.ts';
import { ScannerInstance } from './log/bytes/scanner-instance.ts';
import { ownText } from './own-text.ts';
import { splitLogged } from './split-logged.ts';
import { innerQuery, reasonToSkip } from './statement-kind.ts';
import { BoundedMap } from './tally/bounded-map.ts';
import { hashText } from './tally/hash.ts';
import { StatementTally, UNKNOWN_NAME } from './tally/statement-tally.ts';

/** What a text stands for. */
export interface Entry {
  readonly id: number;
  /** Null where it does not parse. */
  readonly tally: StatementTally | null;
  /** Normalised text and reason of one that does not parse; null for the others, and for those that are only counted. */
  readonly unparsable: string | null;
}

export interface Found {
  readonly entry: Entry;
  /** The highest `$n` of the text that was seen. */
  readonly parameters: number;
}

export interface UnparsableRecord {
  readonly sql: string;
  readonly reason: string;
  readonly calls: number;
}

const PARAMETER = /^\$\d+$/;
/** Code units; longer texts are not looked up by their key, for their bytes stay in memory. */
const LONGEST_KEYED = 100_000;
/** Longer ones that are known again, byte for byte: an application has few of them, and asks them again and again. */
const MOST_LONG = 16;
/** Further texts that do not parse are only counted: cut-off statements differ every time. */
const MOST_UNPARSABLE = 1_000;

/**
 * From the text of a statement to its tally: normalised, and parsed once for each distinct normalised text. Memory grows with distinct
 * statements. The parser must be loaded.
 */
export class StatementIndex {
  readonly #byKey = new ByteTable<Found>();
  /** Of long texts, by a hash; the one that was found last comes last. */
  readonly #long = new Map<string, Found>();
  #scanner: ScannerInstance | null = null;
  readonly #queries = new ByteTable<StatementTally | null>();
  readonly #normalized = new Map<string, Entry>();
  readonly #tallies = new Map<string, StatementTally>();
  readonly #entries: Entry[] = [{ id: 0, tally: null, unparsable: null }];
  readonly #unparsable = new BoundedMap(MOST_UNPARSABLE, () => ({ reason: '', calls: 0, id: 0 }));
  #unparsableCalls = 0;

  /** Texts whose tokens are alike but for constants are not normalised again. */
  find(sql: string): Found {
    if (sql.length > LONGEST_KEYED) return this.#findLong(sql);
    const [lower, upper] = this.#keyOf(sql);
    const seen = this.#byKey.get(lower, upper);
    if (seen) return seen;
    const found = this.#normalize(sql);
    this.#byKey.add(lower, upper, found);
    return found;
  }

  /** The tally of the one query of a text; null where it has several, is left out, or does not parse. Texts that are alike but for constants are not split again. */
  queryOf(text: string | null): StatementTally | null {
    if (text === null) return null;
    if (text.length > LONGEST_KEYED) return this.#queryIn(text);
    const [lower, upper] = this.#keyOf(text);
    const seen = this.#queries.get(lower, upper);
    if (seen !== undefined) return seen;
    const tally = this.#queryIn(text);
    this.#queries.add(lower, upper, tally);
    return tally;
  }

  /** @param id of an entry that was found */
  entry(id: number): Entry {
    return this.#entries[id]!;
  }

  /** The tally of a fingerprint that is known from elsewhere. */
  tally(key: string, sql: string): StatementTally {
    let tally = this.#tallies.get(key);
    if (!tally) this.#tallies.set(key, (tally = new StatementTally(key, sql)));
    return tally;
  }

  /** By fingerprint. */
  tallies(): StatementTally[] {
    return [...this.#tallies.values()].sort((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1));
  }

  addUnparsable(text: string | null, calls: number, reason?: string): void {
    this.#unparsableCalls += calls;
    const kept = text === null ? null : this.#unparsable.at(text);
    if (!kept) return;
    kept.calls += calls;
    if (reason !== undefined) kept.reason = reason;
  }

  /** Those that were kept, and the calls of all. */
  unparsable(): { readonly listed: readonly UnparsableRecord[]; readonly calls: number } {
    const listed = [...this.#unparsable]
      .map(([sql, { reason, calls }]) => ({ sql, reason, calls }))
      .filter(({ calls }) => calls > 0);
    return { listed, calls: this.#unparsableCalls };
  }

  #keyOf(text: string): readonly [lower: number, upper: number] {
    this.#scanner ??= new ScannerInstance();
    const lower = this.#scanner.keyOf(text);
    return [lower, this.#scanner.exports.upperKey()];
  }

  #queryIn(text: string): StatementTally | null {
    const [only, ...others] = splitLogged(text);
    if (only === undefined || others.length > 0) return null;
    const sql = innerQuery(only);
    return reasonToSkip(sql) === null ? this.find(sql).entry.tally : null;
  }

  #findLong(sql: string): Found {
    const hash = `${sql.length} ${hashText(sql)}`;
    const found = this.#long.get(hash) ?? this.#normalize(sql);
    this.#long.delete(hash);
    if (this.#long.size === MOST_LONG) this.#long.delete(this.#long.keys().next().value!);
    this.#long.set(hash, found);
    return found;
  }

  #normalize(sql: string): Found {
    const { sql: text, parameters } = normalizeStatement(sql);
    return { entry: this.#entryOf(text), parameters };
  }

  #entryOf(normalized: string): Entry {
    const known = this.#normalized.get(normalized) ?? this.#lostBefore(normalized);
    if (known) return known;
    const text = ownText(normalized);
    const key = fingerprintOf(text);
    if (typeof key !== 'string') return this.#lost(text, key);
    const tally = this.tally(key, text);
    tally.offerText(text);
    const entry = { id: this.#entries.length, tally, unparsable: null };
    this.#entries.push(entry);
    this.#normalized.set(text, entry);
    return entry;
  }

  /** What did not parse need not be tried again. */
  #lostBefore(normalized: string): Entry | undefined {
    const id = this.#unparsable.get(normalized)?.id ?? 0;
    return id === 0 ? undefined : this.#entries[id];
  }

  #lost(text: string, error: SqlSyntaxError): Entry {
    const kept = this.#unparsable.at(text);
    if (!kept) return this.#entries[0]!;
    kept.reason = withoutLiterals(error.message);
    if (kept.id === 0) {
      kept.id = this.#entries.length;
      this.#entries.push({ id: kept.id, tally: null, unparsable: text });
    }
    return this.#entries[kept.id]!;
  }
}

/** Of the normalised text, so that literals and placeholders, whoever replaced them, give the same. */
function fingerprintOf(sql: string): string | SqlSyntaxError {
  try {
    return fingerprint(sql);
  } catch (error) {
    if (error instanceof SqlSyntaxError) return error;
    throw error;
  }
}

/**
 * The parser saw normalised text only. But where that does not parse, a word of it may be one of a literal that ended too early: at \' with
 * standard_conforming_strings off, or because the log has lost the line that began it.
 */
function withoutLiterals(message: string): string {
  const short = message.replaceAll(/\s+/g, ' ').slice(0, 200);
  return short.replaceAll(/"([^"]*[\p{L}\d][^"]*)"?/gu, (quoted, text: string) =>
    PARAMETER.test(text) || RESERVED_WORDS.has(text.toLowerCase()) ? quoted : UNKNOWN_NAME,
  );
}
