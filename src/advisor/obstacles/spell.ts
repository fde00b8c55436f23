import { strings, walk } from '../../sql/ast.ts';
import { deparse } from '../../sql/expression.ts';
import type { Node } from '../../sql/parser.ts';

/** A column as a condition of a plan names it: by the alias of its relation. */
export interface NamedColumn {
  readonly alias: string | null;
  readonly name: string;
}

/** Every column that an expression mentions, each once, in the order of the text. */
export function columnsIn(node: Node | undefined): readonly NamedColumn[] {
  const found = new Map<string, NamedColumn>();
  walk(node, (type, fields) => {
    if (type !== 'ColumnRef') return true;
    const path = strings((fields as { fields?: Node[] }).fields);
    const column = { alias: path.at(-2) ?? null, name: path.at(-1) ?? '' };
    found.set(JSON.stringify(column), column);
    return false;
  });
  return [...found.values()];
}

/** The column that an expression is by itself, or undefined. */
export function plainColumn(node: Node | undefined): NamedColumn | undefined {
  if (!node || !('ColumnRef' in node)) return undefined;
  return columnsIn({ ColumnRef: node.ColumnRef })[0];
}

const UNITS =
  /^(microseconds|milliseconds|second|minute|hour|day|week|month|quarter|year|decade|century|millennium|dow|doy|epoch|isodow|isoyear)$/i;

/** An expression without values: `date(placed_at)`, `COALESCE(note, …)`. Units of time are no values. */
export function spell(node: Node | undefined): string {
  const text = (node && deparse(node)) ?? columnsIn(node)[0]?.name ?? 'an expression';
  return text
    .replaceAll(/'((?:[^']|'')*)'(::[a-z_]+( [a-z]+)*)?/g, (_, value: string) =>
      UNITS.test(value) ? `'${value}'` : '…',
    )
    .replaceAll(/(?<![\w$.])\d+(\.\d+)?/g, '…')
    .replace(/^\((.*)\)$/s, (whole, inner: string) => (isBalanced(inner) ? inner : whole));
}

function isBalanced(text: string): boolean {
  let depth = 0;
  for (const character of text) {
    if (character === '(') depth++;
    if (character === ')') depth--;
    if (depth < 0) return false;
  }
  return true;
}
