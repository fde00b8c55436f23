import { BoundedMap } from '../tally/bounded-map.ts';
import { Breakdown, type ShareRecord } from '../tally/breakdown.ts';
import { Histogram } from '../tally/histogram.ts';
import type { EventGroup, EventKind, EventTotals, Sighting, WorkloadEvents } from './model.ts';

/** How often, how much, and when: as files hold it. Times in milliseconds since 1970, null where unknown. */
export interface CountRecord {
  readonly count: number;
  /** How many of them have a value. */
  readonly valued: number;
  readonly total: number;
  readonly largest: number;
  readonly firstAt: number | null;
  readonly lastAt: number | null;
}

export interface EventGroupRecord extends CountRecord {
  readonly subject: string | null;
  /** Fingerprint. */
  readonly statement: string | null;
  readonly after: readonly ShareRecord[];
}

export interface EventKindRecord extends CountRecord {
  readonly kind: EventKind;
  /** Bucket and count in turn (see Histogram). */
  readonly histogram: readonly number[];
  /** Hours since 1970 and count in turn. */
  readonly hours: readonly number[];
  readonly groups: readonly EventGroupRecord[];
}

/** When and in what something happened. */
export interface Occasion {
  /** Milliseconds since 1970; NaN where unknown. */
  readonly at: number;
  /** Fingerprint of the statement that it happened in. */
  readonly statement: string | null;
  /** Fingerprint of the query that the session asked right before. */
  readonly after: string | null;
}

const MOST_GROUPS = 500;
const MOST_STATEMENTS = 8;
const HOUR_MS = 3_600_000;

class Count {
  count = 0;
  valued = 0;
  total = 0;
  largest = -1;
  firstAt = Infinity;
  lastAt = -Infinity;

  add(value: number | null, at: number): void {
    this.count++;
    if (value !== null) {
      this.valued++;
      this.total += value;
      this.largest = Math.max(this.largest, value);
    }
    if (at < this.firstAt) this.firstAt = at;
    if (at > this.lastAt) this.lastAt = at;
  }

  mergeCount(record: CountRecord): void {
    this.count += record.count;
    this.valued += record.valued;
    this.total += record.total;
    this.largest = Math.max(this.largest, record.largest);
    this.firstAt = Math.min(this.firstAt, record.firstAt ?? Infinity);
    this.lastAt = Math.max(this.lastAt, record.lastAt ?? -Infinity);
  }

  toCount(): CountRecord {
    const { count, valued, total, largest } = this;
    return { count, valued, total, largest, firstAt: finite(this.firstAt), lastAt: finite(this.lastAt) };
  }

  toValues() {
    const hasValue = this.valued > 0;
    return {
      count: this.count,
      total: hasValue ? this.total : null,
      largest: hasValue ? this.largest : null,
      firstAt: finite(this.firstAt),
      lastAt: finite(this.lastAt),
    };
  }
}

class Group extends Count {
  readonly after = new Breakdown(MOST_STATEMENTS);
}

class Kind extends Count {
  readonly values = new Histogram();
  readonly hours = new Map<number, number>();
  readonly groups = new BoundedMap(MOST_GROUPS, () => new Group());
}

/** Adds up what the logs tell besides statements: bounded, and the same in any order. */
export class EventTally {
  readonly #kinds = new Map<EventKind, Kind>();

  add({ kind, subject, value }: Sighting, { at, statement, after }: Occasion): void {
    const own = this.#kind(kind);
    own.add(value, at);
    if (value !== null) own.values.add(value);
    if (!Number.isNaN(at)) addTo(own.hours, Math.floor(at / HOUR_MS), 1);
    if (subject === null && statement === null) return;
    const group = own.groups.at(keyOf(subject, statement));
    group?.add(value, at);
    if (after !== null) group?.after.add(after, 1, 0);
  }

  merge(records: readonly EventKindRecord[]): void {
    for (const record of records) {
      const own = this.#kind(record.kind);
      own.mergeCount(record);
      own.values.merge(Histogram.fromList(record.histogram));
      for (let i = 0; i + 1 < record.hours.length; i += 2) addTo(own.hours, record.hours[i]!, record.hours[i + 1]!);
      for (const each of record.groups) {
        const group = own.groups.at(keyOf(each.subject, each.statement));
        group?.mergeCount(each);
        group?.after.merge(each.after);
      }
    }
  }

  toRecords(): EventKindRecord[] {
    return this.#sorted().map(([kind, own]) => ({
      kind,
      ...own.toCount(),
      histogram: own.values.toList(),
      hours: [...own.hours].sort(([a], [b]) => a - b).flat(),
      groups: [...own.groups].map(([key, group]) => ({
        ...ofKey(key),
        ...group.toCount(),
        after: group.after.toRecords(),
      })),
    }));
  }

  toEvents(): WorkloadEvents {
    const kinds = this.#sorted();
    return {
      totals: kinds.map(([kind, own]): EventTotals => ({
        kind,
        ...own.toValues(),
        median: medianOf(own),
        busiestHour: Math.max(0, ...own.hours.values()),
      })),
      groups: kinds.flatMap(([kind, own]) =>
        [...own.groups]
          .map(([key, group]): EventGroup => ({
            kind,
            ...ofKey(key),
            ...group.toValues(),
            after: group.after.toRecords().map(([statement, count]) => ({ statement, count })),
          }))
          .sort((a, b) => b.count - a.count),
      ),
    };
  }

  #kind(kind: EventKind): Kind {
    let own = this.#kinds.get(kind);
    if (!own) this.#kinds.set(kind, (own = new Kind()));
    return own;
  }

  #sorted(): [EventKind, Kind][] {
    return [...this.#kinds].sort(([a], [b]) => (a < b ? -1 : 1));
  }
}

/** The middle of a bucket may lie beyond what was ever seen. */
function medianOf({ values, largest }: Kind): number | null {
  const median = values.percentile(0.5);
  return median === null ? null : Math.min(median, largest);
}

function keyOf(subject: string | null, statement: string | null): string {
  return JSON.stringify([subject, statement]);
}

function ofKey(key: string): { readonly subject: string | null; readonly statement: string | null } {
  const [subject, statement] = JSON.parse(key) as [string | null, string | null];
  return { subject, statement };
}

function addTo(map: Map<number, number>, key: number, count: number): void {
  map.set(key, (map.get(key) ?? 0) + count);
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
