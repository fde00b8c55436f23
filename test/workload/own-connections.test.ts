import { expect, it } from '@jest/globals';
import { collectWorkload } from '../../src/workload/collect.ts';
import { readLog } from '../../src/workload/read-log.ts';
import { bytesOf } from './support.ts';

const at = (second: number) => `2026-11-20 10:00:0${second}.000 UTC`;
const authorized = 'connection authorized: user=app database=shop application_name=';
const ended = 'disconnection: session time: 0:00:01.000 user=app database=shop host=127.0.0.1 port=1';

async function countsOf(prefix: string, lines: readonly string[]) {
  const log = readLog('a.log', bytesOf(`${lines.join('\n')}\n`), { prefix });
  const { totals } = (await collectWorkload([log])).events!;
  return totals.map(({ kind, count }) => [kind, count]);
}

it('leaves out our own connections, whose application the prefix does not have yet', async () => {
  const lines = [
    `${at(0)} [5] [unknown]@[unknown]/[unknown] LOG:  connection received: host=127.0.0.1 port=1`,
    `${at(0)} [5] app@shop/[unknown] LOG:  ${authorized}idx-advisor`,
    `${at(1)} [5] app@shop/idx-advisor LOG:  ${ended}`,
    `${at(2)} [6] app@shop/[unknown] LOG:  ${authorized}web SSL enabled (protocol=TLSv1.3)`,
    `${at(3)} [6] app@shop/web LOG:  duration: 1.000 ms  statement: SELECT 1`,
    `${at(4)} [6] app@shop/web LOG:  ${ended}`,
  ];
  expect(await countsOf('%m [%p] %u@%d/%a ', lines)).toEqual([
    ['connection', 1],
    ['session', 1],
  ]);
});

it('leaves out their ends, too, where the prefix never has it, and not another’s of the same process id', async () => {
  const lines = [
    `${at(0)} [5] LOG:  ${authorized}idx-advisor SSL enabled (protocol=TLSv1.3)`,
    `${at(1)} [5] LOG:  ${ended}`,
    `${at(2)} [5] LOG:  ${authorized}idx-advisor-2`,
    `${at(3)} [5] LOG:  duration: 1.000 ms  statement: SELECT 1`,
    `${at(4)} [5] LOG:  ${ended}`,
  ];
  expect(await countsOf('%m [%p] ', lines)).toEqual([
    ['connection', 1],
    ['session', 1],
  ]);
});
