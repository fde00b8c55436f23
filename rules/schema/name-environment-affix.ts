import { defineRule, foundNamed, namedObjects, wordsOf } from '../../src/lint/contract.ts';

const options = {
  words: [
    'prod',
    'production',
    'stg',
    'stage',
    'staging',
    'preprod',
    'dev',
    'test',
    'uat',
    'sandbox',
    'sbox',
  ] as readonly string[],
};

export default defineRule({
  id: 'schema/name-environment-affix',
  severity: 'off',
  since: '0.1.0',
  needs: ['catalog'],
  summary:
    'The name of a schema tells an environment: prod, staging, sandbox. A policy: off unless schemas are to be named alike everywhere.',
  consequence:
    'Code and migrations differ from environment to environment, and a copy of production carries its name into the test system.',
  action: 'Name the schema after what it holds, and keep environments apart by database or server.',
  options,
  bad: { schema: 'CREATE SCHEMA sales_prod;' },
  good: { schema: 'CREATE SCHEMA product_sales;' },

  *check(context) {
    for (const named of namedObjects(context)) {
      const { kind, name } = named;
      const words = kind === 'schema' ? wordsOf(name) : [];
      // Whole words at either end, so that `product` holds no `prod`.
      if (words.length < 2 || ![words[0], words.at(-1)].some((word) => context.options.words.includes(word ?? '')))
        continue;
      yield foundNamed(named, `The schema ${name} is named after an environment`);
    }
  },
});
