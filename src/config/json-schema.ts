import type { Rule } from '../lint/contract.ts';
import { PRESETS, SEVERITIES } from './model.ts';

/** JSON Schema (draft 7, which editors read) of the configuration: every rule, severity and option by name. */
export function configSchema(rules: readonly Rule[]): object {
  const texts = (description: string) => ({ type: 'array', items: { type: 'string', minLength: 1 }, description });
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Configuration of idx-advisor',
    type: 'object',
    additionalProperties: false,
    properties: {
      $schema: { type: 'string' },
      preset: { enum: PRESETS, default: 'recommended', description: 'Rules and severities to start from.' },
      rules: texts('Files (globs, relative to this file) and packages that bring rules of their own.'),
      severity: {
        type: 'object',
        description: 'Severities by rule id or glob; a later one wins.',
        properties: Object.fromEntries(
          rules.map(({ id, summary, severity }) => [id, { ...SEVERITY, description: summary, default: severity }]),
        ),
        additionalProperties: SEVERITY,
      },
      options: {
        type: 'object',
        description: 'Options by rule id.',
        properties: Object.fromEntries(
          rules
            .filter(({ options }) => Object.keys(options).length > 0)
            .map(({ id, options }) => [id, optionsSchema(options)]),
        ),
        // Rules of one's own have options too.
        additionalProperties: { type: 'object' },
      },
      ignore: { type: 'array', items: IGNORE, description: 'Findings to leave out, each with its reason.' },
      include: texts('Report only tables that match one of these schema.table globs.'),
      exclude: texts('Do not report tables that match one of these schema.table globs.'),
      artifact: {
        type: 'string',
        minLength: 1,
        description: 'The file or folder of the repository that code scanning pins findings to.',
      },
    },
  };
}

const SEVERITY = { enum: SEVERITIES };

const IGNORE = {
  type: 'object',
  additionalProperties: false,
  required: ['rule', 'object', 'reason'],
  properties: {
    rule: { type: 'string', minLength: 1, description: 'Rule id or glob.' },
    object: {
      type: 'string',
      minLength: 1,
      description: 'Glob on schema.table, schema.table.column or schema.index; without a dot, of any schema.',
    },
    reason: { type: 'string', minLength: 1 },
    expires: {
      type: 'string',
      pattern: '^\\d{4}-\\d{2}-\\d{2}$',
      description: 'The last day on which it holds, such as 2027-01-31.',
    },
  },
};

function optionsSchema(options: Rule['options']): object {
  return {
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(
      Object.entries(options).map(([name, value]) => [name, { ...typeOf(value), default: value }]),
    ),
  };
}

/** The type that `checkOptions` asks of a value, by its default. */
function typeOf(value: unknown): object {
  if (value === null) return {};
  if (Array.isArray(value)) {
    const [first] = value as unknown[];
    return { type: 'array', ...(first === undefined ? {} : { items: typeOf(first) }) };
  }
  switch (typeof value) {
    case 'number':
    case 'boolean':
    case 'string':
    case 'object':
      return { type: typeof value };
    default:
      return {};
  }
}
