import { UserError } from '../errors.ts';
import type { Rule } from '../lint/contract.ts';
import { rules } from '../lint/registry.ts';
import { kindOf } from './expect.ts';
import { SEVERITIES } from './model.ts';

const ID = /^[a-z][a-z0-9-]*\/[a-z0-9][a-z0-9-]*$/;
const TEXTS = ['since', 'summary', 'consequence', 'action'] as const;
const NEEDS: ReadonlySet<unknown> = new Set([
  'catalog',
  'workload',
  'statistics',
  'planner',
  ...rules.flatMap(({ needs }) => needs),
]);

/**
 * Whether a value that somebody's module exports is a rule, as `defineRule` of TypeScript would have said.
 * @throws UserError with what is wrong
 */
export function checkRule(value: unknown, source: string): Rule {
  const fail = (message: string): never => {
    throw new UserError(`${source} is no rule: ${message}`, { hint: 'see docs/writing-rules.md' });
  };
  if (typeof value !== 'object' || value === null) fail(`it exports ${kindOf(value)} and not an object`);
  const rule = value as Readonly<Record<keyof Rule, unknown>>;
  if (typeof rule.id !== 'string' || !ID.test(rule.id))
    fail(`its id is ${kindOf(rule.id)}, and not such as team/a-name`);
  if (!SEVERITIES.some((severity) => severity === rule.severity))
    fail(`its severity is ${kindOf(rule.severity)}, and none of ${SEVERITIES.join(', ')}`);
  if (!Array.isArray(rule.needs) || rule.needs.length === 0 || !rule.needs.every((need) => NEEDS.has(need)))
    fail(`needs must be a list of some of ${[...NEEDS].join(', ')}`);
  for (const name of TEXTS)
    if (typeof rule[name] !== 'string') fail(`${name} is ${kindOf(rule[name])}, and not a text`);
  for (const name of ['bad', 'good'] as const)
    if (!isExample(rule[name])) fail(`${name} must be an example with a schema, which is DDL`);
  if (typeof rule.options !== 'object' || rule.options === null)
    fail('options must be an object of defaults, such as {}');
  if (typeof rule.check !== 'function') fail(`check is ${kindOf(rule.check)}, and not a function`);
  return value as Rule;
}

function isExample(value: unknown): boolean {
  return typeof value === 'object' && value !== null && typeof (value as { schema?: unknown }).schema === 'string';
}
