import { columnOf, defineRule, found, foreignKeysOf, ownTables } from '../../src/lint/contract.ts';
import type { Column, Severity } from '../../src/lint/contract.ts';

export default defineRule({
  id: 'constraint/foreign-key-type-mismatch',
  severity: 'error',
  since: '0.1.0',
  needs: ['catalog'],
  summary: 'A column of a foreign key has another type than the column that it refers to.',
  consequence:
    'A narrower integer overflows before the key that it points to does, and then nothing more can be inserted. Other types are converted at each check and join, which can keep an index from being used.',
  action:
    'Give the referencing column the type of the referenced one: through a new column, backfilled and swapped, as changing the type rewrites the table under an exclusive lock.',
  details: `The types under domains are compared. A narrower integer or another kind of type is an error. Only another length or precision, or \`varchar\` against \`text\`, is a warning: values are the same, but some that the parent can hold do not fit.
A wider integer (\`bigint\` that refers to \`integer\`) is reported as info: it is how a key is widened, child first. That, and a text that holds at least what the parent's does, does no harm, and only \`strict\` reports it.`,
  options: {},
  bad: {
    schema: `CREATE TABLE author (id bigint PRIMARY KEY);
CREATE TABLE book (id bigint PRIMARY KEY, author_id integer NOT NULL REFERENCES author);
CREATE INDEX ON book (author_id);`,
  },
  good: {
    schema: `CREATE TABLE author (id bigint PRIMARY KEY);
CREATE TABLE book (id bigint PRIMARY KEY, author_id bigint NOT NULL REFERENCES author);
CREATE INDEX ON book (author_id);`,
  },

  *check(context) {
    for (const table of ownTables(context)) {
      for (const { name, columns, references } of foreignKeysOf(table)) {
        const parent = context.relation(references.relation);
        for (const [position, column] of columns.entries()) {
          const child = columnOf(table, column);
          const key = columnOf(parent, references.columns[position] ?? '');
          const severity = child && key && compare(child, key);
          if (!severity) continue;
          yield found(
            table,
            `${table.name}.${column} is ${child.type}, and ${references.relation.name}.${key.name}, to which it refers, is ${key.type}`,
            { columns: [column], name, severity, ...(holdsAll(child, key) ? { preset: 'strict' } : {}) },
          );
        }
      }
    }
  },
});

const INTEGERS: Readonly<Record<string, number>> = { smallint: 2, integer: 4, bigint: 8 };
const TEXTS: readonly string[] = ['character varying', 'text'];

function compare(child: Column, parent: Column): Severity | undefined {
  if (child.baseType === parent.baseType) {
    // A domain shows no length of its own, so only lengths of plain types can be compared.
    const plain = [child, parent].every(({ type, baseType }) => type.replace(/\(.*\)/, '') === baseType);
    return plain && child.type !== parent.type ? 'warning' : undefined;
  }
  const [narrow, wide] = [INTEGERS[child.baseType], INTEGERS[parent.baseType]];
  if (narrow !== undefined && wide !== undefined) return narrow < wide ? 'error' : 'info';
  return TEXTS.includes(child.baseType) && TEXTS.includes(parent.baseType) ? 'warning' : 'error';
}

/** Whether every value of the parent's fits. */
function holdsAll(child: Column, parent: Column): boolean {
  const [own, other] = [INTEGERS[child.baseType], INTEGERS[parent.baseType]];
  if (own !== undefined && other !== undefined) return own >= other;
  return [child, parent].every(({ baseType }) => TEXTS.includes(baseType)) && lengthOf(child) >= lengthOf(parent);
}

/** Characters that it holds at most. A domain shows none of its own: it is taken to hold less. */
function lengthOf({ type, baseType }: Column): number {
  const plain = type.replace(/\(.*\)/, '') === baseType;
  return plain ? Number(/\((\d+)\)/.exec(type)?.[1] ?? Infinity) : 0;
}
