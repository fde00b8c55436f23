/**
 * 46 statements of a site of questions and answers (bench/forum.ts; statistics are invented), pages that are asked a million times and reports that
 * are asked ten times: our advice within a storage budget beside Extend at widths 2 and 3 and a greedy choice, priced by the same twin. No
 * threshold was set by it. Flags: bench/against-rivals.js. Exit code 1 where ours is dearer.
 */
import { compareWithRivals } from './against-rivals.js';

const { forumCatalog, FORUM_QUERIES } = await import('../dist/bench/bench/forum.js');

const isWorse = await compareWithRivals({
  catalog: forumCatalog(),
  texts: FORUM_QUERIES.map(([, sql]) => sql),
  calls: FORUM_QUERIES.map(([calls]) => calls),
  budgetsMb: [100, 250, 500, 1000, 2500],
  rivals: 'greedy,extend2,extend3',
});
process.exit(isWorse ? 1 : 0);
