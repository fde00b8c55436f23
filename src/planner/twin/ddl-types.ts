import type { Catalog, ObjectName, UserCollation, UserType } from '../../catalog/model.ts';
import { quoteIdentifier, quoteLiteral, quoteQualified } from '../../sql/quote.ts';
import { step, type Step } from './steps.ts';

const BUILT_IN = /^(pg_.*|information_schema)$/;

export function schemaSteps(catalog: Catalog): Step[] {
  return catalog.schemas
    .filter((schema) => !BUILT_IN.test(schema.name))
    .map((schema) => step('schema', schema.name, `CREATE SCHEMA IF NOT EXISTS ${quoteIdentifier(schema.name)}`));
}

export function extensionSteps(catalog: Catalog, available: readonly string[]): Step[] {
  return catalog.extensions
    .filter((extension) => available.includes(extension.name))
    .map((extension) => {
      const where = BUILT_IN.test(extension.schema) ? '' : ` SCHEMA ${quoteIdentifier(extension.schema)}`;
      return step('extension', extension.name, `CREATE EXTENSION ${quoteIdentifier(extension.name)}${where} CASCADE`);
    });
}

/**
 * Every collation that the catalog names and the twin lacks, by its own name, so that definitions need no rewriting. The
 * planner asks a collation only whether it orders by bytes and whether it is deterministic; the language does not matter.
 */
export function collationSteps(catalog: Catalog, present: ReadonlySet<string>): Step[] {
  const known = new Map(catalog.collations.map((collation) => [quoteQualified(collation), collation]));
  const named = new Map<string, ObjectName>([...known]);
  for (const relation of catalog.relations) {
    for (const { collation } of relation.columns) if (collation) named.set(quoteQualified(collation), collation);
    for (const { collation } of relation.indexes.flatMap((index) => index.keys))
      if (collation) named.set(quoteQualified(collation), collation);
  }
  return [...named]
    .filter(([name]) => !present.has(name))
    .map(([name, collation]) => step('collation', name, createCollation(name, collation, known.get(name))));
}

function createCollation(name: string, { name: plain }: ObjectName, known: UserCollation | undefined): string {
  // PGlite's ICU knows the root locale alone: strings that differ only in case, say, stay different here.
  if (known?.deterministic === false)
    return `CREATE COLLATION ${name} (PROVIDER = icu, LOCALE = 'und', DETERMINISTIC = false)`;
  const byBytes = /^(C|POSIX)$/.test(known?.locale ?? plain);
  return `CREATE COLLATION ${name} (PROVIDER = libc, LOCALE = '${byBytes ? 'C' : 'en_US.UTF-8'}')`;
}

export function typeSteps(catalog: Catalog): Step[] {
  return catalog.types.flatMap((type) => {
    const sql = createType(type);
    return sql === null ? [] : [step('type', quoteQualified(type), sql)];
  });
}

function createType(type: UserType): string | null {
  const name = quoteQualified(type);
  switch (type.kind) {
    case 'enum':
      return `CREATE TYPE ${name} AS ENUM (${type.labels.map(quoteLiteral).join(', ')})`;
    case 'domain':
      return [
        `CREATE DOMAIN ${name} AS ${type.baseType}`,
        type.default === null ? '' : ` DEFAULT ${type.default}`,
        type.notNull ? ' NOT NULL' : '',
        ...type.checks.map((check) => ` ${check}`),
      ].join('');
    case 'composite':
      return `CREATE TYPE ${name} AS (${type.attributes.map((attribute) => `${quoteIdentifier(attribute.name)} ${attribute.type}`).join(', ')})`;
    case 'range':
      return `CREATE TYPE ${name} AS RANGE (SUBTYPE = ${type.subtype})`;
    case 'other':
      return null;
  }
}

export function functionSteps(catalog: Catalog): Step[] {
  return catalog.functions.flatMap((routine) =>
    routine.definition === null
      ? []
      : [step('function', `${quoteQualified(routine)}(${routine.arguments})`, routine.definition)],
  );
}
