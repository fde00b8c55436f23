import { expect, it } from '@jest/globals';
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
