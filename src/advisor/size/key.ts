import type { Column, ColumnStatistics, IndexDefinition, IndexKey, Relation } from '../../catalog/model.ts';
import type { ValueDistribution } from './cells.ts';
import { distinctValues } from './distinct.ts';
import { expressionType, passedThroughColumn } from './expression-type.ts';
import type { SizeOptions } from './model.ts';
import { type KeyType, type KeyWidth, keyWidth } from './width.ts';

/** What statistics say about one key or included column of an index. */
export interface KeyFacts {
  readonly column: string | null;
  readonly type: KeyType;
  readonly width: KeyWidth;
  readonly values: ValueDistribution;
  readonly statistics: ColumnStatistics | null;
  readonly collation: IndexKey['collation'];
}

/** @param rows of the table; 0 is taken as one, so that shares stay numbers. */
export function factsOfKey(relation: Relation, key: IndexKey, rows: number, options: SizeOptions): KeyFacts {
  if (key.column !== null) {
    const column = relation.columns.find(({ name }) => name === key.column);
    if (!column) throw new Error(`no column ${key.column} in ${relation.schema}.${relation.name}`);
    return factsOfColumn(relation, column, rows, options, key.collation ?? column.collation);
  }
  const expression = key.expression ?? '';
  const told = options.expression?.(relation, expression) ?? null;
  const own = expressionStatistics(relation, expression) ?? told?.statistics ?? null;
  const passed = own ? null : passedThroughColumn(expression, relation);
  if (passed) return { ...factsOfColumn(relation, passed, rows, options, key.collation), column: null };
  const type = told?.type ?? expressionType(expression);
  return {
    column: null,
    type,
    width: keyWidth(type, own, true),
    values: distribution(relation, own, rows, options, defaultDistinct(type)),
    statistics: own,
    collation: key.collation,
  };
}

export function factsOfColumn(
  relation: Relation,
  column: Column,
  rows: number,
  options: SizeOptions,
  collation: IndexKey['collation'] = column.collation,
): KeyFacts {
  const statistics =
    relation.kind === 'partitioned-table' ? (column.inheritedStatistics ?? column.statistics) : column.statistics;
  return {
    column: column.name,
    type: column,
    width: keyWidth(column, statistics),
    values: distribution(relation, statistics, rows, options, defaultDistinct(column)),
    statistics,
    collation,
  };
}

function distribution(
  relation: Relation,
  statistics: ColumnStatistics | null,
  tableRows: number,
  options: SizeOptions,
  defaultDistinct: number | null,
): ValueDistribution {
  const rows = Math.max(1, tableRows);
  if (!statistics) return { rows, distinct: defaultDistinct, nullFraction: 0, frequencies: [] };
  return {
    rows,
    distinct: distinctValues(relation, statistics, rows, options.statisticsTarget),
    nullFraction: statistics.nullFraction,
    frequencies: statistics.mostCommonFrequencies ?? [],
  };
}

/** Without statistics, a unique key is assumed: the larger size. Only a type's own bound is known. */
function defaultDistinct(type: KeyType): number | null {
  return type.baseType === 'boolean' ? 2 : null;
}

/** From any index of the table that has the same expression. */
function expressionStatistics(relation: Relation, expression: string): ColumnStatistics | null {
  const wanted = bare(expression);
  for (const index of relation.indexes) {
    const position = index.keys.findIndex((key) => key.expression !== null && bare(key.expression) === wanted);
    const statistics = position < 0 ? null : index.expressionStatistics[position];
    if (statistics) return statistics;
  }
  return null;
}

function bare(expression: string): string {
  return expression.replaceAll(/[\s()]/g, '');
}

/** Whether rows of the index never share their key, by this index or by another unique one over some of its columns. */
export function isUnique(relation: Relation, definition: IndexDefinition): boolean {
  if (definition.unique) return true;
  const columns = new Set(definition.keys.map(({ column }) => column));
  return relation.indexes.some(
    (index) =>
      index.unique &&
      index.valid &&
      index.immediate &&
      index.predicate === null &&
      index.keys.every(({ column }) => column !== null && columns.has(column) && hasNoNulls(relation, column)),
  );
}

function hasNoNulls(relation: Relation, name: string): boolean {
  const column = relation.columns.find((one) => one.name === name);
  return column !== undefined && (column.notNull || column.statistics?.nullFraction === 0);
}
