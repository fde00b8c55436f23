import { skeletonOf, tokensOf, type Names, type Token } from './prefix-tokens.ts';

/** What may part all fields of a prefix. */
const SEPARATORS = ['\t', ' | ', '|', ';', '¦', ' - ', ', ', ',', '::', '~'];
const FEWEST = 2;
/** Fields of a form of their own. */
const FORMED: ReadonlySet<Token['kind']> = new Set(['m', 't', 'n', 'c', 'v', 'number']);
/** What a cell has none of that holds one field alone. */
const OF_SEVERAL: ReadonlySet<Token['kind']> = new Set(['m', 't', 'n', 'c', 'value']);
const HOST = /^(?:[\w-]+(?:\.[\w-]+)*|.*\(\d+\))$/;
const KEY = /^\w+"?(?:[=:-] ?| )/;
const MARKS = '[\\s[\\](){}<>"\']*';
const IN_MARKS = new RegExp(`^(${MARKS})(.*?)(${MARKS})$`, 's');

/** Takes the text before a line's tag apart. */
type Tokenize = (before: string) => Token[];

/**
 * Takes prefixes apart that have one mark between all of their fields: what is between two of them is one field, whatever blanks and marks
 * it has, where its form differs from line to line. Null where the lines have no such mark, or no such field.
 * @param befores what stands before the tags of lines about statements
 */
export function cellsOf(befores: readonly string[], names: Names): Tokenize | null {
  for (const mark of SEPARATORS) {
    const rows = rowsOf(mark, befores);
    if (rows === null) continue;
    const whole = rows[0]!.map((_, at) => kindOf(new Set(rows.map((cells) => cells[at]!)), names));
    if (whole.every((kind) => kind === null)) return null;
    return (before) => {
      const cells = before.split(mark);
      if (cells.length !== whole.length) return tokensOf(before, names);
      return joined(
        cells.flatMap((cell, at) => [
          ...(at > 0 ? tokensOf(mark) : []),
          ...(whole[at] ? oneToken(cell, whole[at]) : tokensOf(cell, names)),
        ]),
      );
    };
  }
  return null;
}

/** The cells of the lines, most of which have the mark as often; null where they have not. */
function rowsOf(mark: string, befores: readonly string[]): string[][] | null {
  const byCount = new Map<number, string[][]>();
  for (const before of befores) {
    const cells = before.split(mark);
    const others = byCount.get(cells.length);
    if (others) others.push(cells);
    else byCount.set(cells.length, [cells]);
  }
  const [rows = []] = [...byCount.values()].sort((a, b) => b.length - a.length);
  return (rows[0]?.length ?? 0) > FEWEST && rows.length * 5 > befores.length * 4 ? rows : null;
}

/** As what a cell is one token: null where it has the same form in all lines, or may hold several fields. */
function kindOf(cells: ReadonlySet<string>, names: Names): 'word' | 'h' | null {
  const filled = [...cells].map(innerOf).filter((inner) => inner !== '');
  const tokens = filled.map((inner) => tokensOf(inner, names));
  if (new Set(tokens.map(skeletonOf)).size < 2) return null;
  const isOf = (some: readonly Token[], kinds: ReadonlySet<string>) => some.length === 1 && kinds.has(some[0]!.kind);
  if (tokens.some((some) => some.some(({ kind }) => OF_SEVERAL.has(kind)))) return null;
  const keys = new Set(filled.map((inner) => KEY.exec(inner)?.[0]));
  if (keys.size === 1 && !keys.has(undefined)) return null;
  // `app@shop` is a user and a database.
  if (filled.filter((inner) => inner.includes('@')).length * 2 > filled.length) return null;
  if (tokens.filter((some) => isOf(some, FORMED)).length * 2 > tokens.length) return null;
  const isAddress = tokens.map((some) => isOf(some, ADDRESSES));
  const addresses = isAddress.filter(Boolean).length;
  if (addresses > 0 && filled.every((inner, at) => isAddress[at] || HOST.test(inner))) return 'h';
  return addresses * 2 > filled.length ? null : 'word';
}

const OPENING = '([<{';
const CLOSING = ')]>}';
const BRACKETS = new Set(OPENING + CLOSING);
const ADDRESSES: ReadonlySet<string> = new Set(['h', 'r']);

/** What a cell has in the marks around it, but for those of `[unknown]` and `[local]`. */
function innerOf(cell: string): string {
  return partsOf(cell)[1];
}

function partsOf(cell: string): readonly [before: string, inner: string, after: string] {
  const [, before = '', inner = '', after = ''] = IN_MARKS.exec(cell) ?? [];
  const open = before.lastIndexOf('[');
  const isOwn = /^\w+$/.test(inner) && open === before.length - 1 && open >= 0 && after.startsWith(']');
  if (isOwn && /^(?:local|none|unknown)$/.test(inner)) return [before.slice(0, -1), `[${inner}]`, after.slice(1)];
  // What is opened in a name is closed in it: `worker [3]`, `app01(4711)`.
  const opened = [...inner].findLast((mark) => BRACKETS.has(mark));
  const close =
    opened === undefined || !OPENING.includes(opened) ? -1 : after.indexOf(CLOSING[OPENING.indexOf(opened)]!);
  if (close >= 0) return [before, inner + after.slice(0, close + 1), after.slice(close + 1)];
  return [before, inner, after];
}

function oneToken(cell: string, kind: 'word' | 'h'): Token[] {
  const [before, value, after] = partsOf(cell);
  const own: Token = { kind: kind === 'h' && value.endsWith(')') ? 'r' : kind, value, field: null };
  return [...tokensOf(before), own, ...tokensOf(after)];
}

/** Texts and blanks that come together are one. */
function joined(tokens: readonly Token[]): Token[] {
  const joint: Token[] = [];
  for (const token of tokens) {
    const last = joint.at(-1);
    if (last?.kind === token.kind && (token.kind === 'text' || token.kind === 'blank'))
      joint[joint.length - 1] = { ...last, value: last.value + token.value };
    else joint.push(token);
  }
  return joint;
}
