import type { QuerySample } from '../model.ts';
import type { Observation } from '../observation.ts';
import { ownText } from '../own-text.ts';
import { hashNumbers, hashSample } from './hash.ts';

/** How many samples of a query are handed out. */
export const MOST_SAMPLES = 5;
/** How many of those are the slowest. */
const SLOWEST_SHOWN = 2;
/** More are held than are handed out, for executions with the same values are handed out once. */
const SLOWEST = 4;
const DRAWN = 8;
/** A statement with larger texts is known by its normalised text alone. */
const LONGEST_SAMPLE = 100_000;

/** One real execution, as it was sent. */
export interface Sample {
  readonly sql: string;
  readonly parameters: readonly (string | null)[];
}

export interface HeldSample extends Sample {
  /** Microseconds; -1 where unknown. */
  readonly durationUs: number;
  /** 32 to 53 bits that belong to this execution, wherever it is read. */
  readonly draw: number;
}

/** An execution whose text may still be bytes: of the many that are kept for a while, few are kept to the end. */
export interface KeptText {
  /** What text and values together do not exceed, as long as that is not known exactly: in UTF-16 code units. */
  readonly longest: number;
  /** Null where the log turns out not to tell the text or its values. */
  read(): Sample | null;
}

/** What decides whether an execution is kept, and its text. */
export type OfferedSample = Pick<Observation, 'durationUs' | 'at' | 'sample' | 'keepText'>;

/** A sample in as little memory as possible: a workload's samples are most of what is held of it. */
class Held {
  readonly durationUs: number;
  readonly draw: number;
  #text: KeptText | null;
  /** Of what has been read: null where the log does not tell it, and the parameters in JSON, empty without any. */
  #sql: string | null = null;
  #values = '';

  constructor(text: KeptText, durationUs: number, draw: number) {
    this.#text = text;
    this.durationUs = durationUs;
    this.draw = draw;
  }

  get priority(): number {
    return priority(this.durationUs, this.draw);
  }

  get isKnown(): boolean {
    this.#read();
    return this.#sql !== null;
  }

  /** Text and values: what tells two samples apart. */
  get key(): string {
    this.#read();
    return this.#values === '' ? (this.#sql ?? '') : `${this.#sql}\0${this.#values}`;
  }

  toSample(): HeldSample {
    this.#read();
    const parameters = this.#values === '' ? [] : (JSON.parse(this.#values) as Sample['parameters']);
    return { sql: this.#sql ?? '', parameters, durationUs: this.durationUs, draw: this.draw };
  }

  #read(): void {
    const sample = this.#text?.read();
    this.#text = null;
    if (!sample) return;
    this.#sql = ownText(sample.sql);
    if (sample.parameters.length > 0) this.#values = ownText(JSON.stringify(sample.parameters));
  }
}

/**
 * Keeps a few real executions: the slowest ones, and others drawn at random, where an execution of twice the time counts one more
 * (priority sampling, Duffield, Lund and Thorup 2007, by the logarithm of the time, so that the ordinary ones are there too). Chance is a hash of the
 * execution, so which are kept depends neither on the order in which they come nor on how their parts are merged.
 */
export class SampleReservoir {
  #slowest: Held[] = [];
  #drawn: Held[] = [];
  /** What an execution must reach to be kept, once the lists are full: compared with for every execution of a log. */
  #slowEnough = 0;
  #lowEnough = Infinity;

