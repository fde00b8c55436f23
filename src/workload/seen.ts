import type { Execution, QuerySample } from './model.ts';
import type { Observation } from './observation.ts';
import { readTags, type Tag } from './tags.ts';
import { hashText } from './tally/hash.ts';
import type { Sample } from './tally/samples.ts';
import type { Origin } from './tally/statement-tally.ts';

/** One execution, whoever tells of it: in numbers, and with texts only for who asks. */
export interface Seen extends Origin {
  readonly calls: number;
  /** Whole microseconds; -1 where unknown. */
  readonly durationUs: number;
  /** Milliseconds since 1970; NaN where unknown, for a field that may be null makes an object of every number. */
  readonly at: number;
  readonly session: string | null;
  readonly tags: readonly Tag[];
  readonly hasValues: boolean;
  sample(): Sample;
  /** NaN where the values are unknown. */
  valueHash(): number;
}

const NO_TAGS: readonly Tag[] = [];

/** What a reader of bytes observes. One object is filled for all of them, for there are millions. */
export class SeenObservation implements Seen {
  calls = 0;
  durationUs = -1;
  at = NaN;
  session: string | null = null;
  user: string | null = null;
  database: string | null = null;
  application: string | null = null;
  host: string | null = null;
  tags = NO_TAGS;
  #observation: Observation | null = null;

  of(observation: Observation): void {
    this.calls = observation.calls;
    this.durationUs = observation.durationUs ?? -1;
    this.at = observation.at ?? NaN;
    this.session = observation.session;
    this.user = observation.user;
    this.database = observation.database;
    this.application = observation.application;
    this.host = observation.host;
    this.tags = observation.comment === null ? NO_TAGS : readTags(observation.comment);
    this.#observation = observation;
  }

  /** Asked for last: a reader may have to look at the values for it. */
  get hasValues(): boolean {
    return this.#observation!.hasValues;
  }

  sample(): QuerySample {
    return this.#observation!.sample();
  }

  valueHash(): number {
    return this.hasValues ? hashOf(this.sample()) : NaN;
  }
}

/** What a source in texts tells. */
export class SeenExecution implements Seen {
  readonly calls: number;
  readonly durationUs: number;
  readonly at: number;
  readonly session: string | null;
  readonly user: string | null;
  readonly database: string | null;
  readonly application: string | null;
  readonly host: string | null;
  readonly tags: readonly Tag[];
  readonly hasValues: boolean;
  readonly #execution: Execution;

  /** @param parameters the highest `$n` of the text */
  constructor(execution: Execution, parameters: number) {
    const { durationMs } = execution;
    this.calls = execution.calls;
    this.durationUs = durationMs === null ? -1 : Math.round(durationMs * 1000);
    this.at = execution.at ?? NaN;
    this.session = execution.session;
    this.user = execution.user;
    this.database = execution.database;
    this.application = execution.application;
    this.host = execution.host ?? null;
    this.tags = readTags(execution.sql);
    this.hasValues = execution.parameters.length >= parameters;
    this.#execution = execution;
  }

  sample(): Sample {
    return this.#execution;
  }

  valueHash(): number {
    return this.hasValues ? hashOf(this.#execution) : NaN;
  }
}

function hashOf({ sql, parameters }: Sample): number {
  return hashText(parameters.length === 0 ? sql : `${sql}\0${JSON.stringify(parameters)}`);
}
