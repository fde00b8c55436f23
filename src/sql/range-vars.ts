/** A relation as a statement names it. */
export interface NamedRange {
  readonly schema: string | null;
  readonly name: string;
}

export interface Ranges {
  readonly relations: readonly NamedRange[];
  /** Names of common table expressions, which are among the relations where they are read. */
  readonly own: ReadonlySet<string>;
}

/** All that a parse tree names as relations, wherever it does; one that is named twice comes twice. */
export function rangesOf(tree: unknown): Ranges {
  const relations: NamedRange[] = [];
  const own = new Set<string>();
  // A tree may be deeper than calls may be nested.
  const pending: unknown[] = [tree];
  while (pending.length > 0) {
    const node = pending.pop();
    if (typeof node !== 'object' || node === null) continue;
    for (const [field, value] of Object.entries(node) as [string, unknown][]) {
      if (field === 'ctename') own.add(value as string);
      // The target of INSERT, UPDATE, DELETE and MERGE is not wrapped.
      else if (field === 'RangeVar' || field === 'relation') {
        const { schemaname, relname } = value as { schemaname?: string; relname?: string };
        if (relname !== undefined) relations.push({ schema: schemaname ?? null, name: relname });
      }
      pending.push(value);
    }
  }
  return { relations, own };
}
