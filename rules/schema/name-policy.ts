import { defineRule, foundNamed, namedObjects } from '../../src/lint/contract.ts';

const options = {
  patterns: { index: '^(?:idx|ix|uq|ux)_|_(?:idx|key|pkey|excl)\\d*$' } as Readonly<Record<string, string>>,
};

export default defineRule({
  id: 'schema/name-policy',
  severity: 'off',
  since: '0.1.0',
  needs: ['catalog'],
  summary: 'A name does not match the pattern that the project has for its kind. A policy: off unless there is one.',
  consequence: 'Names have to be looked up, because they cannot be guessed.',
  action: 'Rename the object, together with the code that uses it, or widen the pattern.',
  details:
    'One regular expression for each kind: schema, table, view, column, index, constraint, sequence, function. `{table}` stands for the table’s name.',
  options,
  bad: {
    schema: `CREATE TABLE price (id bigint PRIMARY KEY, amount numeric NOT NULL);
CREATE INDEX cheap ON price (amount);`,
  },
  good: {
    schema: `CREATE TABLE price (id bigint PRIMARY KEY, amount numeric NOT NULL);
CREATE INDEX price_amount_idx ON price (amount);`,
  },

  *check(context) {
    for (const named of namedObjects(context)) {
      const { kind, name, object } = named;
      const pattern = context.options.patterns[kind];
      if (pattern === undefined) continue;
      const own = pattern.replaceAll('{table}', object.name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
      if (new RegExp(own, 'u').test(name)) continue;
      yield foundNamed(named, `The ${kind} ${name} is not named by the pattern`);
    }
  },
});
