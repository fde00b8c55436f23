import {
  columnOf,
  defineRule,
  foreignKeyCover,
  foreignKeysOf,
  found,
  isLogTable,
  isPolymorphic,
  ownTables,
  primaryKeyOf,
  singular,
  wordsOf,
} from '../../src/lint/contract.ts';
import type { Catalog, Column, FixIntent, Relation } from '../../src/lint/contract.ts';

export default defineRule({
  id: 'constraint/missing-foreign-key',
  severity: 'warning',
  since: '0.1.0',
  needs: ['catalog'],
  summary: 'A column is named like a reference to another table, has its key’s type, and no foreign key.',
  consequence:
    'Rows that point to nothing get in and stay: a deleted parent leaves orphans, and joins lose rows without a word.',
  action:
    'Count the orphans, mend them, and add the foreign key NOT VALID; then validate it, which lets writes go on. The column needs an index first where parents are deleted.',
  details: `\`customer_id\` fits a table \`customer\` or \`customers\`, also behind a prefix that both tables share (\`core_order.customer_id\` and \`core_customer\`), in the same schema or the only one that has such a table, whose primary key is one column of the same type.
Silent on polymorphic references (\`item_type\` beside \`item_id\`), on parts of a primary key, on a table's own name in its columns (\`connector.connector_id\`), on names that say that the key is another system’s (external, remote, legacy), on log and archive tables, which outlive their parents, and in partitioned tables before PostgreSQL 18, which take no foreign key NOT VALID: there it is reported without a fix, as it is where the default (0, -1, an empty text) stands for no row: a foreign key would refuse what the application inserts. A column beside \`item_type_id\` is no polymorphic one.`,
  options: {},
  bad: {
    schema: `CREATE TABLE customer (id bigint PRIMARY KEY);
CREATE TABLE purchase (id bigint PRIMARY KEY, customer_id bigint NOT NULL);
CREATE INDEX ON purchase (customer_id);`,
  },
  good: {
    schema: `CREATE TABLE customer (id bigint PRIMARY KEY);
CREATE TABLE purchase (id bigint PRIMARY KEY, customer_id bigint NOT NULL REFERENCES customer);
CREATE INDEX ON purchase (customer_id);`,
  },

  *check(context) {
    const named = tablesByName(context.tables);
    for (const table of ownTables(context)) {
      if (isLogTable(table) || table.inherits.length > 0) continue;
      const keyed = new Set([
        ...foreignKeysOf(table).flatMap(({ columns }) => columns),
        ...(primaryKeyOf(table) ?? []),
      ]);
      for (const column of table.columns) {
        const noun = /^(.+?)(?:_id|Id)$/.exec(column.name)?.[1];
        if (noun === undefined || keyed.has(column.name) || isForeign(noun) || isPolymorphic(table, noun)) continue;
        const parent = parentOf(named, table, noun);
        const [key = '', ...more] = (parent && primaryKeyOf(parent)) ?? [];
        // `connector.connector_id` is what others call its row, and `parent_id` is how a row refers to its own table.
        if (!parent || parent === table || more.length > 0 || columnOf(parent, key)?.baseType !== column.baseType)
          continue;
        yield found(
          table,
          `${table.name}.${column.name} looks like a reference to ${parent.name}, and nothing checks it`,
          {
            columns: [column.name],
            notes: [...noneNote(column, parent), ...indexNote(context.catalog, table, column.name, parent)],
            ...(canHaveFix(context.catalog, table) && !hasNoneAsDefault(column)
              ? { fix: fixFor(table, column.name, parent, key) }
              : {}),
          },
        );
      }
    }
  },
});

function singularName(name: string): string {
  const words = wordsOf(name);
  return [...words.slice(0, -1), singular(words.at(-1) ?? '')].join('_');
}

/** By their name and by its singular, in any schema and in their own. */
type TablesByName = ReadonlyMap<string, readonly Relation[]>;

function tablesByName(tables: readonly Relation[]): TablesByName {
  const named = new Map<string, Relation[]>();
  for (const table of tables) {
    for (const name of new Set([table.name.toLowerCase(), singularName(table.name)])) {
      for (const key of [inAnySchema(name), inSchema(table.schema, name)]) {
        const there = named.get(key);
        if (there) there.push(table);
        else named.set(key, [table]);
      }
    }
  }
  return named;
}

/** No schema is named by nothing, and no identifier holds NUL. */
function inAnySchema(name: string): string {
  return inSchema('', name);
}

function inSchema(schema: string, name: string): string {
  return `${schema}\0${name}`;
}

/** The one table of that name, in the table's own schema before others; a common prefix (an application's) may be left out. */
function parentOf(named: TablesByName, table: Relation, noun: string): Relation | undefined {
  const words = wordsOf(table.name);
  const prefixes = ['', ...words.slice(0, -1).map((_, at) => `${words.slice(0, at + 1).join('_')}_`)];
  for (const prefix of prefixes) {
    const name = prefix + singularName(noun);
    const candidates = named.get(inSchema(table.schema, name)) ?? named.get(inAnySchema(name)) ?? [];
    if (candidates.length === 1) return candidates[0];
  }
  return undefined;
}

function isForeign(noun: string): boolean {
  return wordsOf(noun).some((word) =>
    /^(?:external|ext|remote|foreign|legacy|old|original|provider|third|upstream)$/.test(word),
  );
}

function canHaveFix({ database }: Catalog, table: Relation): boolean {
  return table.kind !== 'partitioned-table' || database.serverVersionNum >= 180_000;
}

/** A default by which rows refer to nothing, where NULL would say so: the foreign key would refuse them. */
function hasNoneAsDefault({ default: value }: Column): boolean {
  const literal = /^\(?'?([^')]*)'?(?:::[^']+)?\)?$/.exec(value ?? 'NULL')?.[1] ?? 'NULL';
  return /^(?:|-?0+|-\d+|0{8}-0{4}-0{4}-0{4}-0{12})$/.test(literal);
}

function noneNote(column: Column, parent: Relation): readonly string[] {
  if (!hasNoneAsDefault(column)) return [];
  return [
    `its default is ${column.default}, which no row of ${parent.name} is likely to have: a foreign key would refuse such rows, so let the column be null instead first`,
  ];
}

function fixFor(table: Relation, column: string, parent: Relation, key: string): FixIntent {
  return {
    kind: 'add-foreign-key',
    relation: { schema: table.schema, name: table.name },
    columns: [column],
    references: { relation: { schema: parent.schema, name: parent.name }, columns: [key] },
    onDelete: 'no action',
    onUpdate: 'no action',
    name: null,
  };
}

/** Each row that is deleted from the table referred to is then looked for here. */
function indexNote(catalog: Catalog, table: Relation, column: string, parent: Relation): readonly string[] {
  if (foreignKeyCover(catalog, table, { columns: [column], period: false }) !== 'none') return [];
  return [
    `no index begins with ${column} yet: once the foreign key is there, each delete from ${parent.name} reads all of ${table.name} without one`,
  ];
}
