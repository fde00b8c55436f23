import { firstWord } from '../../sql/tokens.ts';
import { MOST_SHARES } from '../model.ts';
import { isPlace, type Tag } from '../tags.ts';
import { BoundedMap } from './bounded-map.ts';
import { Breakdown } from './breakdown.ts';
import { Histogram } from './histogram.ts';
import { Moments } from './moments.ts';
import { OriginTally } from './origin-tally.ts';
import { PlanReservoir } from './plans.ts';
import { RunTally } from './run-tally.ts';
import { SampleReservoir } from './samples.ts';

/** Who asked. A reader hands out one object for each that it meets. */
export interface Origin {
  /** Another number for every object. */
  readonly id: number;
  readonly user: string | null;
  readonly database: string | null;
  readonly application: string | null;
  readonly host: string | null;
}

/** Executions that were counted elsewhere. */
export interface Counts {
  readonly calls: number;
  readonly totalUs: number;
  /** Infinity and -1 without any whose own duration is known. */
  readonly minUs: number;
  readonly maxUs: number;
  /** Infinity and -Infinity where no time is known. */
  readonly firstAt: number;
  readonly lastAt: number;
  readonly timed: Moments;
  readonly durations: Histogram;
}

export const DIMENSIONS = ['user', 'database', 'application', 'host'] as const;
export type Dimension = (typeof DIMENSIONS)[number];

/** Stands in a redacted text for what was quoted as a name, and may be a value. */
export const UNKNOWN_NAME = '"?"';

/** Keys of tags. */
const MOST_KEYS = 32;
/** Origins that are counted apart before they are added to their dimensions: application names may hold process ids. */
const MOST_ORIGINS = 256;

const createShares = (): Breakdown => new Breakdown(MOST_SHARES);

/**
 * What is known of one normalised statement. Adding allocates nothing, and everything is of whole microseconds: the result does not
 * depend on the order in which executions come, nor on how they were merged.
 */
export class StatementTally {
  readonly fingerprint: string;
  /** The shortest of the normalised texts that share the fingerprint, then the first by code units; one with all its names before any other. */
  sql: string;
  calls = 0;
  totalUs = 0;
  minUs = Infinity;
  maxUs = -1;
  rows: number | null = null;
  /** Executions that ended in an error; they are no calls. */
  failed = 0;
  /** Milliseconds since 1970. */
  firstAt = Infinity;
  lastAt = -Infinity;
  /** Of the executions whose own duration is known. */
  readonly timed = new Moments();
  readonly durations = new Histogram();
  readonly samples = new SampleReservoir();
  readonly plans = new PlanReservoir();
  readonly runs = new RunTally();
  readonly #dimensions: Readonly<Record<Dimension, Breakdown>> = {
    user: createShares(),
    database: createShares(),
    application: createShares(),
    host: createShares(),
  };
  readonly #origins = new OriginTally(MOST_ORIGINS, (origin, calls, us) => {
    for (const name of DIMENSIONS) {
      const value = origin[name];
      if (value !== null) this.#dimensions[name].add(value, calls, us);
    }
  });
  /** By key of the tags in its comments. */
  readonly tags = new BoundedMap(MOST_KEYS, createShares);

  /** What the statement begins with. */
  readonly verb: 'select' | 'insert' | 'other';

  constructor(fingerprint: string, sql: string) {
    this.fingerprint = fingerprint;
    this.sql = sql;
    const word = firstWord(sql);
    this.verb = word === 'select' || word === 'with' ? 'select' : word === 'insert' ? 'insert' : 'other';
  }

  /**
   * @param calls 0 for more time of an execution that was counted already
   * @param durationUs of all calls together, in whole microseconds; -1 where unknown
   * @param at milliseconds since 1970; NaN where unknown
   */
  add(calls: number, durationUs: number, at: number, origin: Origin | null): void {
    const us = durationUs < 0 ? 0 : durationUs;
    this.calls += calls;
    this.totalUs += us;
    // With several calls in one record only their mean is known, and a resumed portal is no execution of its own.
    if (calls === 1 && durationUs >= 0) {
      if (us < this.minUs) this.minUs = us;
      if (us > this.maxUs) this.maxUs = us;
      this.timed.add(us);
      this.durations.add(us);
    }
    this.#see(at);
    if (origin !== null) this.#origins.add(origin, calls, us);
  }

  addCounts(counts: Counts): void {
    this.calls += counts.calls;
    this.totalUs += counts.totalUs;
    this.minUs = Math.min(this.minUs, counts.minUs);
    this.maxUs = Math.max(this.maxUs, counts.maxUs);
    this.firstAt = Math.min(this.firstAt, counts.firstAt);
    this.lastAt = Math.max(this.lastAt, counts.lastAt);
    this.timed.merge(counts.timed);
    this.durations.merge(counts.durations);
  }

  /** Who asked for executions that were counted elsewhere. */
  addOrigin(origin: Origin, calls: number, us: number): void {
    this.#origins.add(origin, calls, us);
  }

  /** The tags of executions' comments; those that only one execution has are left out. */
  addTags(tags: readonly Tag[], calls: number, us: number): void {
    for (const [key, value] of tags) if (isPlace(key)) this.tags.at(key)?.add(value, calls, us);
  }

  /** Another text of the same fingerprint. */
  offerText(sql: string): void {
    if (sql === this.sql) return;
    const isWhole = !sql.includes(UNKNOWN_NAME);
    const isBetter =
      isWhole === this.sql.includes(UNKNOWN_NAME)
        ? isWhole
        : sql.length < this.sql.length || (sql.length === this.sql.length && sql < this.sql);
    if (isBetter) this.sql = sql;
  }

  addRows(rows: number): void {
    this.rows = (this.rows ?? 0) + rows;
  }

  addFailure(at: number): void {
    this.failed++;
    this.#see(at);
  }

  dimension(name: Dimension): Breakdown {
    this.#origins.settle();
    return this.#dimensions[name];
  }

  #see(at: number): void {
    if (at < this.firstAt) this.firstAt = at;
    if (at > this.lastAt) this.lastAt = at;
  }
}
