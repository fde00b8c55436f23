import type { KeyExpression, Predicate, RelationUse, RowWrite, SortKey } from '../model.ts';
import type { CommonTableExpr } from '../parser.ts';
import type { CatalogNames, NamedRelation } from './names.ts';

/** A RelationUse while it is being gathered. */
export interface Use {
  readonly index: number;
  readonly relation: NamedRelation;
  readonly alias: string;
  role: RelationUse['role'];
  predicates: Predicate[];
  disjunctions: Predicate[][][];
  /** `isPreserved`: an outer join keeps this relation's rows whether they match or not. */
  joins: { key: KeyExpression; operator: string; other: Use; otherKey: KeyExpression; isPreserved: boolean }[];
  groupBy: KeyExpression[];
  aggregates: { function: string; columns: string[]; distinct: boolean }[];
  aggregated: boolean;
  distinct: KeyExpression[];
  orderBy: SortKey[];
  orderComplete: boolean;
  limit: RelationUse['limit'];
  readonly reads: Set<string>;
  readonly writes: Set<string>;
  readonly rowWrites: Set<RowWrite>;
}

/** A column, or an expression over columns, of one use of a relation. */
export interface Key extends KeyExpression {
  readonly use: Use;
}

export interface ColumnRead {
  readonly use: Use;
  readonly column: string;
}

/** What an expression comes from. */
export interface Origin {
  /** One for each arm of a UNION; empty where it is no expression over a single relation. */
  readonly keys: readonly Key[];
  /** Whether a condition on it may be tested on the base relation itself (not above LIMIT, aggregation and the like). */
  readonly pushable: boolean;
  /** Whether an outer join above the relation may turn it to NULL. */
  readonly nullable: boolean;
  /** Base columns that reading it reads. */
  readonly reads: readonly ColumnRead[];
  /** Whether it refers to any column at all, known or not. */
  readonly isConstant: boolean;
}

export const OPAQUE: Origin = { keys: [], pushable: false, nullable: false, reads: [], isConstant: false };

export interface OutputColumn {
  readonly name: string;
  readonly origin: Origin;
}

/** A name that columns can be qualified with. */
export interface Source {
  readonly alias: string;
  /** For `schema.table.column`. */
  readonly schema: string | null;
  readonly columns: readonly OutputColumn[];
  /** Whether there may be columns that are not known (functions, relations that the catalog lacks). */
  readonly isOpen: boolean;
}

/** An item of a FROM list. */
export interface FromItem {
  readonly sources: readonly Source[];
  /** What `*` gives; USING's columns come once. */
  readonly columns: readonly OutputColumn[];
  readonly isOpen: boolean;
  /** Every use below. */
  readonly uses: readonly Use[];
  /** Uses that belong to the query level of the item itself: base relations, and those of subqueries that PostgreSQL pulls up. */
  readonly levelUses: readonly Use[];
}

/** How a subquery hangs on the query around it: only a semi join filters that one too. */
export type Boundary = 'semi' | 'subplan';

export interface Scope {
  readonly items: FromItem[];
  readonly parent: Scope | null;
  readonly environment: Environment | null;
  readonly boundary: Boundary;
  /** Set when a name was found further out, with the relations that it came from. */
  correlated: boolean;
  readonly outerUses: Set<Use>;
}

/** The common table expressions that can be seen, the innermost first. */
export interface Environment {
  readonly name: string;
  readonly parent: Environment | null;
  /** Makes the item for one reference. */
  readonly item: (alias: string) => FromItem;
}

/** What a query gives to the one around it. */
export interface Output {
  readonly columns: readonly OutputColumn[];
  readonly isOpen: boolean;
  readonly uses: readonly Use[];
  readonly levelUses: readonly Use[];
  readonly correlated: boolean;
  readonly outerUses: ReadonlySet<Use>;
}

/** Everything that one statement's analysis writes to. */
export interface Session {
  readonly names: CatalogNames;
  readonly uses: Use[];
  readonly unresolved: Set<string>;
  /** Views being expanded, so that nesting ends. */
  viewDepth: number;
}

export type { CommonTableExpr };

export function newScope(parent: Scope | null, environment: Environment | null, boundary: Boundary): Scope {
  return { items: [], parent, environment, boundary, correlated: false, outerUses: new Set() };
}

export function addUse(session: Session, relation: NamedRelation, alias: string, role: RelationUse['role']): Use {
  const use: Use = {
    index: session.uses.length,
    relation,
    alias,
    role,
    predicates: [],
    disjunctions: [],
    joins: [],
    groupBy: [],
    aggregates: [],
    aggregated: false,
    distinct: [],
    orderBy: [],
    orderComplete: true,
    limit: null,
    reads: new Set(),
    writes: new Set(),
    rowWrites: new Set(),
  };
  session.uses.push(use);
  return use;
}

/** The item for one use of a base relation. */
export function itemOfUse(use: Use, renamed: readonly string[] = [], isAliased = true): FromItem {
  const columns = use.relation.columns.map((column, position) => ({
    name: renamed[position] ?? column,
    origin: originOfColumn(use, column),
  }));
  const source = { alias: use.alias, schema: isAliased ? null : use.relation.schema, columns, isOpen: false };
  return { sources: [source], columns, isOpen: false, uses: [use], levelUses: [use] };
}

export function originOfColumn(use: Use, column: string): Origin {
  const key: Key = { use, column, expression: null };
  return { keys: [key], pushable: true, nullable: false, reads: [{ use, column }], isConstant: false };
}

/** The item that stands for a subquery, a view or a function under an alias. */
export function itemOfOutput(output: Output, alias: string, renamed: readonly string[] = []): FromItem {
  const columns = output.columns.map(({ name, origin }, position) => ({ name: renamed[position] ?? name, origin }));
  // `SELECT (f(x)).*` gives columns that only their new names tell of.
  if (output.isOpen) columns.push(...renamed.slice(columns.length).map((name) => ({ name, origin: OPAQUE })));
  const source = { alias, schema: null, columns, isOpen: output.isOpen };
  return { sources: [source], columns, isOpen: output.isOpen, uses: output.uses, levelUses: output.levelUses };
}

export function markRead(origin: Origin): void {
  for (const { use, column } of origin.reads) use.reads.add(column);
}
