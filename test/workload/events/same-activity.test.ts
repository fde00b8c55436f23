import { expect, it } from '@jest/globals';
import { collectWorkload } from '../../../src/workload/collect.ts';
import type { WorkloadEvents } from '../../../src/workload/events/model.ts';
import { readLog } from '../../../src/workload/read-log.ts';
import { bytesOf, fixture } from '../support.ts';

async function eventsOf(name: string): Promise<WorkloadEvents> {
  return (await collectWorkload([readLog('same', await fixture(name))])).events!;
}

/** Without SQLSTATE nothing tells the errors apart that have no kind of their own. */
function comparable({ totals, groups }: WorkloadEvents) {
  return { totals, groups: groups.filter(({ kind }) => kind !== 'error') };
}

it('is the same events in every format', async () => {
  const [stderr, csv, json] = await Promise.all(['debian.log', 'debian.csv', 'debian.json.gz'].map(eventsOf));
  expect(comparable(csv!)).toEqual(comparable(stderr!));
  expect(json).toEqual(csv);
  expect(Object.fromEntries(json!.totals.map(({ kind, count, total }) => [kind, total ?? count]))).toEqual({
    'authentication-failure': 1,
    'canceled-by-user': 1,
    checkpoint: 1,
    'checkpoint-complete': 2_000,
    'client-aborted': 1,
    connection: 10,
    deadlock: 1,
    error: 8,
    'idle-in-transaction-timeout': 1,
    'invalid-value': 1,
    'lock-acquired': 300_203,
    'lock-timeout': 1,
    'lock-wait': 200_246,
    session: 2_503_000,
    'statement-timeout': 1,
    'temporary-file': 5_061_008,
    'undefined-object': 2,
    'unique-violation': 1,
  });
});

it('knows errors of another language by their SQLSTATE, and by their text where that stands for several', async () => {
  const { totals } = await eventsOf('german.json.gz');
  expect(Object.fromEntries(totals.map(({ kind, count }) => [kind, count]))).toMatchObject({
    'canceled-by-user': 1,
    'statement-timeout': 1,
    deadlock: 1,
    'lock-timeout': 1,
    session: 8,
    'temporary-file': 19,
    'unique-violation': 1,
  });
});

it('reads the SQLSTATE that log_error_verbosity = verbose puts before the message', async () => {
  expect(await eventsOf('verbose.log.gz')).toEqual(await eventsOf('verbose.csv.gz'));
});

it('has a crash once, and a stop that only the recovery tells of', async () => {
  const at = (rest: string) => `2026-11-28 13:25:57.823 UTC [7] LOG:  ${rest}\n`;
  const crashed = at('server process (PID 3985) was terminated by signal 9: Killed');
  const recovery = at('database system was interrupted; last known up at 2026-11-28 13:22:39 UTC');
  const statement = at('duration: 0.100 ms  statement: SELECT 5');
  const countOf = async (...logs: readonly string[]) => {
    const { events } = await collectWorkload(logs.map((log) => readLog('x', bytesOf(log))));
    return events!.totals.find(({ kind }) => kind === 'server-terminated')?.count;
  };
  expect(await countOf(crashed + recovery + statement)).toBe(1);
  expect(await countOf(recovery + statement)).toBe(1);
  expect(await countOf(crashed + recovery + recovery + crashed + statement)).toBe(3);
  expect(await countOf(crashed + statement, recovery + statement)).toBe(2);
});

it('counts a client that went away once, however often its session says so', async () => {
  const of = (process: number) => (rest: string) => `2026-11-28 13:25:57.823 UTC [${process}] ${rest}\n`;
  const [one, another] = [of(7), of(8)];
  const sending = one('LOG:  could not send data to client: Broken pipe');
  const lost = one('FATAL:  connection to client lost');
  const receiving = another('LOG:  could not receive data from client: Connection reset by peer');
  const open = another('LOG:  unexpected EOF on client connection with an open transaction');
  const statement = one('LOG:  duration: 0.100 ms  statement: SELECT 5');
  const connected = another('LOG:  connection authorized: user=app database=shop');
  const countOf = async (...logs: readonly string[]) => {
    const { events } = await collectWorkload(logs.map((log) => readLog('x', bytesOf(log))));
    return events!.totals.find(({ kind }) => kind === 'client-aborted')?.count;
  };
  expect(await countOf(statement + sending + receiving + open + lost)).toBe(2);
  expect(await countOf(statement + receiving + open + connected + receiving + open)).toBe(2);
  expect(await countOf(statement + lost, statement + lost)).toBe(2);
});

it('takes what a standby says of its waiting for no duration, with and without its context', async () => {
  const at = (rest: string) => `2026-11-28 13:25:57.823 UTC [7] ${rest}\n`;
  const waits =
    at('LOG:  recovery still waiting after 100.235 ms: recovery conflict on snapshot') +
    at('LOG:  recovery finished waiting after 301.795 ms: recovery conflict on lock') +
    at('CONTEXT:  WAL redo at 0/1DA7730 for Standby/LOCK: xid 788 db 5 rel 16389');
  const french = at('LOG:  restauration toujours en attente après 100.235 ms : conflit de restauration');
  const { sources, incomplete } = await collectWorkload([
    readLog('x', bytesOf(at('LOG:  duration: 0.100 ms  statement: SELECT 5') + waits + french)),
  ]);
  expect(sources[0]).toMatchObject({ statements: 1, skipped: {} });
  expect(incomplete).toEqual([]);
});
