import { defineRule, foreignKeysOf, found, isPolymorphic, listOf, ownTables } from '../../src/lint/contract.ts';

export default defineRule({
  id: 'constraint/polymorphic-nullability',
  severity: 'warning',
  since: '0.1.0',
  needs: ['catalog'],
  summary: 'Of the two columns of a polymorphic reference, one may be null and the other may not.',
  consequence:
    'Rows get in that have an id without a type, or a type without an id: a reference that nothing can follow.',
  action: 'Make both NOT NULL where there is always a target. Otherwise add a check that both are null or neither is.',
  details:
    'With a fix that makes the second one NOT NULL too, which says the same as a check that both are null or neither is, as long as the first may not be null.',
  options: {},
  bad: {
    schema: `CREATE TABLE comment (id bigint PRIMARY KEY, subject_type text NOT NULL, subject_id bigint);
CREATE INDEX ON comment (subject_type, subject_id);`,
  },
  good: {
    schema: `CREATE TABLE comment (id bigint PRIMARY KEY, subject_type text NOT NULL, subject_id bigint NOT NULL);
CREATE INDEX ON comment (subject_type, subject_id);`,
  },

  *check(context) {
    for (const table of ownTables(context)) {
      const columns = new Map(table.columns.map((column) => [column.name, column]));
      for (const type of table.columns) {
        const noun = /^(.+)_type$/.exec(type.name)?.[1];
        const id = noun === undefined || !isPolymorphic(table, noun) ? undefined : columns.get(`${noun}_id`);
        if (!id || id.notNull === type.notNull || !/^(?:text|character varying)$/.test(type.baseType)) continue;
        const pair = [type.name, id.name];
        const isReference = foreignKeysOf(table).some((key) => key.columns.includes(id.name));
        const isChecked = table.constraints.some(
          ({ kind, columns: its }) => kind === 'check' && pair.every((name) => its.includes(name)),
        );
        if (isReference || isChecked) continue;
        const nullable = (id.notNull ? type : id).name;
        yield found(table, `Of ${listOf(pair)} of ${table.name}, only ${nullable} may be null`, {
          columns: pair,
          fix: {
            kind: 'set-not-null',
            relation: { schema: table.schema, name: table.name },
            column: nullable,
          },
        });
      }
    }
  },
});
