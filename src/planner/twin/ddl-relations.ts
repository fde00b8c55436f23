import type { Column, Index, Relation } from '../../catalog/model.ts';
import { quoteIdentifier, quoteQualified } from '../../sql/quote.ts';
import type { StandInTypes } from './stand-in-types.ts';
import { step, type Step } from './steps.ts';

/**
 * Tables, partitioned tables and materialized views, in an order in which inheritance parents come first.
 * @param detail `bare` leaves out defaults, checks and generation expressions, which may name functions that the twin lacks.
 */
export function relationSteps(relations: readonly Relation[], detail: 'full' | 'bare'): Step[] {
  return parentsFirst(relations.filter(isTableLike)).map((relation) =>
    step('relation', quoteQualified(relation), createTable(relation, detail === 'full')),
  );
}

export function isTableLike(relation: Relation): boolean {
  return relation.kind === 'table' || relation.kind === 'partitioned-table' || relation.kind === 'materialized-view';
}

function parentsFirst(relations: readonly Relation[]): Relation[] {
  const byName = new Map(relations.map((relation) => [quoteQualified(relation), relation]));
  const ordered = new Set<Relation>();
  const visit = (relation: Relation): void => {
    if (ordered.has(relation)) return;
    for (const name of relation.inherits) {
      const parent = byName.get(quoteQualified(name));
      if (parent) visit(parent);
    }
    ordered.add(relation);
  };
  relations.forEach(visit);
  return [...ordered];
}

function createTable(relation: Relation, all: boolean): string {
  const columns = relation.columns.map((column) => columnDefinition(column, all));
  const checks = all
    ? relation.constraints
        // The planner believes only validated, enforced checks (constraint exclusion).
        .filter((constraint) => constraint.kind === 'check' && constraint.validated && constraint.enforced)
        .map((constraint) => `CONSTRAINT ${quoteIdentifier(constraint.name)} ${constraint.definition}`)
    : [];
  return [
    `CREATE TABLE ${quoteQualified(relation)} (${[...columns, ...checks].join(', ')})`,
    relation.inherits.length > 0 ? ` INHERITS (${relation.inherits.map(quoteQualified).join(', ')})` : '',
    relation.partitionKey === null ? '' : ` PARTITION BY ${relation.partitionKey}`,
  ].join('');
}

function columnDefinition(column: Column, all: boolean): string {
  const parts = [quoteIdentifier(column.name), column.type];
  // Values that are never moved out of line need no TOAST table, which would be half of the work.
  if (column.typeLength === -1) parts.push('STORAGE PLAIN');
  if (column.collation) parts.push(`COLLATE ${quoteQualified(column.collation)}`);
  if (column.generated && all)
    parts.push(`GENERATED ALWAYS AS (${column.generated.expression}) ${column.generated.kind.toUpperCase()}`);
  // Sequences are made only when a statement names one; a default is no part of how rows are found.
  else if (column.default !== null && all && !/\bnextval\(/.test(column.default))
    parts.push(`DEFAULT ${column.default}`);
  if (column.notNull) parts.push('NOT NULL');
  return parts.join(' ');
}

export function partitionSteps(relations: readonly Relation[]): Step[] {
  return relations.flatMap((relation) =>
    relation.partitionOf && isTableLike(relation)
      ? [
          step(
            'partition',
            quoteQualified(relation),
            `ALTER TABLE ONLY ${quoteQualified(relation.partitionOf.parent)} ATTACH PARTITION ${quoteQualified(relation)} ${relation.partitionOf.bound}`,
          ),
        ]
      : [],
  );
}

/** Indexes, those of constraints as constraints (GROUP BY on a primary key needs one); those of partitions are attached last. */
export function indexSteps(relations: readonly Relation[], standIns: StandInTypes): Step[] {
  const indexes = relations
    .filter(isTableLike)
    .flatMap((relation) =>
      relation.indexes.filter((index) => !standIns.isIndexed(relation, index)).map((index) => ({ relation, index })),
    );
  const create = indexes.map(({ relation, index }) =>
    step('index', quoteQualified(relation), createIndex(relation, index), qualifiedName(relation, index)),
  );
  const attach = indexes.flatMap(({ relation, index }) =>
    index.partitionOf
      ? [
          step(
            'index',
            quoteQualified(relation),
            `ALTER INDEX ${quoteQualified(index.partitionOf)} ATTACH PARTITION ${qualifiedName(relation, index)}`,
            qualifiedName(relation, index),
          ),
        ]
      : [],
  );
  return [...create, ...attach];
}

function qualifiedName(relation: Relation, index: Index): string {
  return quoteQualified({ schema: relation.schema, name: index.name });
}

function createIndex(relation: Relation, index: Index): string {
  const constraint = relation.constraints.find(({ name }) => name === index.constraint);
  if (!constraint) return index.definition;
  return `ALTER TABLE ONLY ${quoteQualified(relation)} ADD CONSTRAINT ${quoteIdentifier(constraint.name)} ${constraint.definition}`;
}

/** The planner takes join selectivities from foreign keys, validated or not; NOT VALID spares the check of empty tables. */
export function foreignKeySteps(relations: readonly Relation[]): Step[] {
  const present = new Set(relations.map(quoteQualified));
  return relations
    .filter(isTableLike)
    .flatMap((relation) =>
      relation.constraints
        .filter(
          ({ kind, references, inherited, enforced }) =>
            kind === 'foreign-key' &&
            !inherited &&
            enforced &&
            references &&
            present.has(quoteQualified(references.relation)),
        )
        .map(({ name, definition }) =>
          step(
            'constraint',
            quoteQualified(relation),
            `ALTER TABLE ${quoteQualified(relation)} ADD CONSTRAINT ${quoteIdentifier(name)} ${definition}${definition.endsWith('NOT VALID') ? '' : ' NOT VALID'}`,
            quoteIdentifier(name),
          ),
        ),
    );
}

export function viewSteps(relations: readonly Relation[]): Step[] {
  return relations.flatMap((relation) => {
    if (relation.kind !== 'view' || relation.viewDefinition === null) return [];
    const columns = relation.columns.map(({ name }) => quoteIdentifier(name)).join(', ');
    // The one keeps predicates above the view, by the other the policies of its tables are those of whoever asks.
    const told = ['security_barrier', 'security_invoker'].filter((name) => isSet(relation.options, name));
    const options = told.length > 0 ? ` WITH (${told.join(', ')})` : '';
    return [
      step(
        'view',
        quoteQualified(relation),
        `CREATE VIEW ${quoteQualified(relation)} (${columns})${options} AS ${relation.viewDefinition.replace(/;\s*$/, '')}`,
      ),
    ];
  });
}

/** pg_class.reloptions keeps a flag as it was written. */
function isSet(options: readonly string[], name: string): boolean {
  return options.some((option) => new RegExp(`^${name}=(?:t(?:r(?:ue?)?)?|on|y(?:es?)?|1)$`, 'i').test(option));
}
