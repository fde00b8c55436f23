import { randomBytes } from 'node:crypto';
import { quoteQualified } from '../sql/quote.ts';
import type { Catalog, Column, ColumnStatistics, Index, Relation } from './model.ts';
import { columnClasses } from './redact/column-classes.ts';
import { formatArray, mapArray, parseArray } from './redact/array-text.ts';
import { mapLeaves } from './redact/leaves.ts';
import { standInsOf, type ValueGroup } from './redact/stand-ins.ts';
import { classifierFor, type ValueClass } from './redact/value-class.ts';

/** Rewrites one leaf value of a class; the first pass collects, the second replaces. */
type Visit = (value: string, valueClass: ValueClass, collation: string) => string;

/**
 * Replaces the values in a catalog's statistics by stand-ins of the same type, order and distribution: most common values,
 * histogram bounds and most common elements. Equal values stay equal, within a column and between columns of one type or
 * joined by a foreign key, so that joins are estimated as before. The same secret gives the same stand-ins.
 *
 * What is not data stays: names, comments, defaults, predicates, checks and view definitions, with the literals in them.
 * What is lost: LIKE, containment and JSON estimates, which look into the values; literals in queries, which no longer
 * match the stand-ins (queries with $1 are planned as before); statistics of types whose values cannot be made up.
 */
export function redactCatalog(catalog: Catalog, secret: string = randomBytes(16).toString('hex')): Catalog {
  const groups = new Map<string, ValueGroup>();
  const visitAll = statisticsVisitor(catalog);
  visitAll(
    (value, valueClass, collation) => {
      groupOf(groups, valueClass, collation).values.add(normalise(value, valueClass));
      return value;
    },
    (values, valueClass, collation) => {
      if (valueClass.kind === 'text' || valueClass.kind === 'jsonb') {
        groupOf(groups, valueClass, collation).chains.push(values.map((value) => normalise(value, valueClass)));
      }
    },
  );
  const standIns = new Map([...groups].map(([key, group]) => [key, standInsOf(group, secret)]));
  const { relations, dropped } = visitAll((value, valueClass, collation) => {
    if (valueClass.kind === 'kept') return value;
    const known = normalise(value, valueClass);
    return standIns.get(keyOf(valueClass, collation))?.get(known) ?? known;
  });
  return { ...catalog, relations, redacted: true, incomplete: [...catalog.incomplete, ...redactionNotes(dropped)] };
}

function redactionNotes(dropped: readonly string[]): string[] {
  const notes = ['the statistics hold stand-ins for the values (--redact): queries are priced without their values'];
  if (dropped.length > 0) {
    const names = dropped.slice(0, 5).join(', ') + (dropped.length > 5 ? ' and others' : '');
    const [what, types] =
      dropped.length === 1 ? ['column or expression', 'type has'] : ['columns or expressions', 'types have'];
    notes.push(`the values of ${dropped.length} ${what} (${names}) were left out, for their ${types} no stand-ins`);
  }
  return notes;
}

