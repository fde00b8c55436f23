import { describe, expect, test } from '@jest/globals';
import { checkOptions, configureRules } from '../../src/config/apply.ts';
import { DEFAULT_CONFIG, type Config } from '../../src/config/model.ts';
import { isIsoDate, parseConfig } from '../../src/config/parse.ts';
import { defineRule, type Rule } from '../../src/lint/contract.ts';
import { runRules } from '../../src/lint/run.ts';
import { aTable } from '../support/catalog-builder.ts';
import { aContext } from '../support/rule-context.ts';

function rule(id: string, given: Partial<Rule> = {}): Rule {
  return defineRule({
    id,
    severity: 'warning',
    since: '0.1.0',
    needs: ['catalog'],
    summary: 'A.',
    consequence: 'B.',
    action: 'C.',
    options: { most: 4, names: ['id'], strict: false, prefix: 'x', any: null },
    bad: { schema: '' },
    good: { schema: '' },
    *check({ tables, options }) {
      for (const { schema, name } of tables) {
        const object = { schema, table: name, columns: [], name: null };
        yield { object, message: `most is ${String(options.most)}`, fingerprints: [], severity: 'error' };
        yield { object, message: 'ordinary', fingerprints: [] };
      }
    },
    ...given,
  });
}

const rules = [
  rule('index/duplicate'),
  rule('schema/char-type', { severity: 'info' }),
  rule('schema/naming', { severity: 'off' }),
  rule('index/missing', { needs: ['catalog', 'workload'] }),
];

function severities(config: Partial<Config>): Readonly<Record<string, string>> {
  const configured = configureRules(rules, { ...DEFAULT_CONFIG, ...config }, 'file');
  return Object.fromEntries(configured.map(({ id, severity }) => [id, severity]));
}

describe('presets', () => {
  test('recommended is what the rules say themselves', () => {
    expect(severities({})).toEqual({
      'index/duplicate': 'warning',
      'schema/char-type': 'info',
      'schema/naming': 'off',
      'index/missing': 'warning',
    });
  });
  test('strict makes each rule that is on graver by one', () => {
    expect(severities({ preset: 'strict' })).toEqual({
      'index/duplicate': 'error',
      'schema/char-type': 'warning',
      'schema/naming': 'off',
      'index/missing': 'error',
    });
  });
  test('ci runs what an empty database can answer', () => {
    expect(severities({ preset: 'ci' })).toMatchObject({ 'index/duplicate': 'warning', 'index/missing': 'off' });
  });
  test('all has every rule on', () => {
    expect(Object.values(severities({ preset: 'all' }))).not.toContain('off');
  });
  test('a severity by glob wins over the preset, and a later one over an earlier', () => {
    const severity = [
      ['schema/*', 'error'],
      ['schema/naming', 'warning'],
    ] as const;
    expect(severities({ preset: 'ci', severity })).toMatchObject({
      'schema/char-type': 'error',
      'schema/naming': 'warning',
    });
  });
});

describe('the severity of a finding', () => {
  const found = (config: Partial<Config>) => {
    const [first] = configureRules(rules, { ...DEFAULT_CONFIG, ...config }, 'file');
    const { proposals } = runRules([first!], aContext({ tables: [aTable('t', { columns: {} })] }));
    return proposals.map(({ severity }) => severity);
  };
  test('may be graver than its rule where nobody chose', () => expect(found({})).toEqual(['error', 'warning']));
  test('is the chosen one where somebody did', () =>
    expect(found({ severity: [['index/*', 'info']] })).toEqual(['info', 'info']));
  test('is graver by one in strict', () => expect(found({ preset: 'strict' })).toEqual(['error', 'error']));
});

test('options replace the defaults one by one', () => {
  const config = parseConfig({ options: { 'index/duplicate': { most: 9 } } }, 'file');
  const { proposals } = runRules(
    rules.slice(0, 1),
    aContext({ tables: [aTable('t', { columns: {} })] }),
    checkOptions(rules, config, 'file'),
  );
  expect(proposals[0]!.proposal.message).toBe('most is 9');
});

