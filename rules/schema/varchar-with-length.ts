import { defineRule, found, nameKey, ownTables, quoteIdentifier, quoteQualified } from '../../src/lint/contract.ts';
import type { Column, FixIntent, Relation } from '../../src/lint/contract.ts';

export default defineRule({
  id: 'schema/varchar-with-length',
  severity: 'off',
  since: '0.1.0',
  needs: ['catalog'],
  summary: 'A column is `varchar(n)`, where `text` stores the same. A policy: off unless there is one.',
  consequence:
    'When a value turns out longer than anybody thought, inserts fail until the limit is raised. The limit saves no space.',
  action:
    'Change the type to `text`, which only changes the catalog, and keep a limit that means something as a CHECK.',
  details:
    '`ALTER COLUMN … TYPE text` rewrites nothing (PostgreSQL 9.2 and later), but holds an exclusive lock for a moment. There is no fix where a view, a generated column or an index with an operator class of its own depends on the column, nor on partitioned tables and parents. The way back reads the whole table.',
  options: {},
  bad: { schema: 'CREATE TABLE customer (id bigint PRIMARY KEY, city varchar(50) NOT NULL);' },
  good: { schema: 'CREATE TABLE customer (id bigint PRIMARY KEY, city text NOT NULL CHECK (length(city) <= 50));' },

  *check(context) {
    const viewed = new Set(context.catalog.relations.flatMap(({ reads }) => reads.map(nameKey)));
    for (const table of ownTables(context)) {
      for (const column of table.columns) {
        if (!/^character varying\(/.test(column.type)) continue;
        const fix = viewed.has(nameKey(table)) ? undefined : fixFor(table, column);
        yield found(table, `${table.name}.${column.name} is ${column.type}`, {
          columns: [column.name],
          ...(fix ? { fix } : {}),
        });
      }
    }
  },
});

function fixFor(table: Relation, { name, type, collation }: Column): FixIntent | undefined {
  const isUsedElsewhere =
    table.kind === 'partitioned-table' ||
    table.policies.length > 0 ||
    table.triggers.some(({ internal }) => !internal) ||
    table.columns.some(({ generated }) => generated?.expression.includes(name)) ||
    table.indexes.some(
      ({ keys, predicate }) =>
        keys.some((key) => (key.column === name ? key.operatorClass !== null : key.expression?.includes(name))) ||
        predicate?.includes(name) === true,
    );
  if (isUsedElsewhere || collation !== null) return undefined;
  const alter = `ALTER TABLE ${quoteQualified(table)} ALTER COLUMN ${quoteIdentifier(name)} TYPE`;
  return {
    kind: 'statement',
    relation: { schema: table.schema, name: table.name },
    up: [`${alter} text`],
    down: [`${alter} ${type}`],
    transactional: true,
  };
}
