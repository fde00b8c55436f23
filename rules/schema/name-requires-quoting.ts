import { defineRule, foundNamed, frameworkOf, namedObjects } from '../../src/lint/contract.ts';
import type { NamedObject } from '../../src/lint/contract.ts';

export default defineRule({
  id: 'schema/name-requires-quoting',
  severity: 'info',
  since: '0.1.0',
  needs: ['catalog'],
  summary: 'A name has capitals, blanks or other signs, and must be written in double quotes everywhere.',
  consequence:
    'Without the quotes PostgreSQL looks for the name in lower case and does not find it. Whoever types a query, and every tool that forgets to quote, stumbles on it.',
  action:
    'Rename the object to lower case with underscores, together with the code that uses it; keep the name where an ORM writes all the queries.',
  details:
    'Tables, views, columns, schemas, sequences and functions. Indexes and constraints only where the table and columns that they are named after need no quotes themselves. Schemas that Prisma or TypeORM manage are left alone: there camel case is the convention. Where more than a quarter of all names need quotes, or of the indexes or constraints, it is one, too, and only `strict` reports them. Keywords are `schema/name-reserved-keyword`’s.',
  options: {},
  bad: { schema: 'CREATE TABLE "OrderLine" (id bigint PRIMARY KEY, amount numeric NOT NULL);' },
  good: { schema: 'CREATE TABLE order_line (id bigint PRIMARY KEY, amount numeric NOT NULL);' },

  *check(context) {
    if (/^(?:Prisma|TypeORM)$/.test(frameworkOf(context.catalog) ?? '')) return;
    const names = namedObjects(context);
    const isConvention = isUsual(names);
    const conventions = (['index', 'constraint'] as const).filter((kind) => {
      const named = names.filter((other) => other.kind === kind);
      return named.length >= SEVERAL && isUsual(named);
    });
    for (const named of names) {
      const { kind, name, object, columns } = named;
      if (!needsQuotes(name)) continue;
      const isDerived = (kind === 'index' || kind === 'constraint') && [object.name, ...columns].some(needsQuotes);
      if (isDerived) continue;
      yield foundNamed(named, `The ${kind} name ${name} must be quoted wherever it is used`, {
        ...(isConvention || conventions.some((other) => other === kind) ? { preset: 'strict' } : {}),
      });
    }
  },
});

/** Share of the names from which on somebody must have decided so. */
const CONVENTION = 0.25;

/** Names that must be there of a kind before its own can be a convention. */
const SEVERAL = 10;

function isUsual(names: readonly NamedObject[]): boolean {
  return names.filter(({ name }) => needsQuotes(name)).length > names.length * CONVENTION;
}

function needsQuotes(name: string): boolean {
  return !/^[a-z_][a-z0-9_]*$/.test(name);
}
