import { defineRule, found, foreignKeysOf, ownTables } from '../../src/lint/contract.ts';
import type { ForeignKeyAction } from '../../src/lint/contract.ts';

const options = {
  /** Actions that a foreign key may have on delete of its parent. */
  onDelete: ['no action', 'restrict', 'cascade', 'set null'] as readonly ForeignKeyAction[],
  /** Actions that it may have when the parent's key changes. */
  onUpdate: ['no action', 'restrict', 'cascade'] as readonly ForeignKeyAction[],
};

export default defineRule({
  id: 'constraint/fk-action-policy',
  severity: 'off',
  since: '0.1.0',
  needs: ['catalog'],
  summary: 'The ON DELETE or ON UPDATE action of a foreign key is not one of those that the project allows.',
  consequence:
    'Deleting a parent does something else here than everywhere else, and whoever deletes it does not expect it.',
  action:
    'Add the constraint again with the right action, NOT VALID, drop the old one, and validate it; or add the action to the options.',
  options,
  bad: {
    schema: `CREATE TABLE author (id bigint PRIMARY KEY);
CREATE TABLE book (id bigint PRIMARY KEY, author_id bigint NOT NULL DEFAULT 1 REFERENCES author ON DELETE SET DEFAULT);
CREATE INDEX ON book (author_id);`,
  },
  good: {
    schema: `CREATE TABLE author (id bigint PRIMARY KEY);
CREATE TABLE book (id bigint PRIMARY KEY, author_id bigint NOT NULL DEFAULT 1 REFERENCES author ON DELETE CASCADE);
CREATE INDEX ON book (author_id);`,
  },

  *check(context) {
    const { onDelete, onUpdate } = context.options;
    for (const table of ownTables(context)) {
      for (const { name, columns, references } of foreignKeysOf(table)) {
        const wrong = [
          ...(onDelete.includes(references.onDelete) ? [] : [`ON DELETE ${references.onDelete.toUpperCase()}`]),
          ...(onUpdate.includes(references.onUpdate) ? [] : [`ON UPDATE ${references.onUpdate.toUpperCase()}`]),
        ];
        if (wrong.length === 0) continue;
        yield found(table, `${name} of ${table.name} has ${wrong.join(' and ')}, which the policy does not allow`, {
          columns,
          name,
        });
      }
    }
  },
});
