import { defineRule, found, ownTables } from '../../src/lint/contract.ts';

const options = {
  /** A regular expression for each kind of constraint; a kind that is left out is not looked at. */
  patterns: {
    'primary-key': '_pkey$',
    unique: '_(?:key|unique|uniq)\\d*$',
    'foreign-key': '_fkey\\d*$',
    check: '_check\\d*$',
    exclusion: '_excl\\d*$',
  } as Readonly<Record<string, string>>,
};

export default defineRule({
  id: 'constraint/naming',
  severity: 'off',
  since: '0.1.0',
  needs: ['catalog'],
  summary: 'The name of a constraint does not follow the project’s pattern. A policy: off unless there is one.',
  consequence:
    'Error messages name the constraint and not its table or kind: without a pattern nobody can tell from them what failed.',
  action: 'Rename it with `ALTER TABLE … RENAME CONSTRAINT`, where no code looks for the name in error messages.',
  details:
    'The default patterns are the endings that PostgreSQL gives by itself. A pattern may hold `{table}`, which stands for the table’s name.',
  options,
  bad: {
    schema:
      'CREATE TABLE price (id bigint PRIMARY KEY, amount numeric NOT NULL, CONSTRAINT positive CHECK (amount > 0));',
  },
  good: { schema: 'CREATE TABLE price (id bigint PRIMARY KEY, amount numeric NOT NULL CHECK (amount > 0));' },

  *check(context) {
    const patterns = context.options.patterns;
    for (const table of ownTables(context)) {
      for (const { name, kind, columns, inherited } of table.constraints) {
        const pattern = patterns[kind];
        if (pattern === undefined || inherited) continue;
        const own = pattern.replaceAll('{table}', table.name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
        if (new RegExp(own, 'u').test(name)) continue;
        yield found(table, `The ${kind.replace('-', ' ')} ${name} of ${table.name} is not named by the pattern`, {
          columns,
          name,
        });
      }
    }
  },
});
