import type { A_Const, Node } from './parser.ts';

/** Helpers over pg_query's tree, in which a node is `{ TypeName: fields }` and zero values are left out. */

/** The text of a constant as it was meant, without quotes; null for NULL. */
export function constantText(constant: A_Const): string | null {
  if (constant.isnull) return null;
  if (constant.ival) return String(constant.ival.ival ?? 0);
  if (constant.fval) return constant.fval.fval ?? '';
  if (constant.boolval) return String(constant.boolval.boolval ?? false);
  if (constant.bsval) return constant.bsval.bsval ?? '';
  return constant.sval?.sval ?? '';
}

/** The texts of a list of String nodes, such as a function's or a type's name. */
export function strings(nodes: readonly Node[] | undefined): string[] {
  return (nodes ?? []).map((node) => ('String' in node ? (node.String.sval ?? '') : ''));
}

export function lastString(nodes: readonly Node[] | undefined): string {
  return strings(nodes).at(-1) ?? '';
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * Visits every node below (and including) the given one, whatever its type; `enter` returns false to stay out of a
 * node's fields. Iterative, so that the depth of a tree never matters.
 */
export function walk(root: unknown, enter: (type: string, fields: Fields) => boolean): void {
  const pending: unknown[] = [root];
  while (pending.length > 0) {
    const value = pending.pop();
    if (typeof value !== 'object' || value === null) continue;
    const entries: [string, unknown][] = Object.entries(value);
    for (const [key, child] of entries.reverse()) {
      if (typeof child !== 'object' || child === null) continue;
      const isNode = /^[A-Z]/.test(key);
      if (!isNode || enter(key, child as Fields)) pending.push(child);
    }
  }
}
