import {
  columnOf,
  defineRule,
  foreignKeyCover,
  foreignKeysOf,
  found,
  isPolymorphic,
  ownTables,
  plainIndex,
} from '../../src/lint/contract.ts';
import type { Column } from '../../src/lint/contract.ts';

const REFERENCES = ['smallint', 'integer', 'bigint', 'uuid', 'text', 'character varying'];
const TYPES = ['text', 'character varying'];

export default defineRule({
  id: 'index/unindexed-polymorphic',
  severity: 'warning',
  since: '0.1.0',
  needs: ['catalog'],
  summary: 'A polymorphic reference, such as `owner_type` with `owner_id`, has no index that starts with both columns.',
  consequence: 'Finding the rows that belong to one object reads the whole table.',
  action: 'Create the index that the finding shows.',
  details: `A pair of columns \`<x>_type\` (a text) and \`<x>_id\` without a foreign key. An index that starts with both, in any order, serves, and so does one that starts with
\`<x>_id\` alone, which is selective enough by itself. Beside \`<x>_type_id\`, the type is one of the thing itself, and the pair is no reference; nor is \`transaction_id\` of \`payment_transaction\`.`,
  options: {},
  bad: { schema: 'CREATE TABLE comment (id bigint PRIMARY KEY, owner_type text NOT NULL, owner_id bigint NOT NULL);' },
  good: {
    schema: `CREATE TABLE comment (id bigint PRIMARY KEY, owner_type text NOT NULL, owner_id bigint NOT NULL);
CREATE INDEX ON comment (owner_type, owner_id);`,
  },

  *check(context) {
    for (const table of ownTables(context)) {
      for (const type of table.columns) {
        const stem = /^(.+)_type$/.exec(type.name)?.[1];
        const id = stem === undefined ? undefined : columnOf(table, `${stem}_id`);
        if (!id || !isOneOf(type, TYPES) || !isOneOf(id, REFERENCES)) continue;
        if (stem === undefined || !isPolymorphic(table, stem)) continue;
        if (foreignKeysOf(table).some(({ columns }) => columns.includes(id.name))) continue;
        const both = [type.name, id.name];
        const isServed = [both, [id.name]].some(
          (columns) => foreignKeyCover(context.catalog, table, { columns }) === 'full',
        );
        if (isServed) continue;
        yield found(table, `No index finds the rows of ${table.name} by ${type.name} and ${id.name}`, {
          columns: both,
          fix: { kind: 'create-index', name: null, isLookup: true, index: plainIndex(table, both) },
        });
      }
    }
  },
});

function isOneOf({ baseType }: Column, types: readonly string[]): boolean {
  return types.includes(baseType.replace(/\(.*\)$/, ''));
}
