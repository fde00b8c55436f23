import type { ColumnRef, Node } from './parser.ts';

export interface DeparseOptions {
  /** The text for a column reference, null when there is none; by default the last name, quoted. */
  readonly column?: (reference: ColumnRef) => string | null;
  /** Drops what PostgreSQL adds without a change of meaning, so that equal texts mean equal expressions. */
  readonly canonical?: boolean;
  /** format_type of a column, where it is known; lets the canonical form drop casts that do nothing. */
  readonly columnType?: ((column: string) => string | undefined) | undefined;
}

/** Thrown within the deparser at a node that it does not know. */
export class Unspellable extends Error {}

export type Spell = (node: Node | undefined, options: DeparseOptions) => string;
