import type { Catalog, Index, IndexDefinition, ObjectName, Relation } from '../catalog/model.ts';
import type { RelationUse } from '../sql/model.ts';
import { NO_EVENTS, type WorkloadEvents } from '../workload/model.ts';
import type { ForeignKeyCheck } from './foreign-key-checks.ts';
import { groupBy } from './group-by.ts';
import type { AnalyzedQuery, DuplicateCheck, RuleContext, TableUse } from './contract.ts';

/** What the context asks of other stages; the command passes their functions in. */
export interface ContextSources {
  readonly catalog: Catalog;
  readonly queries: readonly AnalyzedQuery[];
  /** Nothing when left out. */
  readonly events?: WorkloadEvents;
  /** advisor/candidates.ts. Not called for relations that are not in the catalog. */
  readonly indexCandidates: (relation: Relation, use: RelationUse, query: AnalyzedQuery) => readonly IndexDefinition[];
  /** advisor/coverage.ts. */
  readonly coveringIndex: (relation: Relation, definition: IndexDefinition) => Index | undefined;
  /** None when left out. */
  readonly foreignKeyChecks?: readonly ForeignKeyCheck[];
  /** Answers of `--check-data`; left out when it was not asked for. */
  readonly duplicates?: readonly CountedDuplicates[];
}

export interface CountedDuplicates extends DuplicateCheck {
  readonly relation: ObjectName;
  readonly columns: readonly string[];
}

/** The context of a scan; runRules gives each rule its own options. Every look-up takes constant time. */
export function buildContext(sources: ContextSources): RuleContext {
  const { catalog, queries } = sources;
  const relations = new Map(catalog.relations.map((relation) => [keyOf(relation), relation]));
  const partitions = groupBy(
    catalog.relations.filter((relation) => relation.partitionOf !== null),
    (relation) => keyOf(relation.partitionOf!.parent),
  );
  const uses = groupBy(usesOf(queries), ({ use }) => keyOf(use.relation));
  const duplicates = new Map(
    (sources.duplicates ?? []).map((check) => [duplicateKey(check.relation, check.columns), check]),
  );
  const checks = groupBy(sources.foreignKeyChecks ?? [], (check) => checkKey(check.relation, check.constraint));
  const candidates = new WeakMap<RelationUse, readonly IndexDefinition[]>();

  function rows(relation: Relation): number | null {
    // Autovacuum never analyses a partitioned parent; its leaves know their rows.
    if (relation.tuples >= 0 && relation.kind !== 'partitioned-table') return relation.tuples;
    const known = (partitions.get(keyOf(relation)) ?? []).map(rows).filter((count) => count !== null);
    return known.length > 0
      ? known.reduce((sum, count) => sum + count, 0)
      : relation.tuples >= 0
        ? relation.tuples
        : null;
  }

  return {
    catalog,
    queries,
    events: sources.events ?? NO_EVENTS,
    options: {},
    tables: catalog.relations.filter(isJudged),
    rows,
    relation: (name) => relations.get(keyOf(name)),
    uses: (name) => uses.get(keyOf(name)) ?? [],
    candidates(query, use) {
      const relation = relations.get(keyOf(use.relation));
      const known = candidates.get(use) ?? (relation ? sources.indexCandidates(relation, use, query) : []);
      candidates.set(use, known);
      return known;
    },
    coveringIndex(definition) {
      const relation = relations.get(keyOf(definition.relation));
      return relation && sources.coveringIndex(relation, definition);
    },
    foreignKeyChecks: (relation, constraint) => checks.get(checkKey(relation, constraint)) ?? [],
    duplicates: (relation, columns) => duplicates.get(duplicateKey(relation, columns)),
  };
}

/** Filters G1 to G4 of every linter: what a user made, and can change, once. */
function isJudged(relation: Relation): boolean {
  return (
    (relation.kind === 'table' || relation.kind === 'partitioned-table') &&
    relation.partitionOf === null &&
    relation.extension === null &&
    relation.persistence !== 'temporary' &&
    !/^(?:pg_|information_schema$)/.test(relation.schema)
  );
}

function usesOf(queries: readonly AnalyzedQuery[]): readonly TableUse[] {
  return queries.flatMap((query) => query.shape.relations.map((use) => ({ query, use })));
}

function keyOf({ schema, name }: ObjectName): string {
  return JSON.stringify([schema, name]);
}

function checkKey(relation: ObjectName, constraint: string): string {
  return JSON.stringify([relation.schema, relation.name, constraint]);
}

function duplicateKey(relation: ObjectName, columns: readonly string[]): string {
  return JSON.stringify([relation.schema, relation.name, ...columns]);
}
