import { lastString, strings } from '../ast.ts';
import type { JoinExpr, Node, RangeFunction, RangeVar } from '../parser.ts';
import { factsOf } from './conditions.ts';
import { applyFacts, joinFacts } from './facts.ts';
import { markCorrelated } from './lookup.ts';
import { consume } from './reading.ts';
import {
  addUse,
  itemOfOutput,
  itemOfUse,
  markRead,
  newScope,
  OPAQUE,
  type Environment,
  type FromItem,
  type Origin,
  type OutputColumn,
  type Scope,
  type Session,
  type Use,
} from './scope.ts';
import { shapeSelect } from './select.ts';

/** @param scope its items so far are what LATERAL may see. */
export function fromItem(session: Session, node: Node, scope: Scope): FromItem {
  if ('RangeVar' in node) return relationItem(session, node.RangeVar, scope.environment);
  if ('JoinExpr' in node) return joinItem(session, node.JoinExpr, scope);
  if ('RangeSubselect' in node) {
    const { subquery, alias, lateral } = node.RangeSubselect;
    if (!subquery || !('SelectStmt' in subquery)) return openItem(alias?.aliasname ?? '', []);
    const parent = lateral ? scope : scope.parent;
    const output = shapeSelect(
      session,
      subquery.SelectStmt,
      parent,
      scope.environment,
      lateral ? 'subplan' : scope.boundary,
    );
    if (output.correlated && !lateral) passOn(scope, output);
    return itemOfOutput(output, alias?.aliasname ?? '', strings(alias?.colnames));
  }
  if ('RangeFunction' in node) return functionItem(session, node.RangeFunction, scope);
  if ('RangeTableSample' in node && node.RangeTableSample.relation)
    return fromItem(session, node.RangeTableSample.relation, scope);
  // XMLTABLE and JSON_TABLE: their columns come from no relation.
  for (const fields of Object.values(node) as { alias?: { aliasname?: string; colnames?: Node[] } }[]) {
    consumeExpressions(session, node, scope);
    return openItem(fields.alias?.aliasname ?? '', strings(fields.alias?.colnames));
  }
  return openItem('', []);
}

function passOn(scope: Scope, inner: { readonly outerUses: ReadonlySet<Use> }): void {
  markCorrelated(
    scope,
    [...inner.outerUses].map((use) => ({ use })),
  );
}

/** A table, a view or a CTE by its name. */
export function relationItem(
  session: Session,
  range: RangeVar,
  environment: Environment | null,
  role: Use['role'] = 'read',
): FromItem {
  const name = range.relname ?? '';
  const alias = range.alias?.aliasname ?? name;
  const renamed = strings(range.alias?.colnames);
  if (range.schemaname === undefined && role === 'read') {
    for (let cte = environment; cte; cte = cte.parent) {
      if (cte.name === name) return renameColumns(cte.item(alias), renamed);
    }
  }
  const relation = session.names.relation(range.schemaname, name);
  if (!relation) {
    session.unresolved.add(range.schemaname === undefined ? name : `${range.schemaname}.${name}`);
    return openItem(alias, renamed);
  }
  // Views may not be recursive, but a catalog read from a file may claim anything.
  const query = session.viewDepth < 32 ? session.names.viewQuery(relation) : undefined;
  if (!query) return itemOfUse(addUse(session, relation, alias, role), renamed, range.alias !== undefined);
  session.viewDepth++;
  const output = shapeSelect(session, query, null, null, 'semi');
  session.viewDepth--;
  return itemOfOutput(
    output,
    alias,
    relation.columns.map((column, position) => renamed[position] ?? column),
  );
}

function renameColumns(item: FromItem, renamed: readonly string[]): FromItem {
  if (renamed.length === 0) return item;
  const columns = item.columns.map((column, position) => ({ ...column, name: renamed[position] ?? column.name }));
  return { ...item, columns, sources: item.sources.map((source) => ({ ...source, columns })) };
}

export function openItem(alias: string, columns: readonly string[]): FromItem {
  const known = columns.map((name) => ({ name, origin: OPAQUE }));
  const source = { alias, schema: null, columns: known, isOpen: true };
  return { sources: [source], columns: known, isOpen: true, uses: [], levelUses: [] };
}

function functionItem(session: Session, range: RangeFunction, scope: Scope): FromItem {
  consumeExpressions(session, range.functions, scope);
  const names = strings(range.alias?.colnames);
  const declared = (range.coldeflist ?? []).flatMap((node) =>
    'ColumnDef' in node ? [node.ColumnDef.colname ?? ''] : [],
  );
  return openItem(range.alias?.aliasname ?? functionAlias(range), [...names, ...declared]);
}

