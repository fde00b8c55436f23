import { defineRule, found, foundElsewhere, ownTables, singular, wordsOf } from '../../src/lint/contract.ts';

const FLEETING =
  /^(?:cache|cached|session|tmp|temp|temporary|staging|stage|import|queue|scratch|buffer|lock|unlogged)$/;

export default defineRule({
  id: 'schema/unlogged-object',
  severity: 'warning',
  since: '0.1.0',
  needs: ['catalog'],
  summary: 'A table or sequence is unlogged: its changes are not written to the log.',
  consequence: 'After a crash it is empty, and it does not exist on standbys or in backups that are made from the log.',
  action: 'Run `ALTER TABLE … SET LOGGED`, which rewrites the table under an exclusive lock, where its rows matter.',
  details:
    'Tables whose name says that they hold nothing to keep (cache, session, temp, staging, import, queue, …) are left alone, and so is the sequence of an unlogged table’s column.',
  options: {},
  bad: { schema: 'CREATE UNLOGGED TABLE invoice (id bigint PRIMARY KEY, total numeric NOT NULL);' },
  good: { schema: 'CREATE UNLOGGED TABLE page_cache (id bigint PRIMARY KEY, body text NOT NULL);' },

  *check(context) {
    for (const table of ownTables(context)) {
      if (table.persistence !== 'unlogged' || isFleeting(table.name)) continue;
      yield found(table, `${table.name} is unlogged: it is empty after a crash, and on every standby`);
    }
    for (const { schema, name, persistence, ownedBy, extension } of context.catalog.sequences) {
      if (persistence !== 'unlogged' || extension !== null || ownedBy !== null || isFleeting(name)) continue;
      yield foundElsewhere(
        { kind: 'sequence', schema, name },
        `The sequence ${name} is unlogged: it starts anew after a crash`,
      );
    }
  },
});

function isFleeting(name: string): boolean {
  return wordsOf(name).some((word) => FLEETING.test(singular(word)));
}
