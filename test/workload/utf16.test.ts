import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { collectWorkload } from '../../src/workload/collect.ts';
import { openInput } from '../../src/workload/files.ts';
import { readLog } from '../../src/workload/read-log.ts';

const LINE =
  "2026-11-23 12:00:00.000 UTC [7] LOG:  duration: 1.000 ms  statement: SELECT id FROM t WHERE name = 'é東🎉'\r\n";
let folder: string;
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'idx-advisor-utf16-'))));
afterAll(() => rm(folder, { recursive: true }));

it.each([
  ['little endian, as PowerShell writes it', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le')],
  ['big endian', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
  ['little endian, without its mark', (text: string) => Buffer.from(text, 'utf16le')],
  ['big endian, without its mark', (text: string) => Buffer.from(text, 'utf16le').swap16()],
])('reads UTF-16, %s', async (_, encode) => {
  const path = join(folder, 'postgresql.log');
  await writeFile(path, encode(LINE.repeat(30_000)));
  const { queries, incomplete } = await collectWorkload([readLog(path, openInput(path))]);
  expect(queries).toMatchObject([{ calls: 30_000, sql: 'SELECT id FROM t WHERE name = $1' }]);
  expect(queries[0]!.samples[0]!.sql).toContain('é東🎉');
  expect(incomplete).toEqual([]);
});
