import type { PGlite } from '@electric-sql/pglite';
import type { Catalog, ObjectName, Relation } from '../../catalog/model.ts';
import { quoteQualified } from '../../sql/quote.ts';
import { foreignKeySteps, indexSteps, isTableLike, partitionSteps, relationSteps, viewSteps } from './ddl-relations.ts';
import { collationSteps, extensionSteps, functionSteps, schemaSteps, typeSteps } from './ddl-types.ts';
import { blameMissing, type ExtensionChoice } from './extensions.ts';
import { keyOf } from './selection.ts';
import { settingStatements } from './settings.ts';
import { runWithStandIns } from './stand-in-functions.ts';
import { StandInTypes } from './stand-in-types.ts';
import { runSteps, runUntilStable, type FailedStep } from './steps.ts';

export interface UnplannableRelation extends ObjectName {
  readonly reason: string;
}

export interface BuiltSchema {
  readonly standIns: StandInTypes;
  /** Names of functions of extensions that are not here, which views call. */
  readonly standInFunctions: Set<string>;
  readonly unplannable: readonly UnplannableRelation[];
  /** What the twin does without, one line each. */
  readonly notes: readonly string[];
}

/**
 * Rebuilds the schema of the given relations in an empty database. What cannot be made is reported, never thrown.
 * @param refused relations that are not to be made, by `schema.name`, each with the reason
 */
export async function buildSchema(
  db: PGlite,
  catalog: Catalog,
  relations: readonly Relation[],
  extensions: ExtensionChoice,
  refused: ReadonlyMap<string, string> = new Map(),
): Promise<BuiltSchema> {
  const why = (reason: string): string => blameMissing(reason, extensions.missing);
  const unplannable = new Map<string, UnplannableRelation>();
  const lose = ({ schema, name }: ObjectName, reason: string): void => {
    if (!unplannable.has(keyOf({ schema, name })))
      unplannable.set(keyOf({ schema, name }), { schema, name, reason: why(reason) });
  };
  const byQuoted = new Map(relations.map((relation) => [quoteQualified(relation), relation]));

  for (const statement of settingStatements(catalog)) await db.exec(statement).catch(() => undefined);
  const foundation = await runSteps(db, [
    ...schemaSteps(catalog),
    ...extensionSteps(catalog, extensions.available),
    ...collationSteps(catalog, await presentCollations(db)),
  ]);
  const standIns = await StandInTypes.make(db, catalog, relations);
  const makers = await runUntilStable(db, [...typeSteps(catalog), ...functionSteps(catalog)]);

  for (const relation of relations) {
    const reason = unsupported(relation) ?? refused.get(keyOf(relation)) ?? null;
    if (reason !== null) lose(relation, reason);
  }
  // Before anything of them is made.
  if (refused.size > 0) await loseFamilies(db, relations, unplannable, lose);
  const makeable = relations.filter((relation) => !unplannable.has(keyOf(relation)));
  const first = await runUntilStable(db, [...makers, ...relationSteps(makeable, 'full')]);
  const notFull = first.filter(({ kind }) => kind === 'relation');
  const bare = relationSteps(
    notFull.map(({ of }) => byQuoted.get(of)!),
    'bare',
  );
  const failedTables = await runSteps(db, bare);
  for (const failed of failedTables) lose(byQuoted.get(failed.of)!, failed.reason);
  await loseFamilies(db, relations, unplannable, lose);
  const tables = makeable.filter((relation) => isTableLike(relation) && !unplannable.has(keyOf(relation)));
  for (const failed of await runSteps(db, partitionSteps(partitionsTopDown(tables))))
    lose(byQuoted.get(failed.of)!, failed.reason);
  await loseFamilies(db, relations, unplannable, lose);

  const whole = tables.filter((relation) => !unplannable.has(keyOf(relation)));
  const failedParts = await runSteps(db, [...indexSteps(whole, standIns), ...foreignKeySteps(whole)]);
  const failedAtFirst = await runUntilStable(db, [
    ...first.filter(({ kind }) => kind !== 'relation'),
    ...viewSteps(makeable),
  ]);
  const { failed: failedViews, names } =
    extensions.missing.length > 0 ? await withStandIns(db, failedAtFirst) : { failed: failedAtFirst, names: [] };
  for (const failed of failedViews)
    if (failed.kind === 'view') lose(byQuoted.get(failed.of)!, becauseOf(failed.reason, unplannable));
  return {
    standIns,
    standInFunctions: new Set(names),
    unplannable: [...unplannable.values()],
    // A type or function that is missing is told of by the relations and statements that need it.
    notes: [
      ...[...foundation, ...failedParts].map((failed) => noteOf(failed, why)),
      ...notFull
        .filter(({ of }) => !unplannable.has(keyOf(byQuoted.get(of)!)))
        .map(({ of, reason }) => `${of} is without its checks and generated columns in the twin: ${why(reason)}`),
    ],
  };
}

