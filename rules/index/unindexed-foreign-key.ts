import {
  countText,
  coveringSomeRows,
  defineRule,
  foreignKeyCover,
  listOf,
  ownRelations,
  partitionTree,
  plainIndex,
  quoteIdentifier,
} from '../../src/lint/contract.ts';
import type { Constraint, IndexDefinition, Proposal, Relation, RuleContext } from '../../src/lint/contract.ts';

export default defineRule({
  id: 'index/unindexed-foreign-key',
  severity: 'warning',
  since: '0.1.0',
  needs: ['catalog'],
  summary: 'No index finds the rows that refer to a given row: a foreign key has no index on its own columns.',
  consequence:
    'Each row deleted from the table referred to, or given another key, makes the server read all of the referring table, and with `ON DELETE CASCADE` that is the cost of every delete. Joins along the foreign key read all of it too.',
  action: 'Create the index that the finding shows.',
  details: `An index serves when its first key columns are the foreign key's columns, in any order (they are all compared for equality), as plain columns, in
the columns' own collation, in a B-tree (or a hash index, for one column), without a predicate or with one that \`column IS NOT NULL\` of the
foreign key's columns proves. Directions, operator classes for patterns, and included columns do not matter. It must be valid, or being built now.
A partitioned table is served by a valid index of its own, or by one of each partition. What serves in part is the subject of \`index/questionable-fk-index\`.

Where the workload deletes or re-keys rows of the table referred to, or, without a workload that writes, the server's counters have deleted some, the statement
that the server runs for each of them is priced like a query of the workload, and its cost stands in the finding before and after: with what \`ON DELETE CASCADE\`
deletes further on, estimated from the numbers of rows.

It is an error where the foreign key acts on a delete (\`CASCADE\`, \`SET NULL\`, \`SET DEFAULT\`), or where the workload deletes or re-keys rows of the table referred to.
Where the statistics show that more than half of the rows refer to nothing, the index leaves these out. A foreign key that is \`NOT ENFORCED\` is left alone.`,
  options: {
    /** Beyond this fraction of nulls the index is partial. */
    partialFromNullFraction: 0.5,
  },
  bad: {
    schema: `CREATE TABLE account (id bigint PRIMARY KEY);
CREATE TABLE invoice (id bigint PRIMARY KEY, account_id bigint NOT NULL REFERENCES account);`,
  },
  good: {
    schema: `CREATE TABLE account (id bigint PRIMARY KEY);
CREATE TABLE invoice (id bigint PRIMARY KEY, account_id bigint NOT NULL REFERENCES account);
CREATE INDEX ON invoice (account_id);`,
  },

  *check(context) {
    const { topmost } = partitionTree(context.catalog);
    const uncovered = ownRelations(context.catalog).flatMap((relation) =>
      relation.constraints
        .filter((key) => isJudged(key) && foreignKeyCover(context.catalog, relation, key) === 'none')
        .map((key) => ({ key, holder: topmost(relation) })),
    );
    const keysOf = new Map<Relation, Constraint[]>();
    for (const { key, holder } of uncovered) {
      const keys = keysOf.get(holder) ?? [];
      // Partitions may each have a foreign key of their own; the index belongs on the topmost parent, once.
      if (!keys.some((other) => sameColumns(other, key) && sameTarget(other, key))) keys.push(key);
      keysOf.set(holder, keys);
    }
    for (const [relation, keys] of keysOf) {
      for (const key of keys) yield proposalFor(context, relation, key, keys, context.options.partialFromNullFraction);
    }
  },
});

function isJudged(key: Constraint): boolean {
  return key.kind === 'foreign-key' && !key.inherited && key.enforced && key.columns.length > 0;
}

function proposalFor(
  context: RuleContext,
  relation: Relation,
  key: Constraint,
  keys: readonly Constraint[],
  partialFrom: number,
): Proposal {
  const parent = key.references?.relation;
  const acts = key.references !== null && !['no action', 'restrict'].includes(key.references.onDelete);
  const writes = parentWrites(context, key);
  const checks = context.foreignKeyChecks(relation, key.name);
  const wider = keys.find((other) => leaderOf(other, keys) === key);
  const leader = leaderOf(key, keys)?.columns ?? [];
  const time = context.queries.length > 0 ? 'in the time of the workload' : 'since the server began to count';
  const columns = [...leader, ...key.columns.filter((column) => !leader.includes(column))];
  const index = indexFor(relation, columns, partialFrom);
  return {
    object: { schema: relation.schema, table: relation.name, columns: key.columns, name: null },
    message: `No index finds the rows of ${relation.name} by ${listOf(key.columns)}, which refer to ${parent?.name ?? 'another table'}`,
    ...(acts || writes.length > 0 ? { severity: 'error' } : {}),
    notes: [
      ...coveringSomeRows(relation, key).map(
        ({ name, predicate }) =>
          `${name} holds only the rows where ${predicate}, and a delete from ${parent?.name ?? 'the table referred to'} has to find all`,
      ),
      ...(acts ? [`ON DELETE ${key.references.onDelete.toUpperCase()} looks for them by itself`] : []),
      ...checks.map(
        ({ event, query }) =>
          `the server runs it for each row of ${parent?.name ?? 'the table referred to'} that is ${event}: ${countText(query.calls)} ${time}`,
      ),
      ...(wider ? [`the index for ${listOf(wider.columns)} will serve`] : []),
    ],
    fingerprints: [...checks.map(({ query }) => query.fingerprint), ...writes],
    ...(wider ? {} : { fix: { kind: 'create-index', name: null, isLookup: true, index } }),
    ...(wider || checks.length === 0 ? {} : { indexes: [index] }),
  };
}

/** Of two foreign keys without an index, one index serves both where the columns of the shorter come first in it. */
function leaderOf(key: Constraint, keys: readonly Constraint[]): Constraint | undefined {
  return keys
    .filter((other) => contains(key, other) && !sameColumns(key, other))
    .sort((a, b) => a.columns.length - b.columns.length)[0];
}

/** Statements that delete rows of the table referred to, or change the columns referred to. */
function parentWrites(context: RuleContext, { references }: Constraint): readonly string[] {
  if (!references) return [];
  const { relation, columns } = references;
  const isWrite = ({ query, use }: ReturnType<RuleContext['uses']>[number]) =>
    use.role === 'target' &&
    (query.shape.kind === 'delete' || use.columnsWritten.some((column) => columns.includes(column))) &&
    query.shape.kind !== 'insert';
  return context
    .uses(relation)
    .filter(isWrite)
    .map(({ query }) => query.fingerprint);
}

function indexFor(relation: Relation, columns: readonly string[], partialFrom: number): IndexDefinition {
  const column = columns.length === 1 ? relation.columns.find(({ name }) => name === columns[0]) : undefined;
  const nullFraction = (column?.inheritedStatistics ?? column?.statistics)?.nullFraction ?? 0;
  const predicate = column && nullFraction > partialFrom ? `${quoteIdentifier(column.name)} IS NOT NULL` : null;
  return plainIndex(relation, columns, { predicate });
}

function contains(wide: Constraint, narrow: Constraint): boolean {
  return narrow.columns.every((column) => wide.columns.includes(column));
}

function sameColumns(a: Constraint, b: Constraint): boolean {
  return a.columns.length === b.columns.length && contains(a, b);
}

function sameTarget(a: Constraint, b: Constraint): boolean {
  return (
    a.references?.relation.schema === b.references?.relation.schema &&
    a.references?.relation.name === b.references?.relation.name
  );
}
