import type { Execution } from './model.ts';
import type { Observation } from './observation.ts';
import { readTags, type Tag } from './tags.ts';
import { hashSample } from './tally/hash.ts';
import { textOf, type KeptText, type Sample } from './tally/samples.ts';
import type { Origin } from './tally/statement-tally.ts';

/** What a source in texts tells. */
export class ExecutionObservation implements Observation {
  readonly calls: number;
  readonly durationUs: number;
  readonly at: number;
  readonly session: string | null;
  readonly origin: Origin | null;
  readonly tags: readonly Tag[];
  readonly #execution: Execution;
  readonly #hasValues: boolean;
  readonly #valueHash: number | undefined;

  /**
   * @param parameters the highest `$n` of the text
   * @param valueHash where another one than the text's is known
   */
  constructor(execution: Execution, parameters: number, origin: Origin | null, valueHash?: number) {
    const { durationMs } = execution;
    this.calls = execution.calls;
    this.durationUs = durationMs === null ? -1 : Math.round(durationMs * 1000);
    this.at = execution.at ?? NaN;
    this.session = execution.session;
    this.origin = origin;
    this.tags = readTags(execution.sql);
    this.#hasValues = execution.parameters.length >= parameters;
    this.#execution = execution;
    this.#valueHash = valueHash;
  }

  sample(): Sample {
    return this.#execution;
  }

  keepText(): KeptText | null {
    return this.#hasValues ? textOf(this.#execution) : null;
  }

  valueHash(): number {
    return this.#hasValues ? (this.#valueHash ?? hashSample(this.#execution)) : NaN;
  }
}
