/** The name that takes the fewest edits to reach, when it is near enough to be what was meant. */
export function nearestName(given: string, names: readonly string[]): string | undefined {
  const ranked = names
    .map((name) => ({ name, distance: Math.min(...spellings(name).map((spelling) => editDistance(given, spelling))) }))
    .sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1));
  const [best] = ranked;
  // Half of the letters wrong is another word.
  return best && best.distance <= Math.max(2, given.length / 2) ? best.name : undefined;
}

/** A rule may be asked for without its category. */
function spellings(name: string): readonly string[] {
  const slash = name.indexOf('/');
  return slash < 0 ? [name] : [name, name.slice(slash + 1)];
}

/** Levenshtein's distance, by rows. */
export function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (const [row, letter] of [...a].entries()) {
    const current = [row + 1];
    for (let column = 1; column <= b.length; column++) {
      const substitution = previous[column - 1]! + (letter === b[column - 1] ? 0 : 1);
      current.push(Math.min(previous[column]! + 1, current[column - 1]! + 1, substitution));
    }
    previous = current;
  }
  return previous[b.length]!;
}
