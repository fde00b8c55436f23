import { describe, expect, it } from '@jest/globals';
import { collectWorkload } from '../../src/workload/collect.ts';
import { readLog } from '../../src/workload/read-log.ts';
import { bytesOf } from './support.ts';

const TURNS = 12;

const head = (pid: number, at: number) => `2026-11-23 12:00:00.${String(at).padStart(3, '0')} UTC [${pid}] app@shop`;
const trace = (at: number) => `/*traceparent='00-${String(at).padStart(32, '0')}-01'*/`;

/** One statement again and again in a session, of which `text` is made of each turn. */
function logOf(text: (turn: number) => string): string {
  return Array.from({ length: TURNS }, (_, turn) => `${head(7, turn)} LOG:  duration: 0.100 ms  ${text(turn)}\n`).join(
    '',
  );
}

const sent = (sql: (turn: number) => string) => (turn: number) => `statement: ${sql(turn)}`;
const bound = (sql: (turn: number) => string, value: (turn: number) => number) => (turn: number) =>
  `execute <unnamed>: ${sql(turn)}\n${head(7, turn)} DETAIL:  parameters: $1 = '${value(turn)}'`;

describe.each([
  ['bytes', {}],
  ['strings', { onlyStrings: true }],
])('the values of executions, read as %s,', (_, options) => {
  const runsOf = async (text: (turn: number) => string) => {
    const { statistics } = await collectWorkload([readLog('a.log', bytesOf(logOf(text)), options)]);
    return [...statistics!.values()].map(({ runs }) => runs?.executions ?? 0);
  };

  it.each([
    ['a comment after them', sent((turn) => `SELECT name FROM author WHERE id = 7 ${trace(turn)}`)],
    ['a comment before them', sent((turn) => `${trace(turn)} SELECT name FROM author WHERE id = 7`)],
    ['a comment among them', sent((turn) => `SELECT name ${trace(turn)} FROM author WHERE id = 7`)],
    ['a comment to the end of the line', sent((turn) => `SELECT name FROM author WHERE id = 7 -- ${turn}`)],
    ['a comment in some of them', sent((turn) => `SELECT name FROM author WHERE id = 7${turn % 2 ? ' /* a */' : ''}`)],
    [
      'a comment, with bound values',
      bound(
        (turn) => `SELECT name FROM author WHERE id = $1 ${trace(turn)}`,
        () => 5,
      ),
    ],
  ])('are the same that differ in %s', async (_name, text) => {
    expect(await runsOf(text)).toEqual([0]);
  });

  it.each([
    ['constants', sent((turn) => `SELECT name FROM author WHERE id = ${turn} ${trace(turn)}`)],
    [
      'bound values',
      bound(
        (turn) => `SELECT name FROM author WHERE id = $1 ${trace(turn)}`,
        (turn) => turn,
      ),
    ],
    [
      'constants beside bound values',
      bound(
        (turn) => `SELECT name FROM author WHERE id = $1 AND kind = ${turn}`,
        () => 5,
      ),
    ],
  ])('are others that differ in %s', async (_name, text) => {
    expect(await runsOf(text)).toEqual([TURNS]);
  });
});