/** Views that call functions of extensions, and those upon them. */
async function withStandIns(db: PGlite, failed: readonly FailedStep[]): ReturnType<typeof runWithStandIns> {
  const views = failed.filter(({ kind }) => kind === 'view');
  const again = await runWithStandIns(db, views);
  if (again.failed.length === views.length) return { failed, names: [] };
  const next = await withStandIns(db, await runUntilStable(db, again.failed));
  return {
    failed: [...failed.filter(({ kind }) => kind !== 'view'), ...next.failed],
    names: [...again.names, ...next.names],
  };
}

function unsupported(relation: Relation): string | null {
  if (relation.kind === 'foreign-table') return 'a foreign table is planned by its foreign server';
  if (relation.persistence === 'temporary') return 'a temporary table belongs to another session';
  return null;
}

/** A partitioned table without one of its partitions would be priced too low: the family goes as a whole. */
async function loseFamilies(
  db: PGlite,
  relations: readonly Relation[],
  unplannable: ReadonlyMap<string, UnplannableRelation>,
  lose: (name: ObjectName, reason: string) => void,
): Promise<void> {
  const before = unplannable.size;
  for (const relation of relations) {
    const parents = relation.partitionOf ? [relation.partitionOf.parent] : relation.inherits;
    for (const parent of parents) {
      const lost = unplannable.get(keyOf(relation));
      const lostParent = unplannable.get(keyOf(parent));
      if (lost && !lostParent) lose(parent, `its child ${keyOf(relation)} cannot be planned: ${lost.reason}`);
      if (!lost && lostParent) lose(relation, `its parent ${keyOf(parent)} cannot be planned: ${lostParent.reason}`);
    }
  }
  if (unplannable.size > before) return loseFamilies(db, relations, unplannable, lose);
  for (const lost of unplannable.values())
    await db.exec(`DROP TABLE IF EXISTS ${quoteQualified(lost)} CASCADE`).catch(() => undefined);
}

/** Parents are attached before their children, so that bounds are checked against the whole tree. */
function partitionsTopDown(relations: readonly Relation[]): Relation[] {
  const byKey = new Map(relations.map((relation) => [keyOf(relation), relation]));
  const depth = (relation: Relation): number => {
    const parent = relation.partitionOf && byKey.get(keyOf(relation.partitionOf.parent));
    return parent ? depth(parent) + 1 : 0;
  };
  return relations
    .map((relation) => ({ relation, level: depth(relation) }))
    .sort((a, b) => a.level - b.level)
    .map(({ relation }) => relation);
}

async function presentCollations(db: PGlite): Promise<ReadonlySet<string>> {
  const { rows } = await db.query<{ name: string }>(
    `SELECT quote_ident(n.nspname) || '.' || quote_ident(c.collname) AS name
     FROM pg_collation c JOIN pg_namespace n ON n.oid = c.collnamespace`,
  );
  return new Set(rows.map(({ name }) => name));
}

/** What a view reads is itself missing for a reason, which says more than that it is missing. */
function becauseOf(reason: string, unplannable: ReadonlyMap<string, UnplannableRelation>): string {
  const missing = /^relation "(.+)" does not exist$/.exec(reason)?.[1];
  const lost = [...unplannable.values()].find((relation) => missing === relation.name || missing === keyOf(relation));
  return lost ? `it reads ${keyOf(lost)}: ${lost.reason}` : reason;
}

function noteOf({ kind, of, name, reason }: FailedStep, why: (reason: string) => string): string {
  const object = name === of ? `${kind} ${of}` : `${kind} ${name} of ${of}`;
  return `${object} is missing from the twin: ${why(reason)}`;
}
