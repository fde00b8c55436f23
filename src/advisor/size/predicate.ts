import type { Column, ColumnStatistics, Relation } from '../../catalog/model.ts';
import { parseArrayText } from './array-text.ts';
import { comparedShare } from './comparison.ts';
import { mentions, stripParentheses } from './expression-type.ts';
import { compareValues, shareBelow } from './histogram.ts';
import type { SizeOptions } from './model.ts';
import { type RangeEnds, shareOfRanges } from './ranges.ts';

/**
 * The share of rows that a partial index holds, as the planner would reckon it for the simple conditions that such predicates hold; of
 * others what an engine found of their values, and 1 where none was asked.
 */
export function predicateSelectivity(
  relation: Relation,
  predicate: string | null,
  { expression }: SizeOptions = {},
): number {
  if (predicate === null) return 1;
  const shareOfTrue = (condition: string) => {
    const statistics = expression?.(relation, condition)?.statistics;
    return statistics ? shareOfValue(statistics, 'true') : (shareOfComparison(relation, condition) ?? 1);
  };
  return clamp(selectivityOf({ relation, shareOfTrue }, predicate));
}

interface Subject {
  readonly relation: Relation;
  /** Of a condition that is not understood here. */
  readonly shareOfTrue: (condition: string) => number;
}

/** What a predicate leaves of a column's values. */
export type Restriction = 'null' | 'not-null' | 'one-value';

export function restrictionsOf(relation: Relation, predicate: string | null): ReadonlyMap<string, Restriction> {
  const restrictions = new Map<string, Restriction>();
  for (const part of predicate === null ? [] : splitTopLevel(stripParentheses(predicate), 'AND')) {
    const condition = stripParentheses(part);
    const column = onlyColumn(relation, condition);
    if (!column) continue;
    if (/\bIS NULL$/i.test(condition)) restrictions.set(column.name, 'null');
    else if (/\bIS NOT (TRUE|FALSE)$/i.test(condition)) continue;
    else if (isEquality(condition) || isBooleanColumn(column, condition)) restrictions.set(column.name, 'one-value');
    else if (!/\bIS\b/i.test(condition) || /\bIS NOT NULL$/i.test(condition)) restrictions.set(column.name, 'not-null');
  }
  return restrictions;
}

function selectivityOf(subject: Subject, text: string): number {
  const { relation } = subject;
  const condition = stripParentheses(text);
  const alternatives = splitTopLevel(condition, 'OR');
  if (alternatives.length > 1) {
    return 1 - alternatives.reduce((none, one) => none * (1 - clamp(selectivityOf(subject, one))), 1);
  }
  const parts = splitTopLevel(condition, 'AND');
  if (parts.length > 1) return selectivityOfAll(subject, parts);
  const negated = /^NOT\b\s*(.*)$/is.exec(condition)?.[1];
  const asked = negated === undefined ? condition : stripParentheses(negated);
  const share = isCompound(asked) ? selectivityOf(subject, asked) : selectivityOfOne(relation, asked);
  if (share === null) return subject.shareOfTrue(condition);
  return negated === undefined ? share : 1 - share - nullShare(onlyColumn(relation, asked));
}

function isCompound(condition: string): boolean {
  return (
    /^NOT\b/i.test(condition) || (['AND', 'OR'] as const).some((word) => splitTopLevel(condition, word).length > 1)
  );
}

/** As of conditions that have nothing to do with each other, but for ranges. */
function selectivityOfAll(subject: Subject, parts: readonly string[]): number {
  const ranges = new Map<Column, RangeEnds>();
  let all = 1;
  for (const part of parts) {
    const share = clamp(selectivityOf(subject, part));
    const end = endOfRange(subject.relation, stripParentheses(part));
    if (!end) all *= share;
    else {
      const known = ranges.get(end.column) ?? { statistics: statisticsOf(end.column)!, below: 1, above: 1 };
      ranges.set(end.column, { ...known, [end.side]: Math.min(known[end.side], share) });
    }
  }
  return all * shareOfRanges([...ranges.values()]);
}

function endOfRange(relation: Relation, condition: string) {
  const [, left = '', operator = '', right = ''] = /^([^<>=]*?)\s*(<=|>=|<|>)\s*([^<>=].*)$/s.exec(condition) ?? [];
  const column = onlyColumn(relation, condition);
  if (!column || !statisticsOf(column) || !isPlainColumn(column, left) || literalOf(right) === null) return null;
  return { column, side: operator.startsWith('<') ? ('below' as const) : ('above' as const) };
}

/** `a < b` for two columns; null for whatever else. */
function shareOfComparison(relation: Relation, condition: string): number | null {
  const [, left = '', operator = '', right = ''] = /^(.*?)\s*(<>|!=|<=|>=|=|<|>)\s*(.*)$/s.exec(condition) ?? [];
  const a = relation.columns.find((column) => isPlainColumn(column, left));
  const b = relation.columns.find((column) => isPlainColumn(column, right));
  return a && b ? comparedShare(statisticsOf(a), operator, statisticsOf(b)) : null;
}

