import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { RowTally } from '../../../src/workload/log/bytes/row-tally.ts';
import { COLUMN, ROW, RowTable } from '../../../src/workload/log/bytes/row-table.ts';
import { createSessionTracker } from '../../../src/workload/sessions.ts';
import { hashNumbers } from '../../../src/workload/tally/hash.ts';
import { createOrigin } from '../../../src/workload/tally/origins.ts';
import { textOf } from '../../../src/workload/tally/samples.ts';
import { toRecord } from '../../../src/workload/tally/statement-record.ts';
import { StatementTally } from '../../../src/workload/tally/statement-tally.ts';
import { TallyMemory } from '../../../src/workload/tally/tally-memory.ts';

interface Call {
  readonly us: number;
  readonly at: number;
  readonly isFetch: boolean;
}

const origin = createOrigin({ user: 'app', database: 'shop', application: 'web', host: null });
const TAGS = [['route', '/orders']] as const;
const COMMENTS = 5;

/** Of every magnitude that a row of the tally may have, and what lies on the borders of its buckets. */
const durations = fc.oneof(
  fc.nat(100),
  fc.nat(2 ** 31 - 1),
  fc.nat(31).map((bit) => 2 ** bit),
  fc.nat(31).map((bit) => 2 ** bit - 1),
  fc.constant(2 ** 32 - 1),
);
const times = fc.oneof(fc.integer({ min: -(2 ** 50), max: 2 ** 50 }), fc.constant(NaN), fc.constant(0));
const calls = fc.record({ us: durations, at: times, isFetch: fc.boolean() });

function tableOf(list: readonly Call[]): RowTable {
  const rows = new RowTable();
  for (const [row, { us, at, isFetch }] of list.entries()) {
    const place = rows.at(row);
    rows.ints[place] = isFetch ? ROW.fetch : ROW.execution;
    rows.ints[place + COLUMN.key] = 1;
    rows.ints[place + COLUMN.origin] = 2;
    rows.ints[place + COLUMN.session] = 3;
    rows.ints[place + COLUMN.comments] = COMMENTS;
    rows.ints[place + COLUMN.lines] = 1;
    rows.times[row * 2] = us;
    rows.times[row * 2 + 1] = at;
  }
  rows.count = list.length;
  return rows;
}

/** A tally that knows what the rows of a table name. */
function tallyOf(statement: StatementTally): RowTally {
  const memory = new TallyMemory();
  const rows = new RowTally(memory, createSessionTracker(memory), () => statement);
  const first = tableOf([{ us: 0, at: 0, isFetch: false }]);
  rows.load(first);
  rows.knowOrigin(0, origin, null);
  rows.knowSession(0, 's', 0);
  rows.knowTags(0, TAGS);
  rows.knowStatement(0, { id: 1, parameters: 0 });
  return rows;
}

/** A statement with as many samples as it may have, so that few executions are wanted. */
function sampledStatement(slowest: number): StatementTally {
  const statement = new StatementTally('f', 'select 1');
  for (let i = 0; i < 12; i++)
    statement.samples.add(textOf({ sql: `select ${i}`, parameters: [] }), slowest, i * 1_000);
  return statement;
}