test('a configuration may say nothing, and name its schema', () => {
  expect(parseConfig({ $schema: './x.json' }, 'file')).toEqual(DEFAULT_CONFIG);
});

describe('what a configuration gets wrong is told with its place and the nearest valid name', () => {
  test.each([
    [[], ' must be an object, and is a list', 'see docs/configuration.md'],
    [{ presets: 'ci' }, ' has no key presets', 'did you mean preset?'],
    [
      { preset: 'recomended' },
      ': preset is "recomended", which is none of recommended, strict, ci, all',
      'did you mean recommended?',
    ],
    [
      { severity: { 'index/*': 'warn' } },
      ': severity["index/*"] is "warn", which is none of off, info, warning, error',
      'use one of off, info, warning, error',
    ],
    [
      { severity: { 'index/*': 2 } },
      ': severity["index/*"] is the number 2, which is none of off, info, warning, error',
      'use one of off, info, warning, error',
    ],
    [
      { severity: { 'index/dublicate': 'off' } },
      ': severity names index/dublicate, and no rule is named so',
      'did you mean index/duplicate?',
    ],
    [
      { severity: { 'zzz/*': 'off' } },
      ': severity names zzz/*, and no rule is named so',
      'idx-advisor rules lists them all',
    ],
    [{ rules: './x.js' }, ': rules must be a list, and is "./x.js"', 'write it in brackets'],
    [{ rules: [1] }, ': rules[0] must be a text, and is the number 1', 'see docs/configuration.md'],
    [
      { options: { 'index/dupe': {} } },
      ': options names index/dupe, and no rule is named so',
      'did you mean index/duplicate?',
    ],
    [
      { options: { 'index/duplicate': { mosst: 1 } } },
      ': options["index/duplicate"] has no option mosst',
      'did you mean most?',
    ],
    [
      { options: { 'index/duplicate': { most: '1' } } },
      ': options["index/duplicate"].most must be a number, and is "1"',
      'the default is 4',
    ],
    [
      { options: { 'index/duplicate': { names: 'id' } } },
      ': options["index/duplicate"].names must be a list, and is "id"',
      'the default is ["id"]',
    ],
    [
      { options: { 'index/duplicate': { names: [1] } } },
      ': options["index/duplicate"].names must be a list in which each is a text, and is a list',
      'the default is ["id"]',
    ],
    [
      { options: { 'index/duplicate': { strict: 1 } } },
      ': options["index/duplicate"].strict must be true or false, and is the number 1',
      'the default is false',
    ],
    [
      { ignore: [{ rule: 'index/duplicate', object: 'a' }] },
      ': ignore[0].reason must be a text, and is missing',
      'see docs/configuration.md',
    ],
    [
      { ignore: [{ rule: 'index/duplicate', object: 'a', reason: ' ' }] },
      ': ignore[0].reason must be a text, and is empty',
      'see docs/configuration.md',
    ],
    [
      { ignore: [{ rule: 'index/duplicate', object: 'a', reason: 'b', until: 'x' }] },
      ': ignore[0] has no key until',
      'use one of rule, object, reason, expires',
    ],
    [
      { ignore: [{ rule: 'index/duplicate', object: 'a', reason: 'b', expires: '2027-02-30' }] },
      ': ignore[0].expires is not a date',
      'write it as 2027-01-31',
    ],
    [
      { ignore: [{ rule: 'index/duplicat', object: 'a', reason: 'b' }] },
      ': ignore[0].rule names index/duplicat, and no rule is named so',
      'did you mean index/duplicate?',
    ],
  ])('%j', (value, message, hint) => {
    let error: unknown;
    try {
      const config = parseConfig(value, 'file');
      configureRules(rules, config, 'file');
      checkOptions(rules, config, 'file');
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toMatchObject({ name: 'UserError', message: `file${message}`, hint });
  });
});

test.each([
  ['2027-01-31', true],
  ['2028-02-29', true],
  ['2027-02-29', false],
  ['2027-1-31', false],
  ['tomorrow', false],
])('%s is a day of the calendar: %s', (text, expected) => expect(isIsoDate(text)).toBe(expected));
