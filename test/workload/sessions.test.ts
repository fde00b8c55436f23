import { describe, expect, it } from '@jest/globals';
import { collectSources } from '../../src/workload/collect.ts';
import { readLog } from '../../src/workload/read-log.ts';
import { createSessionTracker, type TrackedStatement } from '../../src/workload/sessions.ts';
import { RunTally } from '../../src/workload/tally/run-tally.ts';
import { bytesOf } from './support.ts';

function statement(fingerprint: string, verb: TrackedStatement['verb'] = 'select'): TrackedStatement {
  return { fingerprint, verb, runs: new RunTally() };
}

const list = statement('list');
const author = statement('author');
const tags = statement('tags');

/** Executions of one session, ten milliseconds apart unless said otherwise; a value that is left out is the turn's number. */
function play(
  turns: readonly (readonly [TrackedStatement, { value?: number; pauseMs?: number }?])[],
  tracker = createSessionTracker(),
  session: string | null = 's',
) {
  let at = 1_000_000;
  turns.forEach(([each, { value, pauseMs = 10 } = {}], turn) => {
    at += pauseMs;
    tracker.observe(each, session, at, 500, { valueHash: () => value ?? turn });
  });
  return { tracker, at };
}

function fresh(...statements: TrackedStatement[]): TrackedStatement[] {
  return statements.map(({ fingerprint, verb }) => statement(fingerprint, verb));
}

const times = (count: number, turn: readonly (readonly [TrackedStatement, object?])[]) =>
  Array.from({ length: count }, () => turn).flat() as [TrackedStatement][];

describe('a run', () => {
  it('is ten executions with other values, after the query that gave them', () => {
    const [parent, child] = fresh(list, author) as [TrackedStatement, TrackedStatement];
    play([[parent], ...times(12, [[child]])]).tracker.end();
    expect(child.runs.toRecord()).toEqual({
      occurrences: 1,
      executions: 12,
      longest: 12,
      totalUs: 6_000,
      parents: [['list', 1, 12]],
    });
    expect(parent.runs.toRecord()).toBeNull();
  });

  it('begins anew when its parent is asked again', () => {
    const [parent, child] = fresh(list, author) as [TrackedStatement, TrackedStatement];
    play(times(3, [[parent], ...times(10, [[child]])])).tracker.end();
    expect(child.runs.toRecord()).toMatchObject({
      occurrences: 3,
      executions: 30,
      longest: 10,
      parents: [['list', 3, 30]],
    });
  });

  it('may be of two statements in turn, which have the same parent', () => {
    const [parent, first, second] = fresh(list, author, tags) as [TrackedStatement, TrackedStatement, TrackedStatement];
    play([[parent], ...times(11, [[first], [second]])]).tracker.end();
    expect(first.runs.toRecord()).toMatchObject({ executions: 11, parents: [['list', 1, 11]] });
    expect(second.runs.toRecord()).toMatchObject({ executions: 11, parents: [['list', 1, 11]] });
  });

  it.each([
    ['nine executions', (child: TrackedStatement) => times(9, [[child]])],
    ['the same value again and again, as who polls', (child: TrackedStatement) => times(30, [[child, { value: 7 }]])],
    ['more than a second between them', (child: TrackedStatement) => times(30, [[child, { pauseMs: 1_600 }]])],
    ['values that the log does not tell', (child: TrackedStatement) => times(30, [[child, { value: NaN }]])],
  ])('is not %s', (_, turns) => {
    const [parent, child] = fresh(list, author) as [TrackedStatement, TrackedStatement];
    play([[parent], ...turns(child)]).tracker.end();
    expect(child.runs.toRecord()).toBeNull();
  });

  it('is not the traffic of a pooled session, where many statements take turns', () => {
    const all = ['a', 'b', 'c', 'd', 'e'].map((name) => statement(name));
    play(
      times(
        40,
        all.map((each) => [each] as const),
      ),
    ).tracker.end();
    expect(all.map(({ runs }) => runs.toRecord())).toEqual([null, null, null, null, null]);
  });

  it('is of one session, and of none where the log tells no session or no time', () => {
    const [child] = fresh(author) as [TrackedStatement];
    const tracker = createSessionTracker();
    for (let i = 0; i < 40; i++) tracker.observe(child, String(i % 8), 1_000 + i, 10, { valueHash: () => i });
    for (let i = 0; i < 40; i++) tracker.observe(child, null, 1_000 + i, 10, { valueHash: () => i });
    for (let i = 0; i < 40; i++) tracker.observe(child, 'timeless', NaN, 10, { valueHash: () => i });
    tracker.end();
    expect(child.runs.toRecord()).toBeNull();
  });

  it('is counted when its session is forgotten', () => {
    const [parent, child] = fresh(list, author) as [TrackedStatement, TrackedStatement];
    const { tracker } = play([[parent], ...times(10, [[child]])]);
    for (let i = 0; i < 10_000; i++) tracker.observe(parent, `other ${i}`, 2_000_000, 10, { valueHash: () => i });
    expect(child.runs.toRecord()).toMatchObject({ occurrences: 1 });
  });

  it('is not begun by the session whose memory another one gets', () => {
    const [parent, child, other] = fresh(list, author, tags) as [TrackedStatement, TrackedStatement, TrackedStatement];
    const { tracker, at } = play([[parent], ...times(9, [[child]])]);
    for (let i = 1; i < 10_000; i++) tracker.observe(other, `other ${i}`, at, 10, { valueHash: () => i });
    play(times(9, [[child]]), tracker, 'next');
    tracker.end();
    play(times(9, [[child]]), tracker, 'last');
    tracker.end();
    expect(child.runs.toRecord()).toBeNull();
  });

  it('is of as many values as one of the session whose memory it has', () => {
    const [parent, child] = fresh(list, author) as [TrackedStatement, TrackedStatement];
    const { tracker } = play([[parent], ...times(12, [[child]])]);
    tracker.end();
    play([[parent], ...times(30, [[child, { value: 7 }]])], tracker, 'next');
    tracker.end();
    play([[parent], ...times(12, [[child]])], tracker, 'last');
    tracker.end();
    expect(child.runs.toRecord()).toMatchObject({ occurrences: 2, executions: 24 });
  });
});

