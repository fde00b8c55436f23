import { defineRule, foundElsewhere, isForeignSchema } from '../../src/lint/contract.ts';

export default defineRule({
  id: 'schema/missing-function-comment',
  severity: 'off',
  since: '0.1.0',
  needs: ['catalog'],
  summary: 'A function has no comment. A policy: off unless the schema is to document itself.',
  consequence: 'Whoever meets the function has to read it to know what it is for.',
  action: 'Say it in one sentence: `COMMENT ON FUNCTION … IS ’…’`.',
  details: 'Functions of extensions are left out.',
  options: {},
  bad: {
    schema: `CREATE FUNCTION tax(amount numeric) RETURNS numeric LANGUAGE sql IMMUTABLE SET search_path = '' AS 'SELECT amount * 0.2';`,
  },
  good: {
    schema: `CREATE FUNCTION tax(amount numeric) RETURNS numeric LANGUAGE sql IMMUTABLE SET search_path = '' AS 'SELECT amount * 0.2';
COMMENT ON FUNCTION tax(numeric) IS 'The value-added tax on an amount.';`,
  },

  *check(context) {
    for (const { schema, name, arguments: signature, comment } of context.catalog.functions) {
      if (isForeignSchema(schema) || (comment ?? '').trim() !== '') continue;
      yield foundElsewhere(
        { kind: 'function', schema, name, arguments: signature },
        `The function ${name}(${signature}) has no comment`,
      );
    }
  },
});
