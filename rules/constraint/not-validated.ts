import { defineRule, found, isFrameworkTable, nameKey } from '../../src/lint/contract.ts';

const KINDS = { 'foreign-key': 'foreign key', check: 'check', 'not-null': 'not-null constraint' } as const;

export default defineRule({
  id: 'constraint/not-validated',
  severity: 'warning',
  since: '0.1.0',
  needs: ['catalog'],
  summary: 'A constraint is NOT VALID: rows that were there before it were never checked.',
  consequence:
    'The schema promises what the data may break. The planner does not use the constraint, and a restore from a dump, or an update of an old row, can fail on it.',
  action:
    'Count the rows that break it, mend them, and run `ALTER TABLE … VALIDATE CONSTRAINT`, which lets writes go on while it reads the table.',
  details: `Foreign keys, checks and (PostgreSQL 18) not-null constraints. \`NOT ENFORCED\` ones are left alone: nobody asked for a check. What a partition has from its parent is reported on the parent.`,
  options: {},
  bad: {
    schema: `CREATE TABLE price (id bigint PRIMARY KEY, amount numeric NOT NULL);
ALTER TABLE price ADD CONSTRAINT amount_positive CHECK (amount > 0) NOT VALID;`,
  },
  good: {
    schema: `CREATE TABLE price (id bigint PRIMARY KEY, amount numeric NOT NULL);
ALTER TABLE price ADD CONSTRAINT amount_positive CHECK (amount > 0) NOT VALID;
ALTER TABLE price VALIDATE CONSTRAINT amount_positive;`,
  },

  *check(context) {
    const judged = new Set(context.tables.map(nameKey));
    for (const relation of context.catalog.relations) {
      const parent = relation.partitionOf && context.relation(relation.partitionOf.parent);
      // A partition's own constraint is nobody else's; one of its parent's name came from the parent.
      if ((!judged.has(nameKey(relation)) && !parent) || isFrameworkTable(relation) || relation.extension !== null)
        continue;
      const inherited = new Set(parent?.constraints.map(({ name }) => name));
      for (const { name, kind, columns, validated, enforced, inherited: fromParent } of relation.constraints) {
        if (validated || !enforced || fromParent || inherited.has(name)) continue;
        if (kind !== 'check' && kind !== 'foreign-key' && kind !== 'not-null') continue;
        yield found(
          relation,
          `The ${KINDS[kind]} ${name} of ${relation.name} was never checked against the rows that were there before it`,
          {
            columns,
            name,
            fix: {
              kind: 'validate-constraint',
              relation: { schema: relation.schema, name: relation.name },
              constraint: name,
            },
          },
        );
      }
    }
  },
});
