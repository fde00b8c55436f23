import { defineRule, foundNamed, namedObjects } from '../../src/lint/contract.ts';

const options = {
  /** `snake`, `camel`, `pascal` or `kebab`. */
  casing: 'snake',
  /** Kinds of names that are looked at. */
  kinds: ['schema', 'table', 'view', 'column'] as readonly string[],
};

const CASINGS: Readonly<Record<string, RegExp>> = {
  snake: /^_*[\p{Ll}\p{N}]+(?:_+[\p{Ll}\p{N}]+)*_*$/u,
  camel: /^_*\p{Ll}[\p{L}\p{N}]*$/u,
  pascal: /^_*\p{Lu}[\p{L}\p{N}]*$/u,
  kebab: /^[\p{Ll}\p{N}]+(?:-[\p{Ll}\p{N}]+)*$/u,
};

export default defineRule({
  id: 'schema/name-casing',
  severity: 'off',
  since: '0.1.0',
  needs: ['catalog'],
  summary: 'A name is not in the casing that the project uses. A policy: off unless there is one.',
  consequence: 'Names have to be looked up, because they cannot be guessed.',
  action: 'Rename the object, together with the code that uses it.',
  details:
    '`casing` is `snake`, `camel`, `pascal` or `kebab`. Digits count as lower case, and a leading underscore is allowed.',
  options,
  bad: { schema: 'CREATE TABLE "orderLine" (id bigint PRIMARY KEY);' },
  good: { schema: 'CREATE TABLE order_line (id bigint PRIMARY KEY);' },

  *check(context) {
    const { casing, kinds } = context.options;
    const pattern = CASINGS[casing];
    if (!pattern)
      throw new Error(`schema/name-casing: casing is one of ${Object.keys(CASINGS).join(', ')}, not ${casing}`);
    for (const named of namedObjects(context)) {
      const { kind, name } = named;
      if (!kinds.includes(kind) || pattern.test(name)) continue;
      yield foundNamed(named, `The ${kind} name ${name} is not in ${casing} case`);
    }
  },
});
