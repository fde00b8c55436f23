import { expect, it } from '@jest/globals';
import { collectWorkload } from '../../src/workload/collect.ts';
import { readLog } from '../../src/workload/read-log.ts';
import { bytesOf } from './support.ts';

const at = (text: string) => `2026-11-23 12:51:46.000 UTC [1] LOG:  ${text}\n`;
const parameters = "2026-11-23 12:51:46.000 UTC [1] DETAIL:  Parameters: $1 = '7'\n";

async function readOf(...lines: readonly string[]) {
  const { queries, sources, incomplete } = await collectWorkload([readLog('log', bytesOf(lines.join('')))]);
  return { queries: queries.map(({ calls, totalMs }) => [calls, totalMs]), skipped: sources[0]!.skipped, incomplete };
}

it('takes the durations before an execution that log_statement tells of for those of its parse and bind', async () => {
  const { queries, skipped, incomplete } = await readOf(
    at('duration: 0.500 ms'),
    at('duration: 0.300 ms'),
    at('execute <unnamed>: SELECT a FROM t WHERE b = $1') + parameters,
    at('duration: 2.000 ms'),
  );
  expect(queries).toEqual([[1, 2]]);
  expect(skipped).toEqual({ 'parse or bind step': 2 });
  expect(incomplete).toEqual([]);
});

it('misses the statements of all other durations', async () => {
  const { queries, skipped, incomplete } = await readOf(
    at('duration: 0.500 ms'),
    at('duration: 0.500 ms'),
    at('duration: 0.300 ms'),
    at('execute <unnamed>: UPDATE t SET a = 1 WHERE b = $1') + parameters,
    at('duration: 2.000 ms'),
    at('duration: 0.100 ms'),
    at('duration: 9.000 ms  statement: SELECT a FROM t WHERE b = 1'),
    at('duration: 0.200 ms'),
  );
  expect(queries).toEqual([
    [1, 9],
    [1, 2],
  ]);
  expect(skipped).toEqual({ 'parse or bind step': 2, 'duration without its statement': 3 });
  expect(incomplete).toEqual([expect.stringContaining('3 × duration without its statement')]);
});

it('takes every duration without a statement for a step in a session whose statements are all logged', async () => {
  const { queries, skipped, incomplete } = await readOf(
    at('duration: 0.500 ms'),
    at('duration: 0.400 ms'),
    at('duration: 0.300 ms'),
    at('duration: 0.200 ms'),
    at('execute P_0: SELECT a FROM t WHERE b = $1') + parameters,
    at('duration: 2.000 ms'),
    at('duration: 0.100 ms'),
    at('x').replace('LOG:  x', 'ERROR:  division by zero'),
    at('x').replace('LOG:  x', 'STATEMENT:  SELECT 1/$1'),
  );
  expect(queries).toEqual([[1, 2]]);
  expect(skipped).toEqual({ 'failed statement': 1, 'parse or bind step': 5 });
  expect(incomplete).toEqual([]);
});
