/**
 * How many different values there may be, told by some of them: numbers between the least and the greatest, in steps of their last
 * decimal, alone or inside texts that are otherwise alike (`user17`, `/orders/4711`). Null for words, names and hashes, which tell nothing.
 */
export function domainSize(values: readonly string[]): number | null {
  const different = [...new Set(values)];
  const forms = new Map<string, string[][]>();
  const scale = different.reduce((most, value) => Math.max(most, /^-?\d+\.(\d+)$/.exec(value)?.[1]?.length ?? 0), 0);
  for (const value of different) {
    const plain = scale > 0 && /^-?\d+(\.\d+)?$/.test(value) ? String(Math.round(Number(value) * 10 ** scale)) : value;
    const form = plain.replaceAll(/\d+/g, '0');
    forms.set(form, [...(forms.get(form) ?? []), plain.match(/\d+/g) ?? []]);
  }
  if (different.length < 3 || forms.size > different.length / 4) return null;
  return [...forms.values()].reduce((sum, numbers) => sum + sizeOfForm(numbers), 0);
}

/** @param values the numbers in each of the texts of one form */
function sizeOfForm(values: readonly (readonly string[])[]): number {
  return (values[0] ?? []).reduce((product, _, position) => {
    const numbers = values.map((value) => Number(value[position]));
    const span = numbers.reduce((a, b) => Math.max(a, b)) - numbers.reduce((a, b) => Math.min(a, b));
    // The ends of what n values were drawn from lie beyond theirs.
    return values.length < 2 ? product : product * (1 + (span * (values.length + 1)) / (values.length - 1));
  }, 1);
}
