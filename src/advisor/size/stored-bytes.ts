import type { ColumnStatistics, Relation } from '../../catalog/model.ts';

/**
 * Bytes that a value takes inside an index tuple, its variable-length header included, from its text form; null for a
 * type whose text form does not tell. Values up to 126 bytes have a header of one byte, longer ones of four.
 */
export function storedBytes(baseType: string, text: string): number | null {
  switch (baseType) {
    case 'text':
    case 'character varying':
    case 'character':
      return withHeader(Buffer.byteLength(text, 'utf8'));
    case 'name':
      return Buffer.byteLength(text, 'utf8') + 1;
    case 'bytea':
      return text.startsWith('\\x') ? withHeader((text.length - 2) / 2) : null;
    case 'numeric':
      return withHeader(numericBytes(text));
    case 'inet':
    case 'cidr':
      return withHeader(text.includes(':') ? 18 : 6);
    default:
      return null;
  }
}

/** analyze.c, WIDTH_THRESHOLD: of longer values none is kept. */
const KEPT_BYTES = 1024;

/** Whether ANALYZE kept no value, for they are long, and yet measured a small width: that of pointers to values in the TOAST table. */
function isStoredOutside({ averageWidth, mostCommonValues, histogramBounds }: ColumnStatistics): boolean {
  return mostCommonValues === null && histogramBounds === null && averageWidth < KEPT_BYTES;
}

/** Mean bytes of a value as it is stored, in the TOAST table too, which all columns with values there are taken to share alike. */
export function valueBytes(relation: Relation, statistics: ColumnStatistics, rows: number): number {
  if (!isStoredOutside(statistics)) return statistics.averageWidth;
  const outside = relation.columns.filter(
    (column) => column.typeLength === -1 && column.statistics && isStoredOutside(column.statistics),
  );
  const indexes = relation.indexes.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const toast = Math.max(0, relation.totalBytes - relation.sizeBytes - indexes);
  return statistics.averageWidth + toast / Math.max(1, rows * outside.length);
}

export function withHeader(dataBytes: number): number {
  return dataBytes <= 126 ? dataBytes + 1 : dataBytes + 4;
}

/** numeric.c: a two-byte header (the short form), then two bytes for each base-10000 digit, zeros at either end left out. */
function numericBytes(text: string): number {
  const match = /^-?(\d*)(?:\.(\d*))?$/.exec(text);
  if (!match) return 2;
  const [, integer = '', fraction = ''] = match;
  const digits =
    integer.padStart(Math.ceil(integer.length / 4) * 4, '0') + fraction.padEnd(Math.ceil(fraction.length / 4) * 4, '0');
  const groups = digits.match(/.{4}/g) ?? [];
  const first = groups.findIndex((group) => group !== '0000');
  const last = groups.findLastIndex((group) => group !== '0000');
  return first < 0 ? 2 : 2 + 2 * (last - first + 1);
}
