/** Runs two things alternately and compares their medians: absolute times on a noisy machine say little, ratios more. */

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * @param {Record<string, () => unknown | Promise<unknown>>} contestants name → work; the first is what the others are measured by
 * @returns {Promise<Record<string, number>>} median milliseconds by name
 */
export async function compare(contestants, rounds = 11) {
  const times = Object.fromEntries(Object.keys(contestants).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, work] of Object.entries(contestants)) {
      const start = performance.now();
      await work();
      times[name].push(performance.now() - start);
    }
  }
  return Object.fromEntries(Object.entries(times).map(([name, list]) => [name, median(list)]));
}

/** @param {Record<string, number>} medians as compare() returns them */
export function printRatios(title, medians, limit) {
  const [[reference, base], ...others] = Object.entries(medians);
  console.log(title);
  console.log(`  ${reference}: ${base.toFixed(1)} ms`);
  for (const [name, time] of others) {
    const ratio = time / base;
    const verdict =
      limit === undefined ? '' : ratio <= limit ? ` (at most ${limit}: ok)` : ` (at most ${limit}: TOO SLOW)`;
    console.log(`  ${name}: ${time.toFixed(1)} ms, ${ratio.toFixed(2)} times${verdict}`);
  }
}
