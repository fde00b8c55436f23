import { countText, defineRule, someOf } from '../../src/lint/contract.ts';
import type { Relation, RuleContext } from '../../src/lint/contract.ts';

export default defineRule({
  id: 'query/deadlock',
  severity: 'error',
  since: '0.1.0',
  needs: ['catalog', 'workload'],
  summary: 'Transactions lock the same rows in different orders, and the server has to abort one of them.',
  consequence:
    'Both wait for `deadlock_timeout` (a second), then one fails with all that its transaction had done. An application that does not retry shows an error to a user.',
  action:
    'Lock rows in one order everywhere: sort the keys before a batch of updates, or take them first by `SELECT … ORDER BY id FOR UPDATE`. Keep transactions short.',
  details: `SQLSTATE 40P01 tells a deadlock in any language; the context of the message names the table. One is enough. The statements shown are those that were aborted: the others
of each deadlock stand in the DETAIL lines of the log.`,
  options: {},
  bad: {
    schema: 'CREATE TABLE account (id bigint PRIMARY KEY, balance numeric NOT NULL);',
    queries: ['UPDATE account SET balance = balance - $1 WHERE id = $2'],
    log: { events: [{ kind: 'deadlock', subject: 'account', in: 0, count: 3 }] },
  },
  good: {
    schema: 'CREATE TABLE account (id bigint PRIMARY KEY, balance numeric NOT NULL);',
    queries: ['UPDATE account SET balance = balance - $1 WHERE id = $2'],
  },

  *check(context) {
    const deadlocks = context.events.groups.filter(({ kind }) => kind === 'deadlock');
    const known = new Map<Relation, { count: number; readonly statements: string[] }>();
    for (const { subject, statement, count } of deadlocks) {
      const table = tableOf(context, subject, statement);
      if (!table) continue;
      const all = known.get(table) ?? { count: 0, statements: [] };
      all.count += count;
      if (statement !== null) all.statements.push(statement);
      known.set(table, all);
    }
    for (const [table, { count, statements }] of known) {
      const kinds = context.queries
        .filter(({ fingerprint }) => statements.includes(fingerprint))
        .map(({ shape }) => shape.kind.toUpperCase());
      const victims = kinds.length > 0 ? `: the server aborted ${someOf([...new Set(kinds)])}` : '';
      yield {
        object: { schema: table.schema, table: table.name, columns: [], name: null },
        message: `${countText(count)} ${count === 1 ? 'deadlock' : 'deadlocks'} on ${table.name}${victims}`,
        fingerprints: statements,
      };
    }
  },
});

/** The log names a table without its schema; the statement knows which one is meant. */
function tableOf(context: RuleContext, name: string | null, statement: string | null): Relation | undefined {
  const query = context.queries.find(({ fingerprint }) => fingerprint === statement);
  const uses = query?.shape.relations ?? [];
  const use = uses.find(({ relation }) => relation.name === name) ?? (name === null ? uses[0] : undefined);
  if (use) return context.relation(use.relation);
  const named = context.tables.filter((table) => table.name === name);
  return named.length === 1 ? named[0] : undefined;
}
