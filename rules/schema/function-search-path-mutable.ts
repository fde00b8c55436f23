import {
  defineRule,
  foundElsewhere,
  isQualifiedBody,
  isForeignSchema,
  quoteQualified,
} from '../../src/lint/contract.ts';
import type { FixIntent, UserFunction } from '../../src/lint/contract.ts';

export default defineRule({
  id: 'schema/function-search-path-mutable',
  severity: 'warning',
  since: '0.1.0',
  needs: ['catalog'],
  summary: 'A function looks up the names in its body by the caller’s `search_path`.',
  consequence:
    'Whoever can create objects in a schema of that path can put a table or function of theirs in the place of the one that was meant. In a SECURITY DEFINER function it then runs with the owner’s rights: that is an error.',
  action:
    'Write schemas before the names in the body and run `ALTER FUNCTION … SET search_path = ’’`; an SQL function that is to be inlined is better written with `BEGIN ATOMIC`, whose names are fixed.',
  details:
    'SQL and PL/pgSQL functions and procedures. Functions whose body is of the SQL standard’s form (PostgreSQL 14) resolved their names once. A SECURITY DEFINER function is always reported; the others run with the rights of whoever calls them, and only `strict` reports them: trigger functions as info. With a fix where it is certain that every name in the body is found with an empty `search_path` too: no name of the database stands there without its schema, no function of yours is called, and nothing is changed, as triggers would look up their names by the same path.',
  options: {},
  bad: { schema: `CREATE FUNCTION one() RETURNS integer LANGUAGE plpgsql AS 'BEGIN RETURN 1; END';` },
  good: {
    schema: `CREATE FUNCTION one() RETURNS integer LANGUAGE plpgsql SET search_path = '' AS 'BEGIN RETURN 1; END';`,
  },

  *check(context) {
    for (const one of context.catalog.functions) {
      const {
        schema,
        name,
        arguments: signature,
        language,
        configuration,
        securityDefiner,
        standardBody,
        returns,
      } = one;
      if (isForeignSchema(schema) || standardBody || (language !== 'sql' && language !== 'plpgsql')) continue;
      if (configuration.some((entry) => entry.startsWith('search_path='))) continue;
      yield foundElsewhere(
        { kind: 'function', schema, name, arguments: signature },
        `The function ${name}(${signature}) looks names up by the caller’s search_path`,
        {
          ...(securityDefiner
            ? { severity: 'error' }
            : { preset: 'strict', ...(returns === 'trigger' ? { severity: 'info' as const } : {}) }),
          ...(canBeSet(one) && isQualifiedBody(one, context.catalog) ? { fix: fixFor(one) } : {}),
        },
      );
    }
  },
});

/** A SET clause keeps an SQL function from being inlined, and a procedure from ending transactions. */
function canBeSet({ kind, language, securityDefiner }: UserFunction): boolean {
  return kind === 'function' && (language === 'plpgsql' || securityDefiner);
}

function fixFor(one: UserFunction): FixIntent {
  const target = `FUNCTION ${quoteQualified(one)}(${one.arguments})`;
  return {
    kind: 'statement',
    relation: null,
    target,
    up: [`ALTER ${target} SET search_path = ''`],
    down: [`ALTER ${target} RESET search_path`],
    transactional: true,
  };
}
