import { expectKeys, expectList, expectObject, expectOneOf, expectText, within, wrong, type Place } from './expect.ts';
import { DEFAULT_CONFIG, PRESETS, SEVERITIES, type Config, type ConfiguredIgnore } from './model.ts';

export const CONFIG_KEYS = [
  'preset',
  'rules',
  'severity',
  'options',
  'ignore',
  'include',
  'exclude',
  'artifact',
] as const;

const IGNORE_KEYS = ['rule', 'object', 'reason', 'expires'] as const;

/**
 * The configuration that a file's value stands for. Whether the rules that it names exist is asked later, once the rules of
 * its own files are given.
 * @throws UserError for an unknown key or a wrong type, with the nearest valid name.
 */
export function parseConfig(value: unknown, file: string): Config {
  const root: Place = { file, path: '' };
  const given = expectObject(value, root);
  // Editors find the schema by the key $schema.
  expectKeys(given, ['$schema', ...CONFIG_KEYS], root, 'key');
  const texts = (key: 'rules' | 'include' | 'exclude') =>
    given[key] === undefined ? DEFAULT_CONFIG[key] : textsOf(given[key], within(root, key));
  return {
    preset:
      given.preset === undefined ? DEFAULT_CONFIG.preset : expectOneOf(given.preset, PRESETS, within(root, 'preset')),
    rules: texts('rules'),
    severity: severitiesOf(given.severity ?? {}, within(root, 'severity')),
    options: optionsOf(given.options ?? {}, within(root, 'options')),
    ignore: expectList(given.ignore ?? [], within(root, 'ignore')).map((each, position) =>
      ignoreOf(each, within(within(root, 'ignore'), position)),
    ),
    include: texts('include'),
    exclude: texts('exclude'),
    artifact: given.artifact === undefined ? null : expectText(given.artifact, within(root, 'artifact')),
  };
}

function textsOf(value: unknown, place: Place): readonly string[] {
  return expectList(value, place).map((each, position) => expectText(each, within(place, position)));
}

function severitiesOf(value: unknown, place: Place): Config['severity'] {
  return Object.entries(expectObject(value, place)).map(
    ([glob, severity]) => [glob, expectOneOf(severity, SEVERITIES, within(place, glob))] as const,
  );
}

function optionsOf(value: unknown, place: Place): Config['options'] {
  return Object.fromEntries(
    Object.entries(expectObject(value, place)).map(([id, options]) => [id, expectObject(options, within(place, id))]),
  );
}

function ignoreOf(value: unknown, place: Place): ConfiguredIgnore {
  const given = expectObject(value, place);
  expectKeys(given, IGNORE_KEYS, place, 'key');
  return {
    rule: expectText(given.rule, within(place, 'rule')),
    object: expectText(given.object, within(place, 'object')),
    reason: expectText(given.reason, within(place, 'reason')),
    expires: given.expires === undefined ? null : dateOf(given.expires, within(place, 'expires')),
  };
}

function dateOf(value: unknown, place: Place): string {
  if (typeof value === 'string' && isIsoDate(value)) return value;
  throw wrong(place, 'is not a date', 'write it as 2027-01-31');
}

/** A day of the calendar, such as 2027-01-31. */
export function isIsoDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}
