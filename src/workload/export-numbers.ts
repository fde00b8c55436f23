/** Which character parts whole numbers from their decimals: the server's point, or the comma of many countries. */
export type NumberFormat = 'point' | 'comma';

/** Groups of thousands may be parted by blanks of all widths, in Switzerland by apostrophes: these tell nothing else. */
const OTHER_GROUPS = /^\d{1,3}(?:[ \u00a0\u2009\u202f'’]\d{3})+(?=$|[.,])/;
/** A separator that stands once, after one to three digits and before three: of thousands, or of decimals. */
const EITHER = /^[1-9]\d{0,2}[.,]\d{3}$/;
const PLAIN = /^\d+$/;
/** What a mean without decimals may be off. */
const MOST_ROUNDED = 0.01;

/** A whole number or one with decimals, as an export has it. */
export interface NumberCell {
  readonly text: string;
  /** Of counts, which have no decimals but where a program has made them floats: `1000.000`. */
  readonly isCount: boolean;
}

export interface NumberCells {
  readonly calls: NumberCell | undefined;
  readonly rows: NumberCell | undefined;
  readonly ms: NumberCell | undefined;
  readonly meanMs: NumberCell | undefined;
}

/** Whether one of them is another number in the other format. */
export function hasAmbiguous({ calls, rows, ms, meanMs }: NumberCells): boolean {
  return [calls, rows, ms, meanMs].some((cell) => cell !== undefined && EITHER.test(cell.text));
}

/** Tells the format of all of an export's numbers from the first ones that leave no doubt. */
export function createNumberFormat(): { readonly told: NumberFormat | null; note(cells: NumberCells): void } {
  let told: NumberFormat | null = null;
  let hasPlainCount = false;
  /** As of a count that is `1.000` or `1,000`: of a float, or in a group. */
  let grouped: NumberFormat | null = null;
  const noteCount = (text: string): void => {
    if (PLAIN.test(text)) hasPlainCount = true;
    if (!EITHER.test(text)) return;
    const format = text.includes('.') ? 'comma' : 'point';
    // A count's decimals are none but zeros.
    if (text.endsWith('000')) grouped = format;
    else told ??= format;
  };
  return {
    get told() {
      return told;
    },
    note(cells) {
      if (told) return;
      for (const cell of [cells.calls, cells.rows, cells.ms, cells.meanMs]) {
        if (!cell) continue;
        told ??= formatOf(cell.text);
        if (cell.isCount) noteCount(cell.text);
      }
      // Floats would all have decimals.
      if (hasPlainCount) told ??= grouped;
      told ??= formatOfProduct(cells);
    },
  };
}

/** That in which calls and their mean make the total; null where both do, or neither. */
function formatOfProduct({ calls, ms, meanMs }: NumberCells): NumberFormat | null {
  if (!calls || !ms || !meanMs) return null;
  const fits = (format: NumberFormat): boolean => {
    const [count, total, mean] = [calls, ms, meanMs].map(({ text }) => numberOf(text, format)) as [
      number,
      number,
      number,
    ];
    return Math.abs(count * mean - total) <= MOST_ROUNDED * total;
  };
  return fits('point') === fits('comma') ? null : fits('point') ? 'point' : 'comma';
}

/** Of a number that is none in the other format; null where it is the same in both. */
function formatOf(text: string): NumberFormat | null {
  const [isPoint, isComma] = [numberOf(text, 'point'), numberOf(text, 'comma')].map((value) => !Number.isNaN(value));
  return isPoint === isComma ? null : isPoint ? 'point' : 'comma';
}

/**
 * A number as the server writes it, or as a spreadsheet or a client does in its user's country: `1.012,5`, `1,012.5`, `1’012.5`. NaN for none.
 * @param format null where nothing tells: then a count that may be two numbers is none
 * @param areCommasGroups where nothing tells: commas part fields, too
 */
export function readNumber(
  { text, isCount }: NumberCell,
  format: NumberFormat | null,
  areCommasGroups: boolean,
): number {
  if (format !== null) return numberOf(text, format);
  const isGrouped = areCommasGroups && text.includes(',');
  if (isCount && EITHER.test(text) && !isGrouped) return NaN;
  return numberOf(text, isGrouped || !text.includes(',') ? 'point' : 'comma');
}

function numberOf(text: string, format: NumberFormat): number {
  const joined = text.replace(OTHER_GROUPS, (groups) => groups.replaceAll(/\D/g, ''));
  const [decimal, group] = format === 'point' ? ['.', ','] : [',', '.'];
  const [whole = '', ...decimals] = joined.split(decimal);
  if (decimals.some((part) => part.includes(group)) || decimals.length > 1) return NaN;
  const isGrouped = whole.includes(group);
  if (isGrouped && !/^[1-9]\d{0,2}(?:[.,]\d{3})+$/.test(whole)) return NaN;
  const digits = isGrouped ? whole.replaceAll(group, '') : whole;
  return text === '' ? NaN : Number([digits, ...decimals].join('.'));
}
