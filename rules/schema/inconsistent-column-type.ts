import { defineRule, foreignKeysOf, found, ownTables } from '../../src/lint/contract.ts';
import type { Column, Relation } from '../../src/lint/contract.ts';

const options = {
  /** Share of the columns of one name that must agree on a type for the others to be the exception. */
  majority: 0.7,
  /** A name in fewer tables than this says nothing. */
  minTables: 3,
  /** Names that may have any type. */
  generic: [
    'value',
    'data',
    'status',
    'type',
    'kind',
    'key',
    'code',
    'name',
    'number',
    'count',
    'amount',
    'size',
    'state',
    'level',
    'version',
    'position',
    'result',
    'content',
    'body',
    'metadata',
    'options',
    'settings',
    'priority',
    'order',
    'rank',
    'score',
    'total',
    'duration',
    'length',
    'width',
    'height',
    'weight',
    'object_id',
    'target_id',
    'source_id',
    'external_id',
    'ref',
    'token',
    'id',
  ] as readonly string[],
};

export default defineRule({
  id: 'schema/inconsistent-column-type',
  severity: 'info',
  since: '0.1.0',
  needs: ['catalog'],
  summary: 'Columns of one name have different types in different tables.',
  consequence:
    'Joins and comparisons between them convert one side, which can keep an index from being used; code that handles one table fails on another.',
  action: 'Give them the type that most of them have, or names that say how they differ.',
  details:
    'A name is looked at when it is in at least three tables of a schema and at least `majority` of them agree; the others are reported. `varchar` and `text` count as the same, and so do a type and a domain over it. Names that say nothing (`value`, `data`, `status`, `type`, …) are left alone, as are foreign keys, whose types `constraint/foreign-key-type-mismatch` compares. A `timestamp` among `timestamptz`, a `json` among `jsonb` and a `char` among texts are reported by rules of their own, and by this one in `strict` only.',
  options,
  bad: {
    schema: `CREATE TABLE a (id bigint PRIMARY KEY, tenant_ref uuid NOT NULL);
CREATE TABLE b (id bigint PRIMARY KEY, tenant_ref uuid NOT NULL);
CREATE TABLE c (id bigint PRIMARY KEY, tenant_ref uuid NOT NULL);
CREATE TABLE d (id bigint PRIMARY KEY, tenant_ref text NOT NULL);`,
  },
  good: {
    schema: `CREATE TABLE a (id bigint PRIMARY KEY, tenant_ref uuid NOT NULL);
CREATE TABLE b (id bigint PRIMARY KEY, tenant_ref uuid NOT NULL);
CREATE TABLE c (id bigint PRIMARY KEY, tenant_ref uuid NOT NULL);
CREATE TABLE d (id bigint PRIMARY KEY, tenant_ref uuid NOT NULL);`,
  },

  *check(context) {
    const { majority, minTables, generic } = context.options;
    const byName = new Map<string, { table: Relation; column: Column }[]>();
    for (const table of ownTables(context)) {
      const keys = new Set(foreignKeysOf(table).flatMap(({ columns }) => columns));
      for (const column of table.columns) {
        if (generic.includes(column.name) || keys.has(column.name)) continue;
        const key = JSON.stringify([table.schema, column.name]);
        const there = byName.get(key);
        if (there) there.push({ table, column });
        else byName.set(key, [{ table, column }]);
      }
    }
    for (const group of byName.values()) {
      if (group.length < minTables) continue;
      const counts = new Map<string, number>();
      for (const { column } of group) counts.set(familyOf(column), (counts.get(familyOf(column)) ?? 0) + 1);
      if (counts.size < 2) continue;
      const [most = '', count = 0] = [...counts].sort((a, b) => b[1] - a[1])[0] ?? [];
      if (count / group.length < majority) continue;
      for (const { table, column } of group) {
        if (familyOf(column) === most) continue;
        yield found(table, `${table.name}.${column.name} is ${column.baseType}, and ${most} in ${count} other tables`, {
          columns: [column.name],
          ...(TOLD_ELSEWHERE.has(`${column.baseType}, ${most}`) ? { preset: 'strict' } : {}),
        });
      }
    }
  },
});

/** Pairs of which one has a rule of its own, which reports the same columns. */
const TOLD_ELSEWHERE: ReadonlySet<string> = new Set([
  'timestamp without time zone, timestamp with time zone',
  'json, jsonb',
  'character, text',
]);

function familyOf({ baseType }: Column): string {
  return baseType === 'character varying' ? 'text' : baseType;
}
