import { countText, defineRule, hoursOf, listOf } from '../../src/lint/contract.ts';
import type { AnalyzedQuery, EventGroup, Proposal, Relation, RuleContext } from '../../src/lint/contract.ts';

const options = {
  /** rules.md 4.1 asks for ten a minute; a log of a few minutes has ten in all. */
  minViolations: 10,
};

export default defineRule({
  id: 'query/constraint-violation-loop',
  severity: 'info',
  since: '0.1.0',
  needs: ['catalog', 'workload'],
  summary: 'Statements fail on the same unique constraint again and again.',
  consequence:
    'Each failure aborts its transaction and leaves a dead row and index entries behind. Where a row is looked up before it is inserted, two sessions find nothing at the same time, and one of them fails: under load that is an error for a user.',
  action:
    'Use `INSERT … ON CONFLICT DO NOTHING` or `DO UPDATE`, which decides in one statement and does not fail; then read what is there.',
  details: `The log tells of each failure, with the constraint in the message; SQLSTATE 23505 tells it in any language. At least \`minViolations\` of them (10) are asked for. That a row is looked up
first is said when the session asked another query on the same table within the second before.`,
  options,
  bad: {
    schema:
      'CREATE TABLE subscriber (id bigint PRIMARY KEY, email text NOT NULL CONSTRAINT subscriber_email_key UNIQUE);',
    queries: ['SELECT id FROM subscriber WHERE email = $1', 'INSERT INTO subscriber (id, email) VALUES ($1, $2)'],
    log: { events: [{ kind: 'unique-violation', subject: 'subscriber_email_key', in: 1, after: 0, count: 45 }] },
  },
  good: {
    schema:
      'CREATE TABLE subscriber (id bigint PRIMARY KEY, email text NOT NULL CONSTRAINT subscriber_email_key UNIQUE);',
    queries: ['INSERT INTO subscriber (id, email) VALUES ($1, $2) ON CONFLICT (email) DO NOTHING'],
  },

  *check(context) {
    const violations = context.events.groups.filter(({ kind }) => kind === 'unique-violation');
    const names = [...new Set(violations.flatMap(({ subject }) => subject ?? []))];
    for (const name of names) {
      const groups = violations.filter(({ subject }) => subject === name);
      const count = groups.reduce((sum, group) => sum + group.count, 0);
      if (count < context.options.minViolations) continue;
      // The log does not tell the schema: of two indexes with the name either may be meant.
      const owners = context.tables.filter(({ indexes }) => indexes.some((index) => index.name === name));
      const [owner] = owners;
      if (owner && owners.length === 1) yield proposalFor(context, owner, name, groups, count);
    }
  },
});

function proposalFor(
  context: RuleContext,
  table: Relation,
  name: string,
  groups: readonly EventGroup[],
  count: number,
): Proposal {
  const index = table.indexes.find((each) => each.name === name);
  const columns = index?.keys.map(({ column, expression }) => column ?? expression ?? '') ?? [];
  const readers = lookUps(context.queries, table, groups);
  const perHour = count / Math.max(...groups.map(hoursOf));
  const how =
    readers.length > 0 ? 'are looked up and then inserted, and another session was faster' : 'are there already';
  return {
    object: { schema: table.schema, table: table.name, columns, name },
    message: `${countText(count)} statements failed on the unique ${listOf(columns)} of ${table.name}: their rows ${how}`,
    notes: perHour < count ? [`${countText(perHour)} an hour`] : [],
    fingerprints: [...groups.flatMap(({ statement }) => statement ?? []), ...readers],
  };
}

/** Queries on the table that sessions asked right before they failed. */
function lookUps(queries: readonly AnalyzedQuery[], table: Relation, groups: readonly EventGroup[]): readonly string[] {
  const before = new Set(groups.flatMap(({ after }) => after.map(({ statement }) => statement)));
  return queries
    .filter(({ fingerprint }) => before.has(fingerprint))
    .filter(({ shape }) =>
      shape.relations.some(({ relation }) => relation.schema === table.schema && relation.name === table.name),
    )
    .map(({ fingerprint }) => fingerprint);
}
