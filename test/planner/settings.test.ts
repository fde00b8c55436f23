import { expect, test } from '@jest/globals';
import { cappedSettings, settingStatements } from '../../src/planner/twin/settings.ts';
import { aCatalog } from '../support/catalog-builder.ts';

function told(settings: Readonly<Record<string, string>>) {
  const entries = Object.entries(settings).map(([name, value]) => [
    name,
    { value, unit: null, source: 'configuration file' },
  ]);
  return { ...aCatalog(), settings: Object.fromEntries(entries) as ReturnType<typeof aCatalog>['settings'] };
}

test('the twin plans with the settings of the server', () => {
  const catalog = told({ join_collapse_limit: '6', geqo_threshold: '8', work_mem: '65536' });
  expect(settingStatements(catalog)).toEqual(
    expect.arrayContaining(["SET join_collapse_limit = '6'", "SET geqo_threshold = '8'", "SET work_mem = '65536'"]),
  );
  expect(cappedSettings(catalog)).toEqual([]);
});

test('a server that would try every order of many joins is not followed, as nothing could stop the planner, and that is said', () => {
  const catalog = told({ join_collapse_limit: '100', from_collapse_limit: '20', geqo_threshold: '99', geqo: 'off' });
  const statements = settingStatements(catalog);
  expect(statements).toEqual(
    expect.arrayContaining([
      "SET join_collapse_limit = '10'",
      "SET from_collapse_limit = '10'",
      "SET geqo_threshold = '12'",
    ]),
  );
  expect(statements.lastIndexOf('SET geqo = on')).toBeGreaterThan(statements.indexOf("SET geqo = 'off'"));
  expect(cappedSettings(catalog)).toEqual([
    "the server's join_collapse_limit = 100, from_collapse_limit = 20, geqo_threshold = 99, geqo = off would make planning take minutes: the twin tries fewer orders of many joins",
  ]);
});