function functionAlias(range: RangeFunction): string {
  const [first] = range.functions ?? [];
  const call = first && 'List' in first ? first.List.items?.[0] : first;
  return call && 'FuncCall' in call ? lastString(call.FuncCall.funcname) : '';
}

function consumeExpressions(session: Session, nodes: unknown, scope: Scope): void {
  consume(session, { List: { items: [nodes as Node] } }, scope);
}

function joinItem(session: Session, join: JoinExpr, scope: Scope): FromItem {
  const left = join.larg ? fromItem(session, join.larg, scope) : openItem('', []);
  const lateral = { ...newScope(scope.parent, scope.environment, scope.boundary), items: [...scope.items, left] };
  const right = join.rarg ? fromItem(session, join.rarg, lateral) : openItem('', []);
  const inside = { ...newScope(scope.parent, scope.environment, scope.boundary), items: [left, right] };
  const shared = join.isNatural
    ? left.columns.map(({ name }) => name).filter((name) => right.columns.some((column) => column.name === name))
    : strings(join.usingClause);
  const preserved = preservedUses(join, left, right);
  for (const name of shared) {
    const [a, b] = [columnOf(left, name), columnOf(right, name)];
    markRead(a);
    markRead(b);
    applyFacts(joinFacts(a, '=', b), { preserved });
  }
  if (join.quals) applyFacts(factsOf(session, join.quals, inside), { preserved });
  for (const inner of [lateral, inside]) if (inner.correlated) passOn(scope, inner);
  return combine(join, left, right, shared);
}

function columnOf(item: FromItem, name: string): Origin {
  return item.columns.find((column) => column.name === name)?.origin ?? OPAQUE;
}

function preservedUses({ jointype }: JoinExpr, left: FromItem, right: FromItem): ReadonlySet<Use> {
  if (jointype === 'JOIN_LEFT') return new Set(left.uses);
  if (jointype === 'JOIN_RIGHT') return new Set(right.uses);
  return new Set(jointype === 'JOIN_FULL' ? [...left.uses, ...right.uses] : []);
}

function combine(join: JoinExpr, left: FromItem, right: FromItem, shared: readonly string[]): FromItem {
  const a = join.jointype === 'JOIN_RIGHT' || join.jointype === 'JOIN_FULL' ? asNullable(left) : left;
  const b = join.jointype === 'JOIN_LEFT' || join.jointype === 'JOIN_FULL' ? asNullable(right) : right;
  const merged: OutputColumn[] = shared.map((name) => ({
    name,
    origin: mergedColumn(join, columnOf(a, name), columnOf(b, name)),
  }));
  const rest = [...a.columns, ...b.columns].filter((column) => !shared.includes(column.name));
  const columns = [...merged, ...rest];
  const isOpen = a.isOpen || b.isOpen;
  const uses = { uses: [...a.uses, ...b.uses], levelUses: [...a.levelUses, ...b.levelUses] };
  if (join.alias) {
    // The alias of a join hides the names inside it.
    const renamed = strings(join.alias.colnames);
    const visible = columns.map((column, position) => ({ ...column, name: renamed[position] ?? column.name }));
    const source = { alias: join.alias.aliasname ?? '', schema: null, columns: visible, isOpen };
    return { sources: [source], columns: visible, isOpen, ...uses };
  }
  const using = join.join_using_alias
    ? [{ alias: join.join_using_alias.aliasname ?? '', schema: null, columns: merged, isOpen: false }]
    : [];
  return { sources: [...a.sources, ...b.sources, ...using], columns, isOpen, ...uses };
}

/** USING's one column is the left one, the right one of a RIGHT JOIN, and a COALESCE of a FULL JOIN. */
function mergedColumn({ jointype }: JoinExpr, left: Origin, right: Origin): Origin {
  if (jointype === 'JOIN_FULL') return { ...OPAQUE, reads: [...left.reads, ...right.reads] };
  return jointype === 'JOIN_RIGHT' ? right : left;
}

function asNullable(item: FromItem): FromItem {
  const columns = (list: readonly OutputColumn[]) =>
    list.map(({ name, origin }) => ({ name, origin: { ...origin, nullable: true } }));
  return {
    ...item,
    columns: columns(item.columns),
    sources: item.sources.map((source) => ({ ...source, columns: columns(source.columns) })),
  };
}
