import {
  defineRule,
  foreignKeysOf,
  found,
  isUsable,
  listOf,
  ownTables,
  partitionColumns,
  primaryKeyOf,
} from '../../src/lint/contract.ts';
import type { FixIntent, Relation } from '../../src/lint/contract.ts';

export default defineRule({
  id: 'constraint/missing-unique-join-table',
  severity: 'warning',
  since: '0.1.0',
  needs: ['catalog'],
  summary: 'A join table does not keep a pair from being joined twice.',
  consequence:
    'Two requests at the same moment add the same pair twice. Then lists show an entry twice, counts are wrong, and removing it once does not remove it.',
  action: 'List the duplicates with the query of the fix, remove them, and add the unique constraint.',
  details:
    'A join table has exactly two foreign keys of one column each and, besides them, nothing but a key of its own and columns that tell when or by whom a row was made. One with attributes of its own (a role, a period, a quantity) may hold a pair more than once and is left alone.',
  options: {},
  bad: {
    schema: `CREATE TABLE label (id bigint PRIMARY KEY);
CREATE TABLE issue (id bigint PRIMARY KEY);
CREATE TABLE issue_label (
  id bigint PRIMARY KEY,
  issue_id bigint NOT NULL REFERENCES issue,
  label_id bigint NOT NULL REFERENCES label
);
CREATE INDEX ON issue_label (issue_id);
CREATE INDEX ON issue_label (label_id);`,
  },
  good: {
    schema: `CREATE TABLE label (id bigint PRIMARY KEY);
CREATE TABLE issue (id bigint PRIMARY KEY);
CREATE TABLE issue_label (
  issue_id bigint NOT NULL REFERENCES issue,
  label_id bigint NOT NULL REFERENCES label,
  PRIMARY KEY (issue_id, label_id)
);
CREATE INDEX ON issue_label (label_id);`,
  },

  *check(context) {
    for (const table of ownTables(context)) {
      const pair = pairOf(table);
      if (pair === undefined || isUnique(table, pair)) continue;
      const partitioned = table.partitionKey === null ? [] : partitionColumns(table.partitionKey);
      const canBeUnique = partitioned?.every((name) => pair.includes(name)) === true;
      yield found(table, `Nothing stops ${table.name} from joining the same ${listOf(pair)} twice`, {
        columns: pair,
        ...(canBeUnique ? { fix: fixFor(table, pair) } : {}),
      });
    }
  },
});

const AUDIT =
  /^(?:id|uuid|created|updated|inserted|modified|(?:created|updated|inserted|modified|added)_(?:at|on|by|by_id)|createdAt|updatedAt)$/;

function pairOf(table: Relation): readonly string[] | undefined {
  const keys = foreignKeysOf(table);
  const pair = keys.flatMap(({ columns }) => columns);
  const isPair = keys.length === 2 && pair.length === 2 && pair[0] !== pair[1];
  const others = table.columns.filter(({ name }) => !pair.includes(name));
  const primary = primaryKeyOf(table) ?? [];
  const hasAttributes = others.some(({ name }) => !AUDIT.test(name) && !(primary.length === 1 && primary[0] === name));
  return isPair && !hasAttributes ? pair : undefined;
}

/** Any unique index within the pair is enough: also one on a single column of it, or for living rows alone. */
function isUnique(table: Relation, pair: readonly string[]): boolean {
  return table.indexes.some(
    (index) =>
      (index.unique || index.exclusion) &&
      isUsable(index) &&
      index.keys.length > 0 &&
      index.keys.every(({ column }) => column !== null && pair.includes(column)),
  );
}

function fixFor(table: Relation, columns: readonly string[]): FixIntent {
  return {
    kind: 'add-unique',
    relation: { schema: table.schema, name: table.name },
    columns,
    nullsNotDistinct: false,
    predicate: null,
    name: null,
  };
}
