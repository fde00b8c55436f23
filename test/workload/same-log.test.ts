import { expect, it } from '@jest/globals';
import { sourceName } from '../../src/report/source-name.ts';
import { compressedCopies } from '../../src/workload/log-copies.ts';
import { otherFormats } from '../../src/workload/same-log.ts';

const leftOut = async (paths: readonly string[], noLogs: readonly string[] = []) =>
  Object.fromEntries(await otherFormats(paths, (path) => Promise.resolve(!noLogs.includes(path))));

it('of a log that the server has written in several formats one is read', async () => {
  expect(await leftOut(['/d/pg-1.log', '/d/pg-1.csv', '/d/pg-1.json', '/d/pg-2.log', '/d/pg-3.csv'])).toEqual({
    '/d/pg-1.json': '/d/pg-1.csv',
    '/d/pg-1.log': '/d/pg-1.csv',
  });
  expect(await leftOut(['a.log.2.gz', 'a.json.2', 'a.log.1'])).toEqual({ 'a.log.2.gz': 'a.json.2' });
});

it('they are in one folder, and what is no log is left out of it', async () => {
  expect(await leftOut(['/a/pg.log', '/b/pg.csv'])).toEqual({});
  expect(await leftOut(['pg.log', 'pg.csv', 'pg.json'], ['pg.csv'])).toEqual({ 'pg.log': 'pg.json' });
  expect(await leftOut(['pg.log', 'pg.log.gz'])).toEqual({});
});

it('whatever they were compressed by', async () => {
  for (const suffix of ['gz', 'bz2', 'xz', 'zst', 'zstd', 'lz4', 'Z'])
    expect(await leftOut([`pg.log.1.${suffix}`, 'pg.csv.1'])).toEqual({ [`pg.log.1.${suffix}`]: 'pg.csv.1' });
});

it.each(['.1', '.0900', '-20261123', '_2026-11-23', '-20261123.2', '-2026-11-23_120000', '.old'])(
  'whatever rotated them: %s',
  async (suffix) => {
    expect(await leftOut([`pg.log${suffix}`, `pg.csv${suffix}`])).toEqual({ [`pg.log${suffix}`]: `pg.csv${suffix}` });
    expect(await leftOut([`pg.log${suffix}.gz`, `pg.csv${suffix}.gz`, 'pg.log'])).toEqual({
      [`pg.log${suffix}.gz`]: `pg.csv${suffix}.gz`,
    });
  },
);

it('what follows their formats may be more than that', async () => {
  expect(await leftOut(['pg.log-20261123', 'pg.csv-20261124'])).toEqual({});
  for (const suffix of ['.tables', '-copy', '_5432', 's'])
    expect(await leftOut([`pg.log${suffix}`, `pg.csv${suffix}`])).toEqual({});
});

const copies = async (heads: Readonly<Record<string, string>>) =>
  Object.fromEntries(await compressedCopies(Object.keys(heads), (path) => Promise.resolve(Buffer.from(heads[path]!))));

it('a log and a compressed copy of it are one log', async () => {
  expect(await copies({ 'a.log': 'one\ntwo\n', 'a.log.gz': 'one\ntwo\n', 'b.log': 'one\n' })).toEqual({
    'a.log.gz': 'a.log',
  });
  expect(await copies({ 'a.log.1.xz': 'one\ntw', 'a.log.1': 'one\ntwo\n' })).toEqual({ 'a.log.1.xz': 'a.log.1' });
  expect(await copies({ 'a.log': 'one\n', 'a.log.gz': 'one\ntwo\n' })).toEqual({ 'a.log': 'a.log.gz' });
});

it('a log that was begun anew under the name of a compressed one is another', async () => {
  expect(await copies({ 'a-Mon.log': 'three\n', 'a-Mon.log.gz': 'one\ntwo\n' })).toEqual({});
  expect(await copies({ 'a.log': 'one\n', 'a.log.gz': '' })).toEqual({});
  expect(await copies({ '/a/pg.log': 'one\n', '/b/pg.log.gz': 'one\n' })).toEqual({});
});

it('a report names the files that hold the same log beside the one that was read', () => {
  const source = {
    kind: 'log',
    name: 'a.csv',
    format: 'csvlog',
    bytes: 1,
    lines: 1,
    statements: 1,
    skipped: {},
  } as const;
  expect(sourceName(source)).toBe('a.csv (csvlog)');
  expect(sourceName({ ...source, name: '-' })).toBe('standard input (csvlog)');
  expect(sourceName({ ...source, sameLog: ['a.log'] })).toBe('a.csv (csvlog; a.log is the same log, and not read)');
  expect(sourceName({ ...source, sameLog: ['a.log', 'a.json'] })).toBe(
    'a.csv (csvlog; a.log and a.json are the same log, and not read)',
  );
});
