import { UserError } from '../../errors.ts';
import type { ByteSource } from '../byte-source.ts';
import { CarriedSource } from '../carried-source.ts';
import { detectLog, type DetectionOptions } from '../detect-log.ts';
import { openInput } from '../files.ts';
import { LogBytes } from '../log-bytes.ts';
import { openLog } from '../open-log.ts';
import { SKIPPED, type SkipReason } from '../skipped.ts';
import type { FeedMemory } from './feed-memory.ts';

/** A file whose bytes are wanted as the server wrote them. */
export interface FeedTask {
  readonly path: string;
  /** How messages name it. */
  readonly label: string;
  /** By what its format is told, where a carrier has wrapped it; null where it has not. */
  readonly detection: DetectionOptions | null;
}

/** What is told of each block, and of what was done for it. */
export interface FeedReport {
  /** Bytes in the block. */
  readonly length: number;
  readonly isLast: boolean;
  /** Of the file that were read so far. */
  readonly bytes: number;
  /** With their places in the file. */
  readonly losses: readonly (readonly [SkipReason, number])[];
  /** Why nothing follows; null where nothing is wrong. */
  readonly error: { readonly message: string; readonly hint: string | undefined } | null;
  /** Of a log that a carrier has wrapped; null for all others. */
  readonly carried: CarriedReport | null;
}

export interface CarriedReport {
  /** As CarriedSource has them. */
  readonly lines: number;
  readonly isInParts: boolean;
  readonly starts: Float64Array;
  readonly places: Float64Array;
}

/** Fills the memory with a log's bytes to its end; what is wrong with it is reported too. */
export async function feed(task: FeedTask, memory: FeedMemory, report: (report: FeedReport) => void): Promise<void> {
  let bytes = 0;
  let losses: [SkipReason, number][] = [];
  const lose = (reason: SkipReason) => (place: number) => void losses.push([reason, place]);
  let carried: CarriedSource | null = null;
  const hand = (length: number, isLast: boolean, error: FeedReport['error'] = null) => {
    const { lines = 0, isInParts = false, places } = carried ?? {};
    report({ length, isLast, bytes, losses, error, carried: places ? { lines, isInParts, ...places.take() } : null });
    losses = [];
    memory.fill();
  };
  try {
    const input = openInput(task.path);
    const opened = openLog(task.label, input, (count) => (bytes += count), lose(SKIPPED.truncated));
    try {
      const log = new LogBytes(opened.source, (reason, place) => losses.push([reason, place]));
      const detected = task.detection && (await detectLog(log, task.label, task.detection));
      carried =
        detected &&
        new CarriedSource(log, detected, {
          onLost: lose(SKIPPED.unrecognised),
          onUnended: lose(SKIPPED.unended),
          onDamaged: lose(SKIPPED.surrogate),
        });
      const source: ByteSource = carried ?? opened.source;
      let total = 0;
      for (let isLast = false; !isLast;) {
        const block = memory.blockToFill();
        let length = 0;
        while (length < block.length && !isLast) {
          const count = await source.read(block, length);
          length += count;
          isLast = count === 0;
        }
        total += length;
        if (isLast && opened.isCutOff())
          losses.push([SKIPPED.cutOff, carried ? log.placeOf(log.base + log.end) : total]);
        hand(length, isLast);
      }
    } finally {
      await opened.source.close();
    }
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    memory.blockToFill();
    hand(0, true, { message: error.message, hint: error.hint });
  }
}