describe('rows that are counted in WebAssembly', () => {
  it('make of a statement what they make of it one by one, to the last bit', () => {
    fc.assert(
      fc.property(fc.array(calls, { maxLength: 40 }), fc.nat(40), (list, first) => {
        const counted = sampledStatement(2 ** 40);
        const rows = tallyOf(counted);
        const alone = sampledStatement(2 ** 40);
        const taken: Call[] = [];
        for (const part of [list.slice(0, first), list.slice(first)]) {
          rows.load(tableOf(part));
          for (let row = 0; row < part.length; row++) {
            const next = rows.take(row, part.length, true);
            taken.push(...part.slice(row, rows.sampled() === null ? next : next + 1));
            row = next;
          }
        }
        for (const { us, at, isFetch } of taken) {
          alone.add(isFetch ? 0 : 1, us, at, origin);
          alone.addTags(TAGS, isFetch ? 0 : 1, us);
        }
        rows.settle();
        // Runs are the session tracker's business.
        expect({ ...toRecord(counted), runs: null }).toEqual({ ...toRecord(alone), runs: null });
      }),
    );
  });

  it('stop where they might be samples, and only there', () => {
    fc.assert(
      fc.property(calls, durations, (call, slowest) => {
        const statement = sampledStatement(slowest);
        const rows = tallyOf(statement);
        rows.load(tableOf([call]));
        const draw = hashNumbers(call.us, Number.isNaN(call.at) ? 0 : call.at);
        const isWanted = !call.isFetch && statement.samples.wants(call.us, draw);
        expect(rows.take(0, 1, true)).toBe(isWanted ? 0 : 1);
        expect(rows.sampled()).toBe(isWanted ? 0 : null);
        expect(rows.counts().executions).toBe(1);
      }),
    );
  });

  it('ask more of the next samples once a better one was offered', () => {
    const statement = sampledStatement(100);
    const rows = tallyOf(statement);
    rows.load(tableOf([{ us: 200, at: NaN, isFetch: false }]));
    const sample = { durationUs: 200, at: NaN, sample: () => ({ sql: '', parameters: [] }) };
    for (const sql of ['select 1', 'select 2', 'select 3', 'select 4']) {
      expect(rows.take(0, 1, true)).toBe(0);
      rows.offer({ ...sample, keepText: () => textOf({ sql, parameters: [] }) });
    }
    rows.load(tableOf([{ us: 199, at: 4, isFetch: false }]));
    expect(rows.take(0, 1, true)).toBe(1);
    expect(statement.samples.held().slowest.map(({ durationUs }) => durationUs)).toEqual([200, 200, 200, 200]);
  });

  it('are left where something that they name is unknown', () => {
    const quiet = { us: 1, at: 0, isFetch: true };
    const statement = sampledStatement(100);
    for (const column of [COLUMN.key, COLUMN.origin, COLUMN.session, COLUMN.comments]) {
      const rows = tallyOf(statement);
      const table = tableOf([quiet, quiet, quiet]);
      table.ints[table.at(1) + column] = 99;
      rows.load(table);
      expect(rows.take(0, 3, true)).toBe(1);
      expect(rows.take(2, 3, true)).toBe(3);
    }
  });

  it('are left after their session was forgotten, and all are where another log begins', () => {
    const rows = tallyOf(sampledStatement(100));
    const table = tableOf([{ us: 1, at: 0, isFetch: true }]);
    rows.load(table);
    const session = rows.knowSession(0, 's', 0);
    rows.forgetSession(session);
    expect(rows.take(0, 1, true)).toBe(0);
    rows.knowSession(0, 's', 0);
    expect(rows.take(0, 1, true)).toBe(1);
    rows.beginLog();
    expect(rows.take(0, 1, true)).toBe(0);
  });

  it('are left where they are of more than 71 minutes, or their lines begin with TABs that nobody has noted', () => {
    const rows = tallyOf(sampledStatement(100));
    const table = tableOf([
      { us: 2 ** 32, at: 0, isFetch: true },
      { us: 1, at: 0, isFetch: true },
    ]);
    table.ints[table.at(1) + COLUMN.flags] = 2;
    rows.load(table);
    expect(rows.take(0, 2, true)).toBe(0);
    expect(rows.take(1, 2, false)).toBe(1);
    expect(rows.take(1, 2, true)).toBe(2);
  });

  it('tell which of them was the last one of a session', () => {
    const rows = tallyOf(sampledStatement(100));
    const quiet = { us: 1, at: 0, isFetch: true };
    rows.load(tableOf([quiet, quiet, quiet]));
    const lastRows: number[] = [];
    const note = (_session: number, row: number) => lastRows.push(row);
    expect(rows.take(0, 2, true)).toBe(2);
    rows.takeSessions(note);
    expect(rows.take(2, 3, true)).toBe(3);
    rows.takeSessions(note);
    expect(lastRows).toEqual([1, 2]);
    expect(rows.counts()).toMatchObject({ lines: 3, executions: 3, calls: 0 });
  });
});
