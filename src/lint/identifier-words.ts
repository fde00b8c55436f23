/** The words of an identifier, in lower case: `core_orderItem` → core, order, item. */
export function wordsOf(identifier: string): readonly string[] {
  // Nearly all identifiers are snake case; the rest takes ten times as long.
  if (/^[a-z0-9]+(?:_[a-z0-9]+)*$/.test(identifier)) return identifier.split('_');
  return identifier
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '');
}

/** English singular by ending alone: good enough to see that `orders` holds an `order`; never shown to a user. */
export function singular(word: string): string {
  if (/(?:ss|us|is)$/.test(word) || word.length < 4) return word;
  if (word === 'people') return 'person';
  if (word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  if (/(?:ch|sh|x|z|ss)es$/.test(word)) return word.slice(0, -2);
  return word.endsWith('s') ? word.slice(0, -1) : word;
}
