import { CarriedSource, type Carried } from './carried-source.ts';
import type { ByteSource, FileSource } from './byte-source.ts';
import type { DetectionOptions } from './detect-log.ts';
import type { FedSource } from './feed/fed-source.ts';
import type { Feeder } from './feed/feeder.ts';
import { LogBytes } from './log-bytes.ts';
import type { DetectedLog } from './log/detect.ts';
import { isInput, openLog, type OpenedLog } from './open-log.ts';
import { SKIPPED, type SkipReason, type SkipTally } from './skipped.ts';

/** A log while it is read: as its file has it until `unwrap`, and as the server wrote it from then on. */
export class LogInput {
  log: LogBytes;
  /** Of the input that were read so far, as it is, compressed or not. */
  bytes = 0;
  readonly #label: string;
  readonly #chunks: AsyncIterable<Uint8Array>;
  readonly #skipped: SkipTally;
  readonly #opened: OpenedLog;
  /** What the file has, under its compression. */
  readonly #written: LogBytes;
  #source: ByteSource;
  #carried: Carried | null = null;

  /** @param skipped is told of what is lost */
  constructor(label: string, chunks: AsyncIterable<Uint8Array>, skipped: SkipTally) {
    this.#label = label;
    this.#chunks = chunks;
    this.#skipped = skipped;
    this.#opened = openLog(
      label,
      chunks,
      (count) => (this.bytes += count),
      (at) => skipped.add(SKIPPED.truncated, 1, at),
    );
    this.#source = this.#opened.source;
    this.log = this.#written = new LogBytes(this.#source, (reason, place) => skipped.add(reason, 1, place));
  }

  /** When it was last written, in milliseconds since 1970, where that is known. */
  get writtenAt(): number | undefined {
    return isInput(this.#chunks) ? this.#chunks.writtenAt() : undefined;
  }

  get isCompressed(): boolean {
    return this.#opened.isCompressed();
  }

  /** Null where no carrier has wrapped it. */
  get carried(): Omit<Carried, keyof ByteSource> | null {
    return this.#carried;
  }

  /** The file, where its bytes are those that the server wrote. */
  get file(): FileSource | null {
    return this.#carried ? null : this.#opened.file;
  }

  /** Where in the file is what the log has at an offset. */
  placeOf(offset: number): number {
    const place = this.log.placeOf(offset);
    return this.#carried?.placeOf(place) ?? place;
  }

  /**
   * Goes on with the bytes that the server wrote, from the begin.
   * @param detected what wraps them; null where nothing does
   * @param detection by which that was told
   * @param feeder the thread that makes them of large files
   */
  async unwrap(detected: DetectedLog | null, detection: DetectionOptions, feeder: Feeder | null): Promise<void> {
    const fed = detected || !this.#opened.file ? this.#feed(feeder, detected && detection) : null;
    if (fed) {
      await this.#source.close();
      this.#source = fed;
    }
    if (detected) {
      this.#carried =
        fed ??
        new CarriedSource(this.#written, detected, {
          onLost: this.#lose(SKIPPED.unrecognised),
          onUnended: this.#lose(SKIPPED.unended),
          onDamaged: this.#lose(SKIPPED.surrogate),
        });
    }
    const made = this.#carried ?? fed;
    if (!made) return;
    const placeOf = (offset: number) => this.#carried?.placeOf(offset) ?? offset;
    this.log = new LogBytes(made, (reason, offset) => this.#skipped.add(reason, 1, placeOf(offset)));
  }

  /** Says at its end whether compressed data was cut off. */
  noteEnd(): void {
    if (this.#opened.isCutOff()) {
      const { base, end } = this.#written;
      this.#skipped.add(SKIPPED.cutOff, 1, this.#written.placeOf(base + end));
    }
  }

  async close(): Promise<void> {
    await this.#source.close();
  }

  /** Null where this thread does as well. What has been lost by now would be told twice. */
  #feed(feeder: Feeder | null, detection: DetectionOptions | null): FedSource | null {
    const chunks = this.#chunks;
    if (!feeder || !isInput(chunks) || chunks.path === null || this.#skipped.get(SKIPPED.tooLong) > 0) return null;
    if (!feeder.isWorth(chunks.path, this.isCompressed)) return null;
    const onBytes = (total: number) => {
      if (total <= this.bytes) return;
      chunks.onBytes(total - this.bytes);
      this.bytes = total;
    };
    const onLoss = (reason: SkipReason, place: number) => this.#skipped.add(reason, 1, place);
    return feeder.open({ path: chunks.path, label: this.#label, detection }, { onBytes, onLoss });
  }

  #lose(reason: SkipReason): (place: number) => void {
    return (place) => this.#skipped.add(reason, 1, place);
  }
}
