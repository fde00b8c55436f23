import { describe, expect, test } from '@jest/globals';
import Ajv from 'ajv';
import { checkOptions, configureRules } from '../../src/config/apply.ts';
import { configSchema } from '../../src/config/json-schema.ts';
import { parseConfig } from '../../src/config/parse.ts';
import { builtInRules } from '../../src/lint/built-in.ts';

const ajv = new Ajv();
const validate = ajv.compile(configSchema(builtInRules));
const withOption = builtInRules.find(({ options }) => Object.keys(options).length > 0)!;
const [option, value] = Object.entries(withOption.options)[0]!;

function accepts(config: unknown): boolean {
  try {
    const parsed = parseConfig(config, 'file');
    configureRules(builtInRules, parsed, 'file');
    checkOptions(builtInRules, parsed, 'file');
    return true;
  } catch {
    return false;
  }
}

test('the schema is a schema', () => {
  expect(ajv.validateSchema(configSchema(builtInRules))).toBe(true);
});

test('knows every rule, and the default of every option', () => {
  const { properties } = configSchema(builtInRules) as {
    properties: Record<
      'severity' | 'options',
      { properties: Record<string, { properties: Record<string, { default: unknown }> }> }
    >;
  };
  expect(Object.keys(properties.severity.properties)).toEqual(builtInRules.map(({ id }) => id));
  for (const { id, options } of builtInRules) {
    const defaults = Object.entries(properties.options.properties[id]?.properties ?? {}).map(([name, schema]) => [
      name,
      schema.default,
    ]);
    expect(Object.fromEntries(defaults)).toEqual(options);
  }
});

describe('says of a configuration what the scan says of it', () => {
  const ignore = { rule: 'index/*', object: 'a.b', reason: 'x' };
  test.each([
    [{}, true],
    [{ preset: 'strict', include: ['a.*'], exclude: [], artifact: 'db' }, true],
    [{ severity: { 'index/*': 'off' } }, true],
    [{ options: { [withOption.id]: { [option]: value } } }, true],
    [{ ignore: [ignore, { ...ignore, expires: '2027-01-31' }] }, true],
    [{ rules: ['./x.js'] }, true],
    [[], false],
    [{ presets: 'ci' }, false],
    [{ preset: 'none' }, false],
    [{ severity: { 'index/*': 'warn' } }, false],
    [{ options: { [withOption.id]: { 'no such option': 1 } } }, false],
    [{ options: { [withOption.id]: { [option]: { odd: true } } } }, typeof value === 'object' && !Array.isArray(value)],
    [{ ignore: [{ rule: 'index/*', object: 'a' }] }, false],
    [{ ignore: [{ ...ignore, until: 'x' }] }, false],
    [{ ignore: [{ ...ignore, expires: 'soon' }] }, false],
    [{ rules: './x.js' }, false],
  ])('%j', (config, expected) => {
    expect({ schema: validate(config), scan: accepts(config) }).toEqual({ schema: expected, scan: expected });
  });
});
