import { defineRule, found, ownTables, wordsOf } from '../../src/lint/contract.ts';
import type { Column } from '../../src/lint/contract.ts';

export default defineRule({
  id: 'constraint/uuid-as-text',
  severity: 'warning',
  since: '0.1.0',
  needs: ['catalog'],
  summary: 'A key that holds UUIDs is stored as text.',
  consequence:
    'It takes 37 bytes where 16 would do, in the table, in each index, and in each table that refers to it. Comparing it is slower, and two spellings of one UUID are two keys.',
  action: 'Add a column of type `uuid`, backfill it, move the references over, and swap the two.',
  details:
    'Columns of type text, varchar or char that are part of a primary, unique or foreign key, and named after a UUID or exactly 36 or 38 characters long. 32 characters may as well be an MD5 sum, and need a name that says otherwise. Silent where fewer than 32 are allowed, or where the statistics tell that values are shorter or longer than a UUID. A `guid` of any length, as feeds have it, may be an address, and is reported where statistics tell its length.',
  options: {},
  bad: { schema: 'CREATE TABLE device (uuid varchar(36) PRIMARY KEY, name text NOT NULL);' },
  good: { schema: 'CREATE TABLE device (uuid uuid PRIMARY KEY, name text NOT NULL);' },

  *check(context) {
    for (const table of ownTables(context)) {
      const keys = new Set([
        ...table.constraints
          .filter(({ kind }) => /^(?:primary-key|unique|foreign-key)$/.test(kind))
          .flatMap(({ columns }) => columns),
        ...table.indexes
          .filter(({ unique }) => unique)
          .flatMap((index) => index.keys.flatMap(({ column }) => column ?? [])),
      ]);
      for (const column of table.columns) {
        const { name, type, baseType } = column;
        if (!keys.has(name) || !/^(?:text|character varying|character)$/.test(baseType)) continue;
        const words = wordsOf(name);
        const most = Number(/\((\d+)\)$/.exec(type)?.[1] ?? Infinity);
        const isLikeOne = hasWidthOfUuid(column);
        const isNamed = words.includes('uuid') || (words.includes('guid') && (most <= 64 || isLikeOne === true));
        const isSized = (most === 36 || most === 38) && !/hash|digest|checksum|md5|sha/i.test(name);
        if ((!isNamed && !isSized) || most < 32 || isLikeOne === false) continue;
        yield found(table, `${table.name}.${name} holds UUIDs as ${type}`, { columns: [name] });
      }
    }
  },
});

/** Written with hyphens and braces or without, and with the byte or four that hold its length; undefined without statistics. */
function hasWidthOfUuid({ statistics, inheritedStatistics }: Column): boolean | undefined {
  const width = (inheritedStatistics ?? statistics)?.averageWidth;
  return width === undefined ? undefined : width >= 32 && width <= 42;
}
