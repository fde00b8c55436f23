import { strings } from '../ast.ts';
import type { ColumnRef } from '../parser.ts';
import { OPAQUE, type Origin, type OutputColumn, type Scope, type Session, type Source, type Use } from './scope.ts';

/** Columns that every table has; no index serves them, and no one declares them. */
const SYSTEM_COLUMNS = new Set(['ctid', 'xmin', 'xmax', 'cmin', 'cmax', 'tableoid', 'oid']);

/** What a column reference refers to, through all scopes around it; notes what cannot be found. */
export function lookup(session: Session, reference: ColumnRef, scope: Scope): Origin {
  const path = strings(reference.fields);
  const isStar = reference.fields?.some((field) => 'A_Star' in field) ?? false;
  if (isStar) path.pop();
  const crossed: Scope[] = [];
  let isFiltered = true;
  for (let level: Scope | null = scope; level; level = level.parent) {
    const found = isStar ? wholeRow(path, level) : findColumn(path, level);
    if (found) {
      for (const inner of crossed) markCorrelated(inner, found.reads);
      return isFiltered ? found : { ...found, pushable: false };
    }
    crossed.push(level);
    if (level.boundary === 'subplan') isFiltered = false;
  }
  const name = path.at(-1) ?? '*';
  // An unknown relation or function may well have the column.
  if (!SYSTEM_COLUMNS.has(name) && !isStar) session.unresolved.add(path.join('.'));
  return OPAQUE;
}

/** Passes on to a scope that its names come from further out. */
export function markCorrelated(scope: Scope, reads: Iterable<{ readonly use: Use }>): void {
  scope.correlated = true;
  for (const { use } of reads) scope.outerUses.add(use);
}

function findColumn(path: readonly string[], scope: Scope): Origin | undefined {
  if (path.length === 1) return findUnqualified(path[0] ?? '', scope);
  // Longer paths reach into composite columns, or begin with a schema (and a database).
  for (const length of [1, 2, 3]) {
    const source = path.length > length ? findSource(path.slice(0, length), scope) : undefined;
    const name = path[length];
    if (!source || name === undefined) continue;
    const column = source.columns.find((candidate) => candidate.name === name);
    if (column) return column.origin;
    if (source.isOpen || SYSTEM_COLUMNS.has(name)) return OPAQUE;
  }
  return undefined;
}

function findUnqualified(name: string, scope: Scope): Origin | undefined {
  for (const item of scope.items) {
    const column = item.columns.find((candidate) => candidate.name === name);
    if (column) return column.origin;
  }
  const row = wholeRow([name], scope);
  if (row) return row;
  if (SYSTEM_COLUMNS.has(name) && scope.items.length > 0) return OPAQUE;
  return scope.items.some((item) => item.isOpen) ? OPAQUE : undefined;
}

/** `alias`, `alias.*` or `*` as a value: it reads every column. */
function wholeRow(path: readonly string[], scope: Scope): Origin | undefined {
  const source = path.length > 0 ? findSource(path, scope) : undefined;
  if (path.length > 0 && !source) return undefined;
  const columns = source ? source.columns : scope.items.flatMap((item) => item.columns);
  return { ...OPAQUE, reads: columns.flatMap((column) => column.origin.reads) };
}

/** @param path `alias`, `schema.table` or `database.schema.table`. */
export function findSource(path: readonly string[], scope: Scope): Source | undefined {
  const alias = path.at(-1);
  const schema = path.length > 1 ? path.at(-2) : undefined;
  for (const item of scope.items) {
    for (const source of item.sources) {
      if (source.alias === alias && (schema === undefined || source.schema === schema)) return source;
    }
  }
  return undefined;
}

/** The columns that `*` or `alias.*` stands for in a target list. */
export function expandStar(reference: ColumnRef, scope: Scope): readonly OutputColumn[] | undefined {
  if (!reference.fields?.some((field) => 'A_Star' in field)) return undefined;
  const path = strings(reference.fields).slice(0, -1);
  if (path.length === 0) return scope.items.flatMap((item) => item.columns);
  for (let level: Scope | null = scope; level; level = level.parent) {
    const source = findSource(path, level);
    if (source) return source.columns;
  }
  return [];
}
