import { defineRule, found, nameKey, ownTables, quoteIdentifier, quoteQualified } from '../../src/lint/contract.ts';
import type { FixIntent } from '../../src/lint/contract.ts';

export default defineRule({
  id: 'constraint/sequence-owner-drift',
  severity: 'info',
  since: '0.1.0',
  needs: ['catalog'],
  summary: 'The default of a column uses a sequence that does not belong to it.',
  consequence:
    'Dropping the column or its table leaves the sequence behind; dropping the table that it does belong to fails, or takes the default away with CASCADE. Copies of single tables lack it.',
  action: 'Run `ALTER SEQUENCE … OWNED BY` the column.',
  details:
    'A sequence that several columns use belongs to none of them, on purpose, and is left alone. With a fix where nothing owns the sequence.',
  options: {},
  bad: {
    schema: `CREATE SEQUENCE ticket_number;
CREATE TABLE ticket (id bigint PRIMARY KEY DEFAULT nextval('ticket_number'));`,
  },
  good: {
    schema: `CREATE SEQUENCE ticket_number;
CREATE TABLE ticket (id bigint PRIMARY KEY DEFAULT nextval('ticket_number'));
CREATE TABLE archived_ticket (id bigint PRIMARY KEY DEFAULT nextval('ticket_number'));`,
  },

  *check(context) {
    const tables = new Map(ownTables(context).map((table) => [nameKey(table), table]));
    for (const sequence of context.catalog.sequences) {
      const { ownedBy, usedBy, extension } = sequence;
      // A table and its copies by LIKE or inheritance share one sequence.
      const [user, ...more] = usedBy.filter(({ schema, table }) => tables.has(nameKey({ schema, name: table })));
      if (!user || more.length > 0 || extension !== null) continue;
      if (ownedBy?.schema === user.schema && ownedBy.table === user.table && ownedBy.column === user.column) continue;
      const relation = { schema: user.schema, name: user.table };
      const owner = ownedBy ? `belongs to ${ownedBy.table}.${ownedBy.column}` : 'belongs to no column';
      const alter = `ALTER SEQUENCE ${quoteQualified(sequence)} OWNED BY`;
      const fix: FixIntent = {
        kind: 'statement',
        relation,
        up: [`${alter} ${quoteQualified(relation)}.${quoteIdentifier(user.column)}`],
        down: [`${alter} NONE`],
        transactional: true,
        lock: 'SHARE ROW EXCLUSIVE',
      };
      yield found(relation, `${sequence.name}, from which ${user.table}.${user.column} takes its numbers, ${owner}`, {
        columns: [user.column],
        ...(ownedBy === null && sequence.schema === user.schema ? { fix } : {}),
      });
    }
  },
});
