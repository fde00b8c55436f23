/** Digits before small letters: ASCII has this order, and so has every natural-language collation. */
const ALPHABET = '0123456789abcdefghijklmnopqrstuvwxyz';
/** Where the type leaves room for few characters and there are many values: ideographs, in code point order. */
const FIRST_IDEOGRAPH = 0x4e00;
const IDEOGRAPHS = 20_000;
const FILLER = 'x';
/** Limits from which a code always fits: 36^6 is two thousand million. */
const ROOMY = 8;

/**
 * Texts of about the same length as the originals, in ascending order in any collation: a code of fixed width, spread
 * evenly for the optimizer's interpolation, then filler. None of them equals an original, as far as the room permits.
 * @param limit the most characters that the type takes; without `isLimit` also the fewest (lexemes)
 */
export function standInTexts(ordered: readonly string[], limit: number | null, isLimit: boolean): readonly string[] {
  const originals = new Set(ordered);
  const count = ordered.length;
  const most = limit ?? Infinity;
  const width = Math.max(1, Math.ceil(Math.log(Math.max(count, 2)) / Math.log(36)));
  if (width > most) return withIdeographs(ordered, most);
  const prefixes = most >= ROOMY || most > width ? ['v', 'u', 'w', 'q', 'j', 'z', ''] : [''];
  let best: readonly string[] = [];
  for (const prefix of prefixes) {
    for (const shift of [0.5, 0.25, 0.75, 0.1, 0.9]) {
      best = ordered.map((original, position) => {
        const length = isLimit ? Math.min([...original].length, most) : most;
        return (prefix + encode(position + shift, count, width)).padEnd(length, FILLER);
      });
      if (!best.some((text) => originals.has(text))) return best;
    }
  }
  return best;
}

function encode(position: number, count: number, width: number): string {
  let number = Math.floor((position * ALPHABET.length ** width) / count);
  let code = '';
  for (let i = 0; i < width; i++) {
    code = ALPHABET[number % ALPHABET.length]! + code;
    number = Math.floor(number / ALPHABET.length);
  }
  return code;
}

function withIdeographs(ordered: readonly string[], width: number): readonly string[] {
  return ordered.map((_, position) => {
    let code = '';
    for (let i = 0, number = position; i < width; i++, number = Math.floor(number / IDEOGRAPHS)) {
      code = String.fromCodePoint(FIRST_IDEOGRAPH + (number % IDEOGRAPHS)) + code;
    }
    return code;
  });
}
