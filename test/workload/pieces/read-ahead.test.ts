import { truncateSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { PieceMemory } from '../../../src/workload/pieces/piece-memory.ts';
import type { StartScanThread } from '../../../src/workload/pieces/scan-thread.ts';
import { documentOf, eagerThread, slowThread, temporaryFiles, unsteadyThread } from './support.ts';

const writeTemporary = temporaryFiles();
const logs = (await readdir('fixtures/logs')).filter(
  (name) => /\.(log|csv|json)(\.gz)?$/.test(name) && name !== 'truth.json',
);

async function plainFile(name: string): Promise<string> {
  const bytes = await readFile(`fixtures/logs/${name}`);
  return writeTemporary(name.replace(/\.gz$/, ''), name.endsWith('.gz') ? gunzipSync(bytes) : bytes);
}

const STARTS: readonly StartScanThread[] = [eagerThread, slowThread, unsteadyThread()];

describe.each(logs)('%s', (name) => {
  it('is the same workload in pieces of any size, whoever scans them', async () => {
    const path = await plainFile(name);
    const alone = await documentOf([path], null);
    expect(await documentOf([path], { threads: 1, pieceBytes: 4_093 })).toBe(alone);
    for (const [index, startThread] of STARTS.entries())
      expect(await documentOf([path], { threads: 3, pieceBytes: [300, 1_021, 20_000][index]!, startThread })).toBe(
        alone,
      );
  });
});

const PREFIX = '2026-11-23 12:51:46.003 UTC [21200] postgres@shop ';
const CSV =
  '2026-11-23 12:49:50.740 UTC,"postgres","shop",1,"h:1",6b04366e.4ba9,3,"SELECT",2026-11-23 12:49:50 UTC,3/0,0,LOG,00000';
const csv = (message: string, detail = '') =>
  `${CSV},"${message.replaceAll('"', '""')}",${detail && `"${detail.replaceAll('"', '""')}"`},,,,,,,,"psql","client backend",,1\n`;
const json = (message: string) =>
  `${JSON.stringify({ timestamp: '2026-11-23 12:49:50.740 UTC', user: 'u', dbname: 'd', pid: 1, session_id: '6b04366e.4ba9', error_severity: 'LOG', message })}\n`;
const statement = (sql: string) => `duration: 1.250 ms  statement: ${sql}`;
const long = `SELECT '${'x'.repeat(700)}'`;

/** Parts of logs, among them texts inside of literals that look like records, and what is cut off in the middle. */
const PARTS = {
  stderr: [
    `${PREFIX}LOG:  ${statement('SELECT 1 FROM a')}\n`,
    `${PREFIX}LOG:  ${statement('SELECT b,\n\tc\n\tFROM t')}\n`,
    `${PREFIX}LOG:  duration: 0.084 ms  execute S_1: SELECT d FROM e WHERE f = $1\n${PREFIX}DETAIL:  parameters: $1 = 'one\n\ttwo'\n`,
    `${PREFIX}LOG:  ${statement(`SELECT '\n\t${PREFIX}LOG:  ${statement('SELECT forged')}\n\t'`)}\n`,
    `${PREFIX}LOG:  ${statement(`SELECT '\n${PREFIX}LOG:  ${statement('SELECT 2 FROM stripped')}\n'`)}\n`,
    `${PREFIX}LOG:  duration: 12.345 ms  statement: SELECT raised\n${PREFIX}CONTEXT:  PL/pgSQL function f() line 3 at RAISE\n`,
    `${PREFIX}LOG:  statement: SELECT joined FROM j\n${PREFIX}LOG:  duration: 3.000 ms\n`,
    `${PREFIX}ERROR:  relation "x" does not exist\n${PREFIX}STATEMENT:  SELECT *\n\tFROM x\n`,
    `${PREFIX}LOG:  ${statement(long)}\n`,
    `\tcontinued\n`,
    'no record at all\n',
    '\n',
    `${PREFIX}LOG:  dura`,
  ],
  csvlog: [
    csv(statement('SELECT 1 FROM a')),
    csv(statement('SELECT "b",\n  c\nFROM t')),
    csv('duration: 0.084 ms  execute S_1: SELECT d FROM e WHERE f = $1', "parameters: $1 = 'one\ntwo'"),
    csv(statement(`SELECT '\n${csv(statement('SELECT forged'))}'`)),
    csv(statement(`SELECT '\n2026-11-23 12:49:50.740 UTC,,,1,,,4,,,,,LOG,00000,x,,,,,,,,,,,,1\n'`)),
    csv(statement('SELECT raised')).replace(',,,,,,,,"psql"', ',,,"PL/pgSQL function f() line 3 at RAISE",,,,,"psql"'),
    csv('statement: SELECT joined FROM j') + csv('duration: 3.000 ms'),
    csv(statement(long)),
    'no record at all\n',
    '\n',
    csv(statement('SELECT cut off')).slice(0, -60),
  ],
  jsonlog: [
    json(statement('SELECT 1 FROM a')),
    json(statement('SELECT "b",\n  c\nFROM t')),
    json(statement(`SELECT '\n${json(statement('SELECT forged'))}'`)),
    json('statement: SELECT joined FROM j') + json('duration: 3.000 ms'),
    json(statement(long)),
    '{"timestamp":\n',
    'no record at all\n',
    '\n',
    json(statement('SELECT cut off')).slice(0, -20),
  ],
} as const;

describe.each(Object.entries(PARTS))('a %s of anything', (format, parts) => {
  const [first] = parts;
  const content = fc
    .array(fc.constantFrom(...parts), { minLength: 1, maxLength: 40 })
    .map((chosen) => first.repeat(3) + chosen.join(''));

  it('is the same workload in pieces of any size', async () => {
    await fc.assert(
      fc.asyncProperty(
        content,
        fc.integer({ min: 1, max: 2_000 }),
        fc.constantFrom(...STARTS),
        fc.boolean(),
        async (text, pieceBytes, startThread, isMarked) => {
          const path = writeTemporary(`any.${format}`, isMarked ? `\ufeff${text}` : text);
          expect(await documentOf([path], { threads: 2, pieceBytes, startThread })).toBe(
            await documentOf([path], null),
          );
        },
      ),
      { numRuns: 200 },
    );
  });
});

it('takes all rows of a piece that has more than a table takes', async () => {
  const line = `${PREFIX}LOG:  ${statement('SELECT 1')}\n`;
  const path = writeTemporary('many.log', line.repeat(9_000));
  const alone = await documentOf([path], null);
  expect(alone).toContain('"statements": 9000');
  expect(await documentOf([path], { threads: 2, startThread: eagerThread })).toBe(alone);
});

it('reads what a piece has no place for in its tables', async () => {
  const path = writeTemporary('short.log', '1 LOG:  duration: 1.000 ms  statement: ;\n'.repeat(50_000));
  const alone = await documentOf([path], null);
  expect(await documentOf([path], { threads: 2, startThread: eagerThread })).toBe(alone);
});

it('leaves out what a log that is cut off ends in', async () => {
  const line = `${PREFIX}LOG:  ${statement('SELECT 1')}\n`;
  const path = writeTemporary('cut.log', line.repeat(3) + line.slice(0, 20));
  const alone = await documentOf([path], null);
  expect(alone).toContain('"last line without its end": 1\n');
  for (const startThread of STARTS)
    expect(await documentOf([path], { threads: 2, pieceBytes: 200, startThread })).toBe(alone);
});

it('is broken off by what goes wrong in a thread, and waits for nothing', async () => {
  const path = await plainFile('debian.log');
  const failingThread: StartScanThread = (onFailure) => {
    let memories: PieceMemory[] = [];
    const thread = slowThread(onFailure);
    return {
      ...thread,
      takeMemory() {
        const shared = thread.takeMemory();
        memories = shared?.map((piece) => PieceMemory.of(piece)) ?? memories;
        return shared;
      },
      wake() {
        const offered = memories.find((memory) => memory.offered !== null)!;
        offered.claim(offered.offered!);
        setImmediate(() => onFailure(new Error('a bug of ours')));
      },
    };
  };
  expect(await documentOf([path], { threads: 2, pieceBytes: 4_000, startThread: failingThread })).toBe(
    'Error: a bug of ours',
  );
});

it('reads a file that is cut short meanwhile as far as it goes', async () => {
  const line = `${PREFIX}LOG:  ${statement('SELECT 1')}\n`;
  const path = writeTemporary('shrinking.log', line.repeat(4_000));
  let offers = 0;
  const startThread: StartScanThread = (onFailure) => {
    const thread = eagerThread(onFailure);
    return {
      ...thread,
      wake() {
        if (++offers === 20) truncateSync(path, 1_000 * line.length);
        thread.wake();
      },
    };
  };
  const { sources } = JSON.parse(await documentOf([path], { threads: 2, pieceBytes: 16_384, startThread })) as {
    sources: { statements: number; skipped: object }[];
  };
  expect(sources[0]!.statements).toBeGreaterThan(1_000);
  expect(sources[0]!.statements).toBeLessThan(4_000);
  expect(sources[0]!.skipped).toEqual({ 'truncation while the log was read': 1 });
});

it('reads several files, of which one is no log', async () => {
  const paths = [
    await plainFile('debian.csv'),
    writeTemporary('empty.log', ''),
    await plainFile('debian.log'),
    writeTemporary('none.log', 'nothing\n'.repeat(200)),
    `${writeTemporary('gone.log', '')}.1`,
    await plainFile('debian.json.gz'),
  ];
  const alone = await documentOf(paths, null);
  expect(alone).toContain('there is no such file');
  for (const startThread of STARTS)
    expect(await documentOf(paths, { threads: 2, pieceBytes: 4_000, startThread })).toBe(alone);
});
