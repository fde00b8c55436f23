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

async function manyTimes(name: string): Promise<string> {
  const bytes = await readFile(`fixtures/logs/${name}`);
  const path = join(directory, name);
  await writeFile(path, Buffer.concat(Array<Buffer>(Math.ceil(MANY_BYTES / bytes.length)).fill(bytes)));
  return path;
}

describe.each(['debian.log', 'debian.csv'])('%s, many times over', (name) => {
  it('is the same workload file, to the byte, by any number of threads', async () => {
    const path = await manyTimes(name);
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
