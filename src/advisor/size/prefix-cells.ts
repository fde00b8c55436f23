import type { IndexKey, Relation } from '../../catalog/model.ts';
import { boundsOf, type CellBound } from './bounds.ts';
import { type CellClass, cellsOfColumn, cross, limitCells, nullBit, shareOccupying } from './cells.ts';
import { mentions } from './expression-type.ts';
import type { KeyFacts } from './key.ts';
import type { SizeOptions } from './model.ts';

/**
 * The cells of the first key, of the first two, and so on: those of each key alone, crossed as though they had nothing to do with each other,
 * less what is known of them together.
 */
export function prefixCells(
  relation: Relation,
  keys: readonly IndexKey[],
  facts: readonly KeyFacts[],
  options: SizeOptions,
): CellClass[][] {
  const own = facts.map(({ values }, position) => cellsOfColumn(values, position));
  const rows = facts[0]?.values.rows ?? 1;
  const bounds = boundsOf(relation, facts, own.map(countOf), options);
  const known = new Map<string, CellClass[]>();

  /** @param cells of the bound's keys, as far as they are known otherwise */
  function mostOf({ of, most }: CellBound, cells: readonly CellClass[]): number {
    if (of === 'cells') return most;
    const counted = of === 'combinations' ? cells : withoutNulls(cells);
    return countOf(withoutNulls(cells)) * shareOccupying(counted, rows, most);
  }

  function limited(positions: readonly number[], crossed: CellClass[]): CellClass[] {
    return bounds
      .filter((bound) => bound.positions.includes(positions.at(-1)!))
      .filter((bound) => bound.positions.every((one) => positions.includes(one)))
      .reduce((cells, bound) => {
        const others = positions.filter((one) => !bound.positions.includes(one));
        const most = mostOf(bound, others.length === 0 ? cells : bound.positions.map((one) => own[one]!).reduce(cross));
        return limitCells(
          cells,
          others.reduce((product, one) => product * countOf(own[one]!), most),
        );
      }, crossed);
  }

  function cellsOf(positions: readonly number[]): CellClass[] {
    const name = positions.join();
    const before = positions.slice(0, -1);
    const last = own[positions.at(-1)!]!;
    const cells = known.get(name) ?? limited(positions, before.length === 0 ? last : cross(cellsOf(before), last));
    known.set(name, cells);
    return cells;
  }

  const sources = keys.map((key) => sourcesOf(relation, key, keys));
  return facts.map((_, position) => {
    const prefix = facts.map((__, at) => at).slice(0, position + 1);
    const isDerived = (at: number) =>
      sources[at]!.length > 0 && sources[at]!.every((source) => prefix.includes(source));
    const derived = prefix.filter(isDerived).map((at) => ({ at, sources: sources[at]! }));
    return cellsOf(prefix.filter((at) => !isDerived(at))).map((one) => withNullsOf(one, derived));
  });
}

function withoutNulls(cells: readonly CellClass[]): readonly CellClass[] {
  return cells.filter(({ nulls }) => nulls === 0);
}

function countOf(cells: readonly CellClass[]): number {
  return cells.reduce((sum, one) => sum + one.cells, 0);
}

interface Derived {
  readonly at: number;
  readonly sources: readonly number[];
}

/** Where a source is NULL, so is mostly what is made of it. */
function withNullsOf(one: CellClass, derived: readonly Derived[]): CellClass {
  const more = derived.filter(({ sources }) => sources.some((source) => (one.nulls & nullBit(source)) !== 0));
  return more.length === 0 ? one : { ...one, nulls: more.reduce((bits, { at }) => bits | nullBit(at), one.nulls) };
}

/** Positions of the keys that a key is made of, where it is an expression or a generated column; -1 for a column that is no key. */
function sourcesOf(
  { columns }: Relation,
  { column, expression }: IndexKey,
  keys: readonly IndexKey[],
): readonly number[] {
  const made = expression ?? columns.find(({ name }) => name === column)?.generated?.expression;
  if (made === undefined) return [];
  const unquoted = made.replaceAll(/'(?:[^']|'')*'/g, "''");
  const named = columns.filter(({ name }) => mentions(unquoted, name));
  return named.map(({ name }) => keys.findIndex((key) => key.column === name));
}
