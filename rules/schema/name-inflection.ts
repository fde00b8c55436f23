import { defineRule, found, ownTables, singular, wordsOf } from '../../src/lint/contract.ts';

const options = {
  /** `plural` or `singular`. */
  number: 'plural',
  /** Last words that are right as they are. */
  ignore: [] as readonly string[],
};

const UNCOUNTABLE =
  /^(?:\w*(?:data|info|information|equipment|news|series|species|staff|feedback|metadata|media|inventory|history|content|people|children|men|sheep|fish|software|hardware|money|status|address|access|process|analysis|basis|bus|gas|lens)|\d+|v\d+)$/;

export default defineRule({
  id: 'schema/name-inflection',
  severity: 'off',
  since: '0.1.0',
  needs: ['catalog'],
  summary:
    'The name of a table is in the singular where the project uses the plural, or the other way round. A policy: off unless there is one.',
  consequence: 'Names have to be looked up, because they cannot be guessed.',
  action: 'Rename the table, together with the code that uses it.',
  details:
    'By the English ending of the last word alone; words that are the same in both numbers, or that do not tell, are left alone, and more can be named in `ignore`.',
  options,
  bad: { schema: 'CREATE TABLE customer (id bigint PRIMARY KEY);' },
  good: { schema: 'CREATE TABLE customers (id bigint PRIMARY KEY);' },

  *check(context) {
    const { number, ignore } = context.options;
    for (const table of ownTables(context)) {
      const word = wordsOf(table.name).at(-1) ?? '';
      if (UNCOUNTABLE.test(word) || ignore.includes(word)) continue;
      const isPlural = singular(word) !== word;
      if (isPlural === (number === 'plural')) continue;
      yield found(table, `The name of the table ${table.name} is not in the ${number}`);
    }
  },
});
