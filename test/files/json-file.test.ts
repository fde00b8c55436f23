import { execFileSync } from 'node:child_process';
import { lstatSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from '@jest/globals';
import { writeJsonFile } from '../../src/files/json-file.ts';

const directory = mkdtempSync(join(tmpdir(), 'idx-advisor-files-'));
afterAll(() => rmSync(directory, { recursive: true }));
const pathOf = (name: string) => join(directory, name);
const write = (path: string, value: number) =>
  writeJsonFile(
    path,
    { value },
    { noun: 'thing', format: 'thing', version: 1, saveHint: 'Save one.', smallerHint: 'Save less.' },
  );
const valueIn = (text: string) => (JSON.parse(text) as { value: number }).value;

it('replaces a file by one that its owner alone may read', async () => {
  writeFileSync(pathOf('old.json'), 'old', { mode: 0o644 });
  await write(pathOf('old.json'), 1);
  expect(valueIn(readFileSync(pathOf('old.json'), 'utf8'))).toBe(1);
  expect(lstatSync(pathOf('old.json')).mode & 0o777).toBe(0o600);
});

it('writes where a link leads, and leaves the link', async () => {
  writeFileSync(pathOf('target.json'), 'old');
  symlinkSync('target.json', pathOf('link.json'));
  await write(pathOf('link.json'), 2);
  expect(lstatSync(pathOf('link.json')).isSymbolicLink()).toBe(true);
  expect(valueIn(readFileSync(pathOf('target.json'), 'utf8'))).toBe(2);
});

it('writes into a pipe, and does not put a file in its place', async () => {
  execFileSync('mkfifo', [pathOf('pipe')]);
  const read = readFile(pathOf('pipe'), 'utf8');
  await write(pathOf('pipe'), 3);
  expect(valueIn(await read)).toBe(3);
  expect(lstatSync(pathOf('pipe')).isFIFO()).toBe(true);
});
