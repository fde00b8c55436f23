import { expect, it } from '@jest/globals';
import { readText } from './support.ts';

const line = (number: string, text: string) =>
  `Nov 27 00:07:05 vm postgres[7]: [${number}] 2026-11-27 00:07:05.283 UTC [7] a@b ${text}\n`;

it('whole messages that have a number each are records of their own, also after a long one', async () => {
  const long = `SELECT '${'x'.repeat(4_000)}'`;
  const text = [long, 'SELECT 2', `SELECT 3,#012#011${'y'.repeat(900)}`, 'SELECT 4'].map((sql, i) =>
    line(`${259 + i}`, `LOG:  duration: 1.000 ms  statement: ${sql}`),
  );
  const connected = line('258', 'LOG:  connection received: host=[local]').replace('a@b', '[unknown]@[unknown]');
  const { executions } = await readText(connected + text.join(''));
  expect(executions.map(({ sql }) => sql.slice(0, 9))).toEqual(["SELECT 'x", 'SELECT 2', 'SELECT 3,', 'SELECT 4']);
});

it('a message cut before what looks like a record is one still', async () => {
  const begin = line('2-1', `LOG:  duration: 1.000 ms  statement: SELECT '${'x'.repeat(860)}`);
  const { executions } = await readText(`${begin}Nov 27 00:07:05 vm postgres[7]: [2-2]  LOG:  no record', 2\n`);
  expect(executions.map(({ sql }) => sql.slice(-22))).toEqual(["x LOG:  no record', 2"].map((end) => `x${end}`));
});