/** @returns a function that passes every value of the catalog's statistics to a visitor, and gives the relations with what it returned */
function statisticsVisitor(catalog: Catalog) {
  const classify = classifierFor(catalog);
  const classOf = columnClasses(catalog, classify);
  const { database } = catalog;
  const ofDatabase = database.localeProvider === 'i' ? (database.icuLocale ?? database.collate) : database.collate;
  const locales = new Map(catalog.collations.map((collation) => [quoteQualified(collation), collation.locale]));
  const collationName = (collation: Column['collation']) =>
    collation === null ? ofDatabase : (locales.get(quoteQualified(collation)) ?? collation.name.replace(/-x-icu$/, ''));

  return (
    visit: Visit,
    visitHistogram: (values: string[], valueClass: ValueClass, collation: string) => void = () => {},
  ) => {
    const dropped: string[] = [];
    const rewrite = (
      statistics: ColumnStatistics | null,
      valueClass: ValueClass,
      collation: string,
      name: () => string,
    ) => {
      if (!statistics || valueClass.kind === 'kept') return statistics;
      const { mostCommonValues, histogramBounds, mostCommonElements, range } = statistics;
      const isEmpty = mostCommonValues === null && histogramBounds === null && mostCommonElements === null && !range;
      if (isEmpty) return statistics;
      if (valueClass.kind === 'dropped') {
        dropped.push(name());
        return withoutValues(statistics);
      }
      if (histogramBounds !== null) {
        visitHistogram(
          parseArray(histogramBounds).filter((value) => typeof value === 'string'),
          valueClass,
          collation,
        );
      }
      const list = (text: string | null, itsClass: ValueClass) =>
        text === null
          ? null
          : formatArray(
              mapArray(parseArray(text), (value) =>
                mapLeaves(value, itsClass, (leaf, leafClass) => visit(leaf, leafClass, collation)),
              ),
            );
      const elementClass = 'element' in valueClass ? valueClass.element : null;
      return {
        ...statistics,
        mostCommonValues: list(mostCommonValues, valueClass),
        histogramBounds: list(histogramBounds, valueClass),
        mostCommonElements: elementClass && list(mostCommonElements, elementClass),
        mostCommonElementFrequencies: elementClass && statistics.mostCommonElementFrequencies,
        // Lengths are data too, and those of the stand-ins are others.
        ...(range && {
          range: { ...range, lengthHistogram: null, boundsHistogram: list(range.boundsHistogram, valueClass) },
        }),
      };
    };
    const relations = catalog.relations.map((relation): Relation => {
      const columns = relation.columns.map((column): Column => {
        const [valueClass, collation] = [classOf(relation, column), collationName(column.collation)];
        const name = () => `${quoteQualified(relation)}.${column.name}`;
        return {
          ...column,
          statistics: rewrite(column.statistics, valueClass, collation, name),
          inheritedStatistics: rewrite(column.inheritedStatistics, valueClass, collation, name),
        };
      });
      const indexes = relation.indexes.map((index): Index => ({
        ...index,
        expressionStatistics: index.expressionStatistics.map((statistics, position) => {
          const type = index.expressionTypes?.[position];
          const valueClass: ValueClass = type ? classify(type) : { kind: 'dropped' };
          return rewrite(statistics, valueClass, collationName(index.keys[position]?.collation ?? null), () =>
            quoteQualified({ schema: index.relation.schema, name: index.name }),
          );
        }),
      }));
      return { ...relation, columns, indexes };
    });
    return { relations, dropped: [...new Set(dropped)] };
  };
}

function withoutValues({ range: _, ...statistics }: ColumnStatistics): ColumnStatistics {
  return {
    ...statistics,
    mostCommonValues: null,
    mostCommonFrequencies: null,
    histogramBounds: null,
    mostCommonElements: null,
    mostCommonElementFrequencies: null,
    elementCountHistogram: null,
  };
}

function groupOf(groups: Map<string, ValueGroup>, valueClass: ValueClass, collation: string): ValueGroup {
  const key = keyOf(valueClass, collation);
  let group = groups.get(key);
  if (!group) {
    group = { key, class: sharedClass(valueClass), collation, values: new Set(), chains: [] };
    groups.set(key, group);
  }
  return group;
}

/** Texts of types with room for a code share one order, whatever their length. */
const ROOMY = 8;

function sharedClass(valueClass: ValueClass): ValueClass {
  return valueClass.kind === 'text' && (valueClass.length ?? ROOMY) >= ROOMY
    ? { ...valueClass, length: null }
    : valueClass;
}

function keyOf(valueClass: ValueClass, collation: string): string {
  if (valueClass.kind !== 'text') return JSON.stringify(valueClass);
  const { length } = valueClass;
  return `text ${collation} ${length !== null && length < ROOMY ? length : ''}`;
}

function normalise(value: string, valueClass: ValueClass): string {
  return valueClass.kind === 'text' && valueClass.padded ? value.replace(/ +$/, '') : value;
}
