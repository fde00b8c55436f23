/**
 * Shapes of 34 queries of TPC-DS on a catalog of its 24 tables (bench/retail.ts; statistics are invented): our advice within a storage budget beside
 * Extend at widths 2 and 3 and a greedy choice, priced by the same twin. `--all` takes queries 6 and 10 too, which make up nearly all of the sum
 * then. Further flags: bench/against-rivals.js. Exit code 1 where ours is dearer.
 */
import { compareWithRivals } from './against-rivals.js';

const { retailCatalog, RETAIL_QUERIES } = await import('../dist/bench/bench/retail.js');

const DOMINANT = process.argv.includes('--all') ? [] : [2, 5];
const isWorse = await compareWithRivals({
  catalog: retailCatalog(),
  texts: RETAIL_QUERIES.filter((_, position) => !DOMINANT.includes(position)),
  budgetsMb: [50, 150, 400, 1000],
  rivals: 'greedy,extend2,extend3',
});
process.exit(isWorse ? 1 : 0);
