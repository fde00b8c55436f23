import { expect, it } from '@jest/globals';
import { collectSources } from '../../src/workload/collect.ts';
import { readLog } from '../../src/workload/read-log.ts';
import { bytesOf } from './support.ts';

const at = (client: string, rest: string) => `2026-11-28 12:57:49.767 UTC [7] ${client} LOG:  ${rest}\n`;
const statement = (client: string, sql: string) => at(client, `duration: 3.441 ms  statement: ${sql}`);

it.each([false, true])(
  'nothing of a database that is left out is in the workload, read as strings: %s',
  async (onlyStrings) => {
    const log = [
      statement('a@secret', 'SELECT * FROM patients WHERE x = 1'),
      statement('a@secret', 'SELECT * FROM patients WHERE x = 2'),
      statement('a@secret', 'SELECT * FROM shared'),
      statement('a@shop', 'SELECT * FROM shared'),
      statement('a@secret', 'SELECT * FROM shared'),
      at('@', 'automatic vacuum of table "secret.public.patients": index scans: 0'),
      at('@', 'automatic analyze of table "shop.public.kv" system usage: CPU: user: 0.00 s, elapsed: 0.01 s'),
    ];
    const builder = await collectSources([
      readLog('x', bytesOf(log.join('')), { database: 'shop', prefix: '%m [%p] %u@%d ', onlyStrings }),
    ]);
    const document = builder.toDocument();
    expect(document.statements.map(({ sql, calls }) => [sql, calls])).toEqual([['SELECT * FROM shared', 1]]);
    expect(JSON.stringify(document)).not.toContain('patients');
    expect(document.events.map(({ kind }) => kind)).toEqual(['autoanalyze']);
    expect(document.sources[0]!.skipped).toEqual({ 'statement in another database': 4 });
  },
);

it('nothing of idx-advisor’s own statements is in the workload', async () => {
  const log = [
    statement('a@shop idx-advisor', 'SELECT * FROM own WHERE x = 1'),
    statement('a@shop psql', 'SELECT 1 FROM pg_class'),
  ];
  const builder = await collectSources([readLog('x', bytesOf(log.join('')), { prefix: '%m [%p] %u@%d %a ' })]);
  expect(builder.toDocument().statements.map(({ calls }) => calls)).toEqual([1]);
});
