import { LINE_POINTER_BYTES, PAGE_BYTES, PAGE_HEADER_BYTES, ROW_ADDRESS_BYTES, maxAlign } from './page.ts';

/** Free bytes of an empty btree page: header, BTPageOpaqueData and the high key's line pointer taken off. */
const EMPTY_PAGE_BYTES = PAGE_BYTES - PAGE_HEADER_BYTES - 16 - LINE_POINTER_BYTES;
/** nbtsort.c, _bt_load(): CREATE INDEX writes no posting list over a tenth of a page, 812 bytes, which MAXALIGN makes 808. */
const MAX_POSTING_BYTES = Math.floor((Math.floor(PAGE_BYTES / 10 / 8) * 8 - LINE_POINTER_BYTES) / 8) * 8;
const MAX_PAGES = 40;
const MAX_TUPLES = 12_000;
/** Below, no two rows are alike. */
const FEWEST_ROWS_PER_CELL = 1e-6;
const GOLDEN_RATIO = 0.618_033_988_749_895;

/** Index tuples that lie side by side on leaf pages. */
export interface LeafRun {
  /** Sizes of a tuple for one row, MAXALIGNed, and the share of keys that have them. */
  readonly tupleBytes: readonly { readonly bytes: number; readonly share: number }[];
  /** Expected rows of a key that occurs, or 0 when equal keys are not merged. */
  readonly rowsPerCell: number;
}

/**
 * Rows that a leaf page holds after CREATE INDEX: replays _bt_load() and _bt_buildadd() (nbtsort.c, PostgreSQL 13 and
 * later) for some pages, with keys drawn in a fixed sequence, so that the same input gives the same answer.
 * @param fillFactor percent; 90 unless the index says otherwise.
 */
export function rowsPerLeafPage(run: LeafRun, fillFactor: number): number {
  const reserve = Math.floor((PAGE_BYTES * (100 - fillFactor)) / 100);
  const nextKey = keySequence(run);
  // Where all tuples are alike, so are all pages.
  const isUniform = run.tupleBytes.length === 1 && run.rowsPerCell < FEWEST_ROWS_PER_CELL;
  const mostPages = isUniform ? 1 : MAX_PAGES;
  let [pages, rowsOnPages, rowsOnPage, free, tuplesOnPage] = [0, 0, 0, EMPTY_PAGE_BYTES, 0];
  let lastBytes = 0;
  let lastPostingBytes = 0;
  let lastRows = 0;
  for (let tuples = 0; tuples < MAX_TUPLES && pages < mostPages;) {
    const key = nextKey();
    const mostRows = Math.max(1, Math.floor((MAX_POSTING_BYTES - key.bytes) / ROW_ADDRESS_BYTES));
    for (let left = key.rows; left > 0; left -= lastRows) {
      const rows = Math.min(left, mostRows);
      const bytes = rows === 1 ? key.bytes : maxAlign(key.bytes + rows * ROW_ADDRESS_BYTES);
      const space = free - LINE_POINTER_BYTES;
      const isFull = space < bytes + 8 || (space + lastPostingBytes < reserve && tuplesOnPage > 1);
      if (isFull && tuplesOnPage > 1) {
        // The last tuple moves to the new page; what is left of it here becomes the high key.
        pages++;
        rowsOnPages += rowsOnPage - lastRows;
        rowsOnPage = lastRows;
        free = EMPTY_PAGE_BYTES - lastBytes - LINE_POINTER_BYTES;
        tuplesOnPage = 1;
      }
      free -= bytes + LINE_POINTER_BYTES;
      rowsOnPage += rows;
      tuplesOnPage++;
      tuples++;
      lastBytes = bytes;
      lastPostingBytes = bytes - key.bytes;
      lastRows = rows;
    }
  }
  if (pages > 0) return rowsOnPages / pages;
  return rowsOnPage * ((EMPTY_PAGE_BYTES - reserve) / (EMPTY_PAGE_BYTES - free));
}

interface Key {
  readonly bytes: number;
  readonly rows: number;
}

/** Keys with sizes and row counts spread as the run says, in a low-discrepancy order. */
function keySequence(run: LeafRun): () => Key {
  const rowCount = rowCounts(run.rowsPerCell);
  const only = run.tupleBytes.length === 1 ? run.tupleBytes[0] : undefined;
  let u = 0.5;
  let v = 0.5;
  return () => {
    // Two irrational steps with no small relation between them fill the unit square evenly.
    u = fraction(u + GOLDEN_RATIO);
    const rows = rowCount(u);
    if (only) return { bytes: only.bytes, rows };
    v = fraction(v + Math.SQRT2);
    return { bytes: pick(run.tupleBytes, v), rows };
  };
}

/** Exact for what is not negative, and ten times as fast as `% 1`. */
function fraction(value: number): number {
  return value - Math.trunc(value);
}

function pick(choices: LeafRun['tupleBytes'], at: number): number {
  let sum = 0;
  for (const { bytes, share } of choices) {
    sum += share;
    if (at < sum) return bytes;
  }
  return choices.at(-1)?.bytes ?? 16;
}

/** Quantiles of the rows of a key that occurs: Poisson without zero; beyond 50 the logistic curve, cut where it no longer matters. */
function rowCounts(mean: number): (at: number) => number {
  if (mean < FEWEST_ROWS_PER_CELL) return () => 1;
  if (mean > 50) {
    const centre = Math.min(mean, 20_000);
    const scale = Math.sqrt(centre) * 0.5513;
    return (at) => Math.max(1, Math.round(centre + scale * Math.log(at / (1 - at))));
  }
  const cumulative: number[] = [];
  let [probability, sum] = [(mean * Math.exp(-mean)) / -Math.expm1(-mean), 0];
  for (let rows = 1; rows < 130; rows++) {
    sum += probability;
    cumulative.push(sum);
    probability *= mean / (rows + 1);
  }
  return (at) => 1 + firstAbove(cumulative, at);
}

/** The position of the first of the ascending bounds that is greater, or how many there are. */
function firstAbove(bounds: readonly number[], at: number): number {
  let low = 0;
  let high = bounds.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (at < bounds[middle]!) high = middle;
    else low = middle + 1;
  }
  return low;
}
