import type { Catalog, IndexDefinition, ObjectName, Relation } from '../catalog/model.ts';
import { UserError } from '../errors.ts';
import { attachIndexSql, createIndexSql, dropIndexSql } from '../sql/ddl.ts';
import { parseOne } from '../sql/parser.ts';
import { quoteIdentifier, quoteQualified } from '../sql/quote.ts';
import { duplicatesQuery } from './duplicates.ts';
import { requireBuilt, requireNoDuplicates, setLeftoverAside } from './guards.ts';
import { isSame, partitionsOf } from './look-up.ts';
import type { Fix } from './model.ts';
import { rebuildTree } from './plan-drop-index.ts';
import type { FixRequest } from './request.ts';
import { sameDefinition } from './same-definition.ts';
import { placeOf } from './saved-index.ts';
import { analyze, sessionSettings } from './statements.ts';

/**
 * CREATE INDEX CONCURRENTLY is not for partitioned tables, so the parent's index is made ON ONLY it (from then
 * on new partitions get theirs by themselves), each partition's CONCURRENTLY, and attached; level by level.
 * A unique index stays one: ADD CONSTRAINT … USING INDEX is not for partitioned tables either.
 */
export function planPartitioned(request: FixRequest): Fix {
  const { definition, relation, catalog } = request;
  const tree = partitionTree(catalog, relation);
  const foreign = [...walk(tree)].filter((node) => node.relation.kind === 'foreign-table');
  if (definition.unique) refuseUnique(definition, [...walk(tree)], foreign);

  const plan = foreign.length > 0 ? planAroundForeign(request, tree) : planLevels(request, tree, request.wanted);
  const settings = sessionSettings(request.options);
  const check = definition.unique ? [duplicatesQuery(definition)] : [];
  const statistics = analyze(definition);
  const [top] = plan.indexes;
  const dropTop = dropIndexSql(top!.index, { ifExists: true });
  return {
    kind: request.kind,
    check,
    up: [...settings, ...plan.up, ...statistics],
    down: [settings[0]!, dropTop, ...plan.restored.plain],
    transactional: false,
    creates: plan.indexes.flatMap(({ index, isThere }) => (isThere ? [] : [quoteQualified(index)])).reverse(),
    definition,
    script: {
      recipe: definition.unique ? 'unique index of a partitioned table' : 'index of a partitioned table',
      locks: [
        `SHARE on ${quoteQualified(relation)} for a moment: writes to it wait, and behind them nothing is built`,
        'SHARE UPDATE EXCLUSIVE on each partition while its index is built: reads and writes go on',
        'waits for every transaction of this database that was open before it',
        'undoing it takes ACCESS EXCLUSIVE on the table and all of its partitions for a moment',
      ],
      notes: [
        ...(request.kind === 'add-unique'
          ? [
              'A unique index and not a constraint: a partitioned table cannot take an index built CONCURRENTLY as its constraint.',
            ]
          : []),
        ...foreign.map((node) => `${quoteQualified(node.relation)} is a foreign table, and gets no index.`),
        ...plan.indexes
          .filter(({ isThere }) => isThere)
          .map(({ index }) => `${quoteQualified(index)} is there already, and is attached.`),
      ],
      up: [
        ...settings,
        ...check.map((query) => requireNoDuplicates(definition, top!.index, query)),
        ...plan.guardedUp,
        requireBuilt(definition, top!.index, 'A partition may be new: write the migration anew, and run that'),
        ...statistics,
      ],
      down: [...settings, dropTop, ...plan.leftovers, ...plan.restored.guarded],
    },
  };
}

interface PartitionNode {
  readonly relation: Relation;
  readonly children: readonly PartitionNode[];
}

interface LevelPlan {
  readonly up: readonly string[];
  readonly guardedUp: readonly string[];
  /** What undoes a run that was stopped halfway, after the top index is dropped. */
  readonly leftovers: readonly string[];
  /** What builds again the indexes that stood alone before: with the top index those go that are attached to it. */
  readonly restored: { readonly plain: readonly string[]; readonly guarded: readonly string[] };
  /** This level's index first. */
  readonly indexes: readonly { readonly index: ObjectName; readonly isThere?: boolean }[];
}

const NOTHING = { plain: [], guarded: [] };

function planLevels(request: FixRequest, node: PartitionNode, wanted: string | null): LevelPlan {
  const definition = { ...request.definition, relation: nameOf(node.relation) };
  if (node.relation.kind !== 'partitioned-table') return planLeaf(request, definition);

  const index = { schema: node.relation.schema, name: request.namer.index(definition, wanted) };
  const create = createIndexSql(definition, index.name, { only: true });
  const children = node.children.map((child) => {
    const plan = planThere(request, child.relation, index) ?? planLevels(request, child, null);
    const attach = attachIndexSql(index, plan.indexes[0]!.index);
    // Attaching what is attached already does nothing, so that the guarded form is the same.
    return { ...plan, up: [...plan.up, attach], guardedUp: [...plan.guardedUp, attach] };
  });
  return {
    up: [create, ...children.flatMap((child) => child.up)],
    guardedUp: [
      createIndexSql(definition, index.name, { only: true, ifNotExists: true }),
      ...children.flatMap((child) => child.guardedUp),
    ],
    leftovers: [dropIndexSql(index, { ifExists: true }), ...children.flatMap((child) => child.leftovers)],
    restored: allRestored(children),
    indexes: [{ index }, ...children.flatMap((child) => child.indexes)],
  };
}

