import { expect, it } from '@jest/globals';
import { collectWorkload } from '../../src/workload/collect.ts';
import { readLog } from '../../src/workload/read-log.ts';
import { bytesOf } from './support.ts';

const at = (text: string) => `2026-11-23 12:51:46.003 UTC [7] a@b ${text}\n`;
const ran = (sql: string) => at(`LOG:  duration: 3.000 ms  statement: ${sql}`);

const LOG = [
  ran(String.raw`SELECT * FROM t WHERE name = 'it\'s a secret; x'`),
  ran(String.raw`SELECT * FROM t WHERE name = 'it\'s' AND id = 5`),
  ran(String.raw`SELECT * FROM t WHERE name = 'O\'Brien' AND id = 6; SELECT 'a\'b; c'`),
  ran(String.raw`SELECT * FROM t WHERE name = 'C:\' AND id = 7`),
  at('ERROR:  division by zero') + at(String.raw`STATEMENT:  SELECT * FROM t WHERE name = 'x\'; y'`),
].join('');

it.each([false, true])(
  'reads literals with escaped quotes as the server did, only strings: %p',
  async (onlyStrings) => {
    const { queries, statistics, unparsable } = await collectWorkload([readLog('log', bytesOf(LOG), { onlyStrings })]);
    expect(queries.map(({ sql, calls, fingerprint }) => [sql, calls, statistics?.get(fingerprint)?.failed])).toEqual([
      ['SELECT * FROM t WHERE name = $1 AND id = $2', 3, 0],
      ['SELECT * FROM t WHERE name = $1', 1, 1],
      ['SELECT $1', 1, 0],
    ]);
    expect(queries[1]!.samples.map(({ sql }) => sql)).toEqual([
      String.raw`SELECT * FROM t WHERE name = E'it\'s a secret; x'`,
    ]);
    expect(unparsable).toEqual([]);
  },
);
