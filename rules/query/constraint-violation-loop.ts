import { countText, defineRule, hoursOf, listOf } from '../../src/lint/contract.ts';
import type {
  AnalyzedQuery,
  EventGroup,
  Index,
  Proposal,
  Relation,
  RelationUse,
  RuleContext,
} from '../../src/lint/contract.ts';

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
first is said when at least half of them came within a second after a query of the session on the same table, by the constraint's columns.`,
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
  const readers = index ? lookUps(context.queries, table, index, groups) : [];
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

/** Queries for the row that sessions asked right before at least half of the failures; none where they did so before fewer. */
function lookUps(
  queries: readonly AnalyzedQuery[],
  table: Relation,
  index: Index,
  groups: readonly EventGroup[],
): readonly string[] {
  const found = queries.filter(({ shape }) =>
    shape.relations.some(
      (use) => use.relation.schema === table.schema && use.relation.name === table.name && looksUp(use, index),
    ),
  );
  const fingerprints = new Set(found.map(({ fingerprint }) => fingerprint));
  const before = groups.flatMap(({ after }) => after).filter(({ statement }) => fingerprints.has(statement));
  const looked = before.reduce((sum, { count }) => sum + count, 0);
  const failed = groups.reduce((sum, { count }) => sum + count, 0);
  if (2 * looked < failed) return [];
  const statements = new Set(before.map(({ statement }) => statement));
  return [...fingerprints].filter((fingerprint) => statements.has(fingerprint));
}

/** Whether the index's columns are compared with values; of an expression it is enough that one is. */
function looksUp({ predicates, disjunctions }: RelationUse, { keys }: Index): boolean {
  const compared = [...predicates, ...disjunctions.flat(2)].filter(({ kind }) => kind === 'equality' || kind === 'in');
  return keys.every((key) =>
    compared.some(({ column }) => (key.column === null ? column === null : column === key.column)),
  );
}