function planLeaf({ namer }: FixRequest, definition: IndexDefinition): LevelPlan {
  const { schema } = definition.relation;
  const index = { schema, name: namer.index(definition) };
  const aside = { schema, name: namer.leftover(definition.relation, index.name) };
  const build = createIndexSql(definition, index.name, { concurrently: true });
  const dropIndex = dropIndexSql(index, { concurrently: true, ifExists: true });
  const dropAside = dropIndexSql(aside, { concurrently: true, ifExists: true });
  return {
    up: [build],
    guardedUp: [
      setLeftoverAside(definition.relation, index, aside.name),
      dropAside,
      createIndexSql(definition, index.name, { concurrently: true, ifNotExists: true }),
      requireBuilt(definition, index),
    ],
    leftovers: [dropIndex, dropAside],
    restored: NOTHING,
    indexes: [{ index }],
  };
}

/**
 * A partition's index that does the same: made by hand, or by an earlier run whose file is lost. A second one would double
 * it, and where the first is attached already could not be attached.
 * @param parent what it may be attached to already
 */
function planThere(request: FixRequest, relation: Relation, parent: ObjectName): LevelPlan | undefined {
  const definition = { ...request.definition, relation: nameOf(relation) };
  const there = relation.indexes
    .filter((index) => index.valid && index.ready && index.live && index.constraint === null)
    .filter((index) => sameDefinition(index, definition))
    .filter(({ partitionOf }) => partitionOf === null || isSame(partitionOf, parent))
    // One that is attached can be joined by no other.
    .sort((a, b) => Number(a.partitionOf === null) - Number(b.partitionOf === null))[0];
  if (!there) return undefined;
  const { plain, guarded } = there.partitionOf === null ? rebuildTree(there, relation, request) : NOTHING;
  const inPlace = (statements: readonly string[]) =>
    placeOf(there).length > 0 ? [...placeOf(there), ...statements, 'RESET default_tablespace'] : statements;
  return {
    up: [],
    guardedUp: [],
    leftovers: [],
    restored: { plain: inPlace(plain), guarded: inPlace(guarded) },
    indexes: [{ index: { schema: relation.schema, name: there.name }, isThere: true }],
  };
}

function allRestored(plans: readonly LevelPlan[]): LevelPlan['restored'] {
  return {
    plain: plans.flatMap(({ restored }) => restored.plain),
    guarded: plans.flatMap(({ restored }) => restored.guarded),
  };
}

/**
 * A foreign partition can have no index, and the parent's index would wait for it for ever to become valid. So the
 * partitions' come first; CREATE INDEX on the parent then finds and attaches them, passes foreign tables over, and is
 * valid at once (PostgreSQL 11).
 */
function planAroundForeign(request: FixRequest, tree: PartitionNode): LevelPlan {
  const name = request.namer.index(request.definition, request.wanted);
  const index = { schema: tree.relation.schema, name };
  const leaves = [...walk(tree)]
    .filter((node) => node.relation.kind === 'table')
    .map(
      ({ relation }) =>
        planThere(request, relation, index) ?? planLeaf(request, { ...request.definition, relation: nameOf(relation) }),
    );
  const create = createIndexSql(request.definition, name, {});
  return {
    up: [...leaves.flatMap((leaf) => leaf.up), create],
    guardedUp: [
      ...leaves.flatMap((leaf) => leaf.guardedUp),
      createIndexSql(request.definition, name, { ifNotExists: true }),
    ],
    leftovers: leaves.flatMap((leaf) => leaf.leftovers),
    restored: allRestored(leaves),
    indexes: [{ index }, ...leaves.flatMap((leaf) => leaf.indexes)],
  };
}

function partitionTree(catalog: Catalog, relation: Relation): PartitionNode {
  return { relation, children: partitionsOf(catalog, relation).map((child) => partitionTree(catalog, child)) };
}

function* walk(node: PartitionNode): Generator<PartitionNode> {
  yield node;
  for (const child of node.children) yield* walk(child);
}

function nameOf({ schema, name }: Relation): ObjectName {
  return { schema, name };
}

/** Each partition checks its own rows, so uniqueness over all of them needs every partition key, at every level. */
function refuseUnique(
  definition: IndexDefinition,
  nodes: readonly PartitionNode[],
  foreign: readonly PartitionNode[],
): void {
  const table = quoteQualified(definition.relation);
  const [first] = foreign;
  if (first) {
    throw new UserError(
      `${table} cannot have a unique index: its partition ${quoteQualified(first.relation)} is a foreign table`,
    );
  }
  const columns = new Set(definition.keys.map((key) => key.column));
  for (const { relation } of nodes) {
    const missing = partitionColumns(relation).find((column) => column === null || !columns.has(column));
    if (missing === undefined) continue;
    const what = missing === null ? 'an expression' : `column ${quoteIdentifier(missing)}, which is not in the key`;
    throw new UserError(
      `${table} cannot have this unique index: ${quoteQualified(relation)} is partitioned by ${what}`,
    );
  }
}

/** The columns of `pg_get_partkeydef`, such as `RANGE (created_at)`; null for an expression. */
function partitionColumns(relation: Relation): readonly (string | null)[] {
  if (relation.partitionKey === null) return [];
  const { stmt } = parseOne(`CREATE TABLE t () PARTITION BY ${relation.partitionKey}`);
  const create = stmt && 'CreateStmt' in stmt ? stmt.CreateStmt : undefined;
  return (create?.partspec?.partParams ?? []).map((param) =>
    'PartitionElem' in param ? (param.PartitionElem.name ?? null) : null,
  );
}