/** Null for what one column's statistics do not tell. */
function selectivityOfOne(relation: Relation, condition: string): number | null {
  const column = onlyColumn(relation, condition);
  if (!column) return null;
  const statistics = statisticsOf(column);
  const [, tested = '', not] = /^(.*)\sIS (NOT )?NULL$/is.exec(condition) ?? [];
  if (isPlainColumn(column, tested)) {
    return not ? 1 - nullShare(column) : (statistics?.nullFraction ?? (column.notNull ? 0 : 0.005));
  }
  if (!statistics) return null;
  if (isBooleanColumn(column, condition)) {
    const wanted = /\bIS FALSE$|\bIS NOT TRUE$|= *false$/i.test(condition) ? 'f' : 't';
    const nulls = /\bIS NOT (TRUE|FALSE)$/i.test(condition) ? statistics.nullFraction : 0;
    return shareOfValue(statistics, wanted) + nulls;
  }
  const list = /^(.*?)\s*(=|<>)\s*(?:ANY|ALL)\s*\(+(?:ARRAY)?\[(.*)\]/is.exec(condition);
  if (list && isPlainColumn(column, list[1] ?? '')) {
    const values = splitList(list[3] ?? '').map((value) => shareOfValue(statistics, literalOf(value) ?? ''));
    const sum = values.reduce((total, share) => total + share, 0);
    return list[2] === '=' ? sum : 1 - sum - statistics.nullFraction;
  }
  // Only `column operator constant` is understood, with casts on either side.
  const comparison = /^(.*?)\s*(<>|!=|<=|>=|=|<|>)\s*(.*)$/s.exec(condition);
  const value = comparison && literalOf(comparison[3] ?? '');
  if (!comparison || value === null || !isPlainColumn(column, comparison[1] ?? '')) return null;
  const notNull = 1 - statistics.nullFraction;
  switch (comparison[2]) {
    case '=':
      return shareOfValue(statistics, value);
    case '<>':
    case '!=':
      return notNull - shareOfValue(statistics, value);
    default: {
      const below = shareBelow(statistics, value);
      if (below === null) return notNull;
      const isBelow = comparison[2]?.startsWith('<');
      // The value itself is on the one side for `<=` and `>`, and on the other for `<` and `>=`.
      const withEqual =
        comparison[2] === '<=' || comparison[2] === '>' ? below + shareOfValue(statistics, value) : below;
      return isBelow ? withEqual : notNull - withEqual;
    }
  }
}

/** Of one value: its frequency, or that of an average uncommon value (var_eq_const in selfuncs.c). */
function shareOfValue(statistics: ColumnStatistics, value: string): number {
  const common = parseArrayText(statistics.mostCommonValues ?? '');
  const frequencies = statistics.mostCommonFrequencies ?? [];
  const at = common.findIndex((one) => one !== null && compareValues(one, value) === 0);
  if (at >= 0) return frequencies[at] ?? 0;
  const rest = 1 - statistics.nullFraction - frequencies.reduce((sum, one) => sum + one, 0);
  const others = Math.abs(statistics.distinct) - frequencies.length;
  // A fraction of the rows, as distinct is then, cannot be counted here: such a value has hardly any rows.
  if (statistics.distinct < 0) return 0;
  return others > 0 ? Math.max(0, rest) / others : 0;
}

function isEquality(condition: string): boolean {
  const sides = /^(.*?[^<>!=])=([^=].*)$/s.exec(condition);
  return sides !== null && !/\b(ANY|ALL)\b/i.test(condition) && literalOf(sides[2] ?? '') !== null;
}

function isBooleanColumn(column: Column, condition: string): boolean {
  const rest = condition.replace(/\s+(IS (NOT )?(TRUE|FALSE)|= *(true|false))$/i, '');
  return column.baseType === 'boolean' && isPlainColumn(column, rest);
}

function isPlainColumn(column: Column, text: string): boolean {
  const plain = stripParentheses(stripParentheses(text).replace(/::[a-z ]+(\(\d+\))?(\[\])?$/i, ''));
  return plain === column.name || plain === `"${column.name.replaceAll('"', '""')}"`;
}

/** `'active'::text`, `5`, `-1.5`, `true`: their text; null for what is no literal. */
function literalOf(text: string): string | null {
  const bare = stripParentheses(text.trim());
  const quoted = /^E?'((?:[^']|'')*)'(?:::.*)?$/s.exec(bare)?.[1];
  if (quoted !== undefined) return quoted.replaceAll("''", "'");
  const number = /^\(?(-?\d+(?:\.\d+)?)\)?(?:::.*)?$/.exec(bare)?.[1];
  if (number !== undefined) return number;
  return /^(true|false)$/i.test(bare) ? (bare[0] ?? '').toLowerCase() : null;
}

function onlyColumn(relation: Relation, condition: string): Column | null {
  const unquoted = condition.replaceAll(/'(?:[^']|'')*'/g, "''");
  const named = relation.columns.filter(({ name }) => mentions(unquoted, name));
  return named.length === 1 ? (named[0] ?? null) : null;
}

function nullShare(column: Column | null): number {
  return (column && statisticsOf(column)?.nullFraction) ?? 0;
}

/** A partitioned parent has none of its own, and those of all its partitions together. */
function statisticsOf(column: Column): ColumnStatistics | null {
  return column.statistics ?? column.inheritedStatistics;
}

function splitList(text: string): string[] {
  return text.match(/(?:'(?:[^']|'')*'|[^,'])+/g) ?? [];
}

/** Splits at a keyword outside parentheses, brackets and quotes. */
function splitTopLevel(text: string, keyword: 'AND' | 'OR'): string[] {
  const parts: string[] = [];
  let [depth, start] = [0, 0];
  const separator = new RegExp(`\\s${keyword}\\s`, 'iy');
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? '';
    if (character === "'" || character === '"') {
      const end = text.indexOf(character, at + 1);
      at = end < 0 ? text.length : end;
    } else if ('(['.includes(character)) depth++;
    else if (')]'.includes(character)) depth--;
    else if (depth === 0) {
      separator.lastIndex = at;
      const match = separator.exec(text);
      if (!match) continue;
      parts.push(text.slice(start, at));
      at += match[0].length - 1;
      start = at;
    }
  }
  return [...parts, text.slice(start)];
}

function clamp(share: number): number {
  return Math.min(1, Math.max(0, share));
}