describe('the query before', () => {
  it('is known of an INSERT', () => {
    const [look, insert] = [statement('look'), statement('put', 'insert')];
    const { tracker } = play([[look], [insert], [look], [insert], [insert], [look], [insert, { pauseMs: 5_000 }]]);
    tracker.settle();
    expect(insert.runs.after.toRecords()).toEqual([['look', 2, 0]]);
  });

  it('is known of an error within a second', () => {
    const { tracker, at } = play([[statement('look')]]);
    expect(tracker.queryBefore('s', at + 20)).toBe('look');
    expect(tracker.queryBefore('s', at + 2_000)).toBeNull();
    expect(tracker.queryBefore('other', at + 20)).toBeNull();
    expect(tracker.queryBefore(null, at + 20)).toBeNull();
  });
});

describe.each([false, true])('in a log that is read as bytes, or as strings alone: %s', (onlyStrings) => {
  const line = (at: number, text: string) =>
    `${new Date(1_800_000_000_000 + at).toISOString().replace('T', ' ').replace('Z', ' UTC')} [7] app@shop LOG:  ${text}\n`;
  const ran = (at: number, sql: string) => line(at, `duration: 0.500 ms  statement: ${sql}`);
  const looked = (at: number, id: number) => ran(at, `SELECT name FROM author WHERE id = ${id}`);
  const runsOf = async (...lines: readonly string[]) => {
    const log = ran(0, 'SELECT id FROM post WHERE id > 1') + lines.join('');
    const { statements } = (await collectSources([readLog('a.log', bytesOf(log), { onlyStrings })])).toDocument();
    return statements.flatMap(({ runs }) => runs ?? []);
  };
  const twelve = Array.from({ length: 12 }, (_, i) => i);

  it('a run is found', async () => {
    expect(await runsOf(...twelve.map((i) => looked(10 * i, i)))).toMatchObject([{ occurrences: 1, executions: 12 }]);
  });

  it('no run goes on after a pooler has reset the session', async () => {
    const reset = (at: number) => [ran(at, 'SELECT 2'), ran(at, '/* pool */ discard all;')];
    expect(await runsOf(...twelve.flatMap((i) => [looked(10 * i, i), ...reset(10 * i + 1)]))).toEqual([]);
    expect(await runsOf(...twelve.flatMap((i) => [looked(10 * i, i), ran(10 * i, 'DISCARD TEMP')]))).toHaveLength(1);
  });

  it.each([
    'disconnection: session time: 0:00:00.050 user=app database=shop host=10.0.0.7 port=1',
    'Verbindungsende: Sitzungszeit: 0:00:00.050 Benutzer=app Datenbank=shop Host=10.0.0.7 Port=1',
    'connection authorized: user=app database=shop',
  ])('no run goes on in another session with its process id: %s', async (text) => {
    const half = (at: number) => twelve.slice(0, 6).map((i) => looked(at + 10 * i, at + i));
    expect(await runsOf(...half(10), line(90, text), ...half(100))).toEqual([]);
  });

  it('a message is one round trip, however many statements it has', async () => {
    const message = (at: number) =>
      ran(at, twelve.map((i) => `SELECT name FROM author WHERE id = ${at + i}`).join('; '));
    expect(await runsOf(message(10), message(20))).toEqual([]);
    expect(await runsOf(...twelve.map((i) => message(100 * i)))).toMatchObject([{ occurrences: 1, executions: 12 }]);
  });
});
