/** Of the time budget, what trying may take, and what is kept for putting findings together at the most. */
const SHARES = { tried: 0.01, most: 0.25 };
/** Among all others, in a memory that has filled, one takes so much more than among few. */
const AMONG_ALL = 1.25;
const FIRST_TRIED = 64;

/**
 * Milliseconds of the time budget to keep for what comes after the advice: findings and their fixes, of which those that need no price
 * can be tens of thousands. Some are put together to see how long that takes, spread over all, and twice as many each time: the first
 * are slow, until V8 has compiled what they call.
 * @param finish puts some of them together.
 * @param now milliseconds of any monotonic clock.
 */
export function finishingMs<T>(
  all: readonly T[],
  finish: (some: readonly T[]) => unknown,
  timeBudgetMs: number,
  now: () => number,
): number {
  const untilMs = now() + timeBudgetMs * SHARES.tried;
  let each = 0;
  for (let count = FIRST_TRIED, tried = 0; tried < all.length; count *= 2) {
    const some = spread(all, count);
    tried = some.length;
    const begun = now();
    finish(some);
    const ended = now();
    each = (ended - begun) / tried;
    if (ended + 2 * (ended - begun) > untilMs) break;
  }
  return Math.min(each * all.length * AMONG_ALL, timeBudgetMs * SHARES.most);
}

/** At most so many, at equal distances. */
function spread<T>(all: readonly T[], count: number): readonly T[] {
  const step = Math.ceil(all.length / count);
  return all.filter((_, position) => position % step === 0);
}
