import {
  defineRule,
  found,
  foreignKeysOf,
  listOf,
  nameKey,
  ownTables,
  quoteIdentifier,
  quoteQualified,
} from '../../src/lint/contract.ts';
import type { FixIntent, ForeignKey, Relation } from '../../src/lint/contract.ts';

export default defineRule({
  id: 'constraint/duplicate-foreign-key',
  severity: 'warning',
  since: '0.1.0',
  needs: ['catalog'],
  summary: 'Two foreign keys say the same: the same columns refer to the same columns of the same table.',
  consequence:
    'Each INSERT and UPDATE checks the parent twice, each DELETE of a parent runs both actions, and which of two different actions wins is hard to tell.',
  action:
    'Drop one of them: the one that was never validated, or the one that does not have the action that is wanted.',
  details: `The order in which the columns are listed does not matter, what each refers to does. Where one of the two is NOT VALID, a replacement may be under way (add, validate, drop the old one): it is reported as info.
Where their actions differ, which one to drop is a decision: the finding names both actions and has no fix.`,
  options: {},
  bad: {
    schema: `CREATE TABLE author (id bigint PRIMARY KEY);
CREATE TABLE book (id bigint PRIMARY KEY, author_id bigint NOT NULL REFERENCES author);
CREATE INDEX ON book (author_id);
ALTER TABLE book ADD CONSTRAINT book_author_again FOREIGN KEY (author_id) REFERENCES author (id);`,
  },
  good: {
    schema: `CREATE TABLE author (id bigint PRIMARY KEY);
CREATE TABLE book (id bigint PRIMARY KEY, author_id bigint NOT NULL REFERENCES author);
CREATE INDEX ON book (author_id);`,
  },

  *check(context) {
    for (const table of ownTables(context)) {
      const kept = new Map<string, ForeignKey>();
      for (const key of [...foreignKeysOf(table)].sort(byWorth)) {
        const first = kept.get(mapping(key));
        if (first === undefined) {
          kept.set(mapping(key), key);
          continue;
        }
        const inFlight = first.validated !== key.validated;
        const sameAction = actions(first) === actions(key);
        yield found(
          table,
          `${key.name} of ${table.name} repeats the foreign key ${first.name} on ${listOf(key.columns)}`,
          {
            columns: key.columns,
            name: key.name,
            ...(inFlight ? { severity: 'info' } : {}),
            notes: [
              ...(inFlight ? [`${key.name} is NOT VALID: perhaps it is about to replace ${first.name}`] : []),
              ...(sameAction ? [] : [`${first.name}: ${actions(first)}; ${key.name}: ${actions(key)}`]),
            ],
            ...(inFlight || !sameAction ? {} : { fix: dropping(table, key) }),
          },
        );
      }
    }
  },
});

/** Validated ones first, then those that do something on delete, then by name. */
function byWorth(a: ForeignKey, b: ForeignKey): number {
  const worth = (key: ForeignKey) => (key.validated ? 2 : 0) + (key.references.onDelete === 'no action' ? 0 : 1);
  return worth(b) - worth(a) || (a.name < b.name ? -1 : 1);
}

function mapping({ columns, references }: ForeignKey): string {
  const pairs = columns.map((column, position) => [column, references.columns[position] ?? '']);
  return `${nameKey(references.relation)} ${JSON.stringify(pairs.sort(([a = ''], [b = '']) => (a < b ? -1 : 1)))}`;
}

function actions({ references, deferrable }: ForeignKey): string {
  const { onDelete, onUpdate, match } = references;
  return `on delete ${onDelete}, on update ${onUpdate}, match ${match}${deferrable ? ', deferrable' : ''}`;
}

function dropping(table: Relation, { name, definition }: ForeignKey): FixIntent {
  const alter = `ALTER TABLE ${quoteQualified(table)}`;
  return {
    kind: 'statement',
    relation: { schema: table.schema, name: table.name },
    up: [`${alter} DROP CONSTRAINT ${quoteIdentifier(name)}`],
    // A partitioned table takes no NOT VALID foreign key before PostgreSQL 18.
    down:
      table.kind === 'partitioned-table'
        ? [`${alter} ADD CONSTRAINT ${quoteIdentifier(name)} ${definition}`]
        : [
            `${alter} ADD CONSTRAINT ${quoteIdentifier(name)} ${definition} NOT VALID`,
            `${alter} VALIDATE CONSTRAINT ${quoteIdentifier(name)}`,
          ],
    transactional: true,
  };
}
