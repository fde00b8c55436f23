import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildProgram, startProgram } from '../support/program.ts';

/** More than is read by one thread alone. */
const MANY_BYTES = 36e6;
let directory: string;

beforeAll(async () => {
  buildProgram();
  directory = await mkdtemp(join(tmpdir(), 'idx-advisor-threads-'));
});

afterAll(() => rm(directory, { recursive: true }));

/** The same of a log that a carrier has wrapped. */
const MANY_CARRIED_BYTES = 66e6;

async function manyTimes(name: string): Promise<string> {
  return writeMany(name, await readFile(`fixtures/logs/${name}`), MANY_BYTES);
}

async function manyInContainer(): Promise<string> {
  const lines = (await readFile('fixtures/logs/debian.log', 'utf8')).trimEnd().split('\n');
  const wrapped = lines.map((line) => `2026-11-20T10:00:00.123456789Z stderr F ${line}\n`).join('');
  return writeMany('container.log', Buffer.from(wrapped), MANY_CARRIED_BYTES);
}

async function writeMany(name: string, bytes: Buffer, least: number): Promise<string> {
  const path = join(directory, name);
  await writeFile(path, Buffer.concat(Array<Buffer>(Math.ceil(least / bytes.length)).fill(bytes)));
  return path;
}

describe.each([
  ['debian.log', () => manyTimes('debian.log')],
  ['debian.csv', () => manyTimes('debian.csv')],
  ['debian.log in a container', manyInContainer],
])('%s, many times over', (name, write) => {
  it('is the same workload file, to the byte, by any number of threads', async () => {
    const path = await write();
    const files = await Promise.all(
      [1, 2, 4].map(async (threads) => {
        const output = join(directory, `${name}-${threads}.json`);
        const { ended, child } = startProgram('workload', path, '--threads', String(threads), '-o', output);
        child.stdin.end();
        expect((await ended).exitCode).toBe(0);
        return readFile(output, 'utf8');
      }),
    );
    expect(files[0]!.length).toBeGreaterThan(10_000);
    expect(files[1]).toBe(files[0]);
    expect(files[2]).toBe(files[0]);
  });
});

it('is interrupted while there are threads', async () => {
  // Standard input stays open, so that there is something to interrupt however fast the log is read.
  const { ended, child } = startProgram('workload', await manyTimes('debian.log'), '-', '--threads', '3');
  setTimeout(() => child.kill('SIGINT'), 2_000);
  const { exitCode, stdout, stderr } = await ended;
  expect({ exitCode, stdout, stderr }).toEqual({ exitCode: 130, stdout: '', stderr: 'idx-advisor: interrupted\n' });
});
