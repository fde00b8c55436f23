/**
 * 113 queries of 4 to 17 relations over a movie database in the manner of the Join Order Benchmark (bench/join-order.ts; statistics are invented):
 * our advice within a storage budget and the time budget, beside a greedy choice of one-column indexes by what each gains alone, priced by the
 * same twin; with `--rivals extend2,extend3` beside Extend, which takes long. Flags: bench/against-rivals.js. Exit code 1 where ours is dearer.
 */
import { compareWithRivals } from './against-rivals.js';

const { movieCatalog, movieQueries } = await import('../dist/bench/bench/join-order.js');

const isWorse = await compareWithRivals({
  catalog: movieCatalog(),
  texts: movieQueries(113),
  budgetsMb: [250, 500, 1500, 4000],
  rivals: 'greedy',
});
process.exit(isWorse ? 1 : 0);
