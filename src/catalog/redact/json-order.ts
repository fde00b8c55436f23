import { compareBytes, type Compare } from './order.ts';

/**
 * btree's order of jsonb (compareJsonbContainers): Object > Array > Boolean > Number > String > Null; containers by size
 * first. Numbers beyond a double's precision and strings under other collations may differ: histograms correct that.
 */
export const compareJson: Compare = (a, b) => compareValues(JSON.parse(a), JSON.parse(b)) || compareBytes(a, b);

function compareValues(a: unknown, b: unknown): number {
  const byRank = rankOf(a) - rankOf(b);
  if (byRank !== 0) return byRank;
  if (typeof a === 'string' && typeof b === 'string') return compareBytes(a, b);
  if (typeof a !== 'object' || a === null) return Number(a) - Number(b);
  const [x, y] = [parts(a), parts(b as object)];
  if (x.length !== y.length) return x.length - y.length;
  for (const [i, part] of x.entries()) {
    const compared = compareValues(part, y[i]);
    if (compared !== 0) return compared;
  }
  return 0;
}

/** Elements; of an object, keys and values in turn, the keys as jsonb stores them: by length, then by bytes. */
function parts(value: object): unknown[] {
  if (Array.isArray(value)) return value;
  const entries = Object.entries(value).sort(
    ([a], [b]) => Buffer.byteLength(a) - Buffer.byteLength(b) || compareBytes(a, b),
  );
  return entries.flat();
}

function rankOf(value: unknown): number {
  if (value === null) return 0;
  if (Array.isArray(value)) return 4;
  return ['string', 'number', 'boolean', '', 'object'].indexOf(typeof value) + 1;
}