  /** The same for who compares elsewhere: a duration in microseconds, and the priority that is the highest. */
  get bar(): { readonly slowEnough: number; readonly lowEnough: number } {
    return { slowEnough: this.#slowEnough, lowEnough: this.#lowEnough };
  }

  /** Whether an execution would be kept, as far as numbers tell: texts are made only for those. */
  wants(durationUs: number, draw: number): boolean {
    return this.#isSlow(durationUs) || this.#isDrawn(durationUs, draw);
  }

  /** One that is kept if it is wanted. The text, which has to be copied, is asked for last. */
  offer(execution: OfferedSample): void {
    const { durationUs, at } = execution;
    // Where neither is known all would be drawn alike: then the text decides, which is the same in bytes and in strings.
    const isBare = durationUs < 0 && Number.isNaN(at);
    const draw = isBare
      ? hashSample(execution.sample())
      : hashNumbers(Math.max(0, durationUs), Number.isNaN(at) ? 0 : at);
    if (!this.wants(durationUs, draw)) return;
    const text = execution.keepText();
    if (text) this.add(text, durationUs, draw);
  }

  add(text: KeptText, durationUs: number, draw: number): void {
    const held = new Held(text, durationUs, draw);
    if (text.longest > LONGEST_SAMPLE && held.key.length > LONGEST_SAMPLE) return;
    const isSlow = this.#isSlow(durationUs);
    const isDrawn = this.#isDrawn(durationUs, draw);
    if (!isSlow && !isDrawn) return;
    if (isSlow) this.#slowest = inserted(this.#slowest, held, bySlowness, SLOWEST);
    if (isDrawn) this.#drawn = inserted(this.#drawn, held, byPriority, DRAWN);
    if (this.#slowest.length === SLOWEST) this.#slowEnough = this.#slowest[SLOWEST - 1]!.durationUs;
    if (this.#drawn.length === DRAWN) this.#lowEnough = this.#drawn[DRAWN - 1]!.priority;
  }

  merge({ slowest, drawn }: { readonly slowest: readonly HeldSample[]; readonly drawn: readonly HeldSample[] }): void {
    for (const held of [...slowest, ...drawn]) this.add(textOf(held), held.durationUs, held.draw);
  }

  /** Both lists, in their order: what a workload file holds. */
  held(): { readonly slowest: readonly HeldSample[]; readonly drawn: readonly HeldSample[] } {
    return { slowest: toSamples(this.#slowest), drawn: toSamples(this.#drawn) };
  }

  /** Slowest first; no two of the same text and values. */
  toSamples(): QuerySample[] {
    const chosen: Held[] = [];
    // What is not handed out is not made a string.
    const choose = (from: readonly Held[], most: number): void => {
      for (const held of from) {
        if (chosen.length === most) return;
        if (held.isKnown && !chosen.some(({ key }) => key === held.key)) chosen.push(held);
      }
    };
    choose(this.#slowest, SLOWEST_SHOWN);
    choose(this.#drawn, MOST_SAMPLES);
    choose(this.#slowest, MOST_SAMPLES);
    return chosen.sort(bySlowness).map((held) => {
      const { sql, parameters, durationUs } = held.toSample();
      return { sql, parameters, durationMs: durationUs < 0 ? null : durationUs / 1000 };
    });
  }

  #isSlow(durationUs: number): boolean {
    return durationUs >= this.#slowEnough;
  }

  #isDrawn(durationUs: number, draw: number): boolean {
    return priority(durationUs, draw) <= this.#lowEnough;
  }
}

/** A text that is made already. */
export function textOf(sample: Sample): KeptText {
  return { longest: Infinity, read: () => sample };
}

function toSamples(list: readonly Held[]): HeldSample[] {
  return list.filter(isKnown).map((held) => held.toSample());
}

function isKnown({ isKnown }: Held): boolean {
  return isKnown;
}

/** The lower, the likelier to be kept. Dividing is exact by IEEE 754 wherever it is done. */
function priority(durationUs: number, draw: number): number {
  return durationUs <= 0 ? draw : draw / (33 - Math.clz32(Math.min(durationUs, 0xffffffff)));
}

/** In order, at most `most`, without what is there already. What is added to an empty list would have room for 17: many statements come once. */
function inserted(list: Held[], held: Held, compare: (a: Held, b: Held) => number, most: number): Held[] {
  if (list.length === 0) return [held];
  let place = list.length;
  while (place > 0 && compare(held, list[place - 1]!) < 0) place--;
  if (place > 0 && compare(held, list[place - 1]!) === 0) return list;
  list.splice(place, 0, held);
  if (list.length > most) list.pop();
  return list;
}

function bySlowness(a: Held, b: Held): number {
  return b.durationUs - a.durationUs || compareText(a.key, b.key) || a.draw - b.draw;
}

function byPriority(a: Held, b: Held): number {
  return a.priority - b.priority || compareText(a.key, b.key) || b.durationUs - a.durationUs || a.draw - b.draw;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
