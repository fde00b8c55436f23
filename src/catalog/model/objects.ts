import type { ColumnName } from './names.ts';

/** A type that a user defined, enough to create it again. Array, row and extension types are left out. */
export type UserType =
  | { readonly schema: string; readonly name: string; readonly kind: 'enum'; readonly labels: readonly string[] }
  | {
      readonly schema: string;
      readonly name: string;
      readonly kind: 'domain';
      readonly baseType: string;
      readonly notNull: boolean;
      readonly default: string | null;
      /** Constraint definitions as pg_get_constraintdef gives them: `CHECK (…)`. */
      readonly checks: readonly string[];
    }
  | {
      readonly schema: string;
      readonly name: string;
      readonly kind: 'composite';
      readonly attributes: readonly { readonly name: string; readonly type: string }[];
    }
  | { readonly schema: string; readonly name: string; readonly kind: 'range'; readonly subtype: string }
  | { readonly schema: string; readonly name: string; readonly kind: 'other' };

/** A function that a user defined (no extension members, no aggregates). */
export interface UserFunction {
  readonly schema: string;
  readonly name: string;
  /** pg_get_function_identity_arguments: `a integer, b text`. */
  readonly arguments: string;
  readonly returns: string;
  readonly language: string;
  readonly volatility: 'immutable' | 'stable' | 'volatile';
  /** pg_get_functiondef, for SQL and PL/pgSQL; null for other languages, procedures included. */
  readonly definition: string | null;
  readonly kind: 'function' | 'procedure' | 'window';
  readonly owner: string;
  readonly comment: string | null;
  readonly securityDefiner: boolean;
  /** pg_proc.proconfig: its SET clauses, each `name=value`, such as `search_path=""`. */
  readonly configuration: readonly string[];
  /** Roles that may execute it, the owner included and sorted; `public` is every role. */
  readonly executableBy: readonly string[];
  /** BEGIN ATOMIC or RETURN (14): names in such a body were resolved once, whatever search_path is now. */
  readonly standardBody: boolean;
}

export interface UserCollation {
  readonly schema: string;
  readonly name: string;
  readonly provider: string;
  readonly locale: string | null;
  readonly deterministic: boolean;
}

export interface Sequence {
  readonly schema: string;
  readonly name: string;
  readonly type: string;
  readonly startValue: string;
  readonly minValue: string;
  readonly maxValue: string;
  readonly increment: string;
  readonly cycle: boolean;
  /** null: never used, or no privilege to see it. */
  readonly lastValue: string | null;
  readonly ownedBy: ColumnName | null;
  readonly owner: string;
  readonly persistence: 'permanent' | 'unlogged';
  /** The extension that it is a member of, or null. */
  readonly extension: string | null;
  /** Whether the role may see lastValue (SELECT or USAGE): without, lastValue is null and says nothing. */
  readonly lastValueVisible: boolean;
  readonly cache: string;
  /** Whether ownedBy is an identity column, which no other default may use, or a serial or OWNED BY. */
  readonly identity: boolean;
  /** Columns whose default calls nextval on it; not identity columns, which have no default. */
  readonly usedBy: readonly ColumnName[];
}
