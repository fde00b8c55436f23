import { defineRule, found, ownTables, quoteIdentifier, quoteQualified } from '../../src/lint/contract.ts';
import type { FixIntent } from '../../src/lint/contract.ts';

export default defineRule({
  id: 'constraint/disabled-trigger',
  severity: 'error',
  since: '0.1.0',
  needs: ['catalog'],
  summary: 'A trigger is disabled. One of the system’s own enforces a foreign key or a deferrable key.',
  consequence:
    'What the trigger keeps up is not kept up: a foreign key whose trigger is off lets orphans in, though it still stands in the schema.',
  action:
    'Run `ALTER TABLE … ENABLE TRIGGER …`, after looking for the rows that came in meanwhile. `DISABLE TRIGGER ALL` around a restore must be undone at its end.',
  details:
    'Triggers that only fire on replicas, or always, are set so on purpose. What a partition has from its parent is reported on the parent.',
  options: {},
  bad: {
    schema: `CREATE TABLE price (id bigint PRIMARY KEY, amount numeric NOT NULL);
CREATE FUNCTION keep_price() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER keep BEFORE UPDATE ON price FOR EACH ROW EXECUTE FUNCTION keep_price();
ALTER TABLE price DISABLE TRIGGER keep;`,
  },
  good: {
    schema: `CREATE TABLE price (id bigint PRIMARY KEY, amount numeric NOT NULL);
CREATE FUNCTION keep_price() RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER keep BEFORE UPDATE ON price FOR EACH ROW EXECUTE FUNCTION keep_price();`,
  },

  *check(context) {
    for (const table of ownTables(context)) {
      for (const { name, enabled, internal, constraint, inherited } of table.triggers) {
        if (enabled !== 'disabled' || inherited) continue;
        const alter = `ALTER TABLE ${quoteQualified(table)}`;
        const message = internal
          ? `A trigger of the system that enforces ${constraint ?? 'a constraint'} of ${table.name} is disabled`
          : `The trigger ${name} of ${table.name} is disabled`;
        const fix: FixIntent = {
          kind: 'statement',
          relation: { schema: table.schema, name: table.name },
          up: [`${alter} ENABLE TRIGGER ${quoteIdentifier(name)}`],
          down: [`${alter} DISABLE TRIGGER ${quoteIdentifier(name)}`],
          transactional: true,
          lock: 'SHARE ROW EXCLUSIVE',
        };
        yield found(table, message, { name: (internal ? constraint : null) ?? name, ...(internal ? {} : { fix }) });
      }
    }
  },
});
