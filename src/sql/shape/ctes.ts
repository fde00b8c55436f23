import { strings, walk } from '../ast.ts';
import type { CommonTableExpr, SelectStmt, WithClause } from '../parser.ts';
import { shapeModification } from './modify.ts';
import {
  itemOfOutput,
  markRead,
  type Environment,
  type FromItem,
  type Output,
  type Scope,
  type Session,
} from './scope.ts';
import { shapeSelect } from './select.ts';

/**
 * Makes a WITH's names visible. As the planner does: a CTE that is referred to once (or is NOT MATERIALIZED) is
 * inlined, so conditions reach into it; any other is computed once by itself; a SELECT that nobody refers to is not
 * computed at all.
 * @param statement the one that the WITH belongs to, for counting references.
 */
export function declareCtes(
  session: Session,
  clause: WithClause | undefined,
  statement: unknown,
  parent: Scope | null,
  outer: Environment | null,
): Environment | null {
  let environment = outer;
  for (const node of clause?.ctes ?? []) {
    if ('CommonTableExpr' in node) {
      environment = declare(session, node.CommonTableExpr, clause?.recursive ?? false, statement, parent, environment);
    }
  }
  return environment;
}

function declare(
  session: Session,
  cte: CommonTableExpr,
  recursive: boolean,
  statement: unknown,
  parent: Scope | null,
  environment: Environment | null,
): Environment {
  const name = cte.ctename ?? '';
  const renamed = strings(cte.aliascolnames);
  const query = cte.ctequery;
  const shape = (inner: Environment | null): Output =>
    query && 'SelectStmt' in query
      ? shapeSelect(session, query.SelectStmt, parent, inner, 'subplan')
      : shapeModification(session, query, parent, inner);
  const isSelect = query !== undefined && 'SelectStmt' in query;
  if (isSelect && recursive && countReferences(query, name) > 0) {
    return {
      name,
      parent: environment,
      item: onceOnly(() => recursiveOutput(session, query.SelectStmt, name, renamed, parent, environment), renamed),
    };
  }
  const references = countReferences(statement, name);
  const isInlined =
    isSelect &&
    (cte.ctematerialized === 'CTEMaterializeNever' ||
      (references === 1 && cte.ctematerialized !== 'CTEMaterializeAlways'));
  if (isInlined)
    return { name, parent: environment, item: (alias) => itemOfOutput(shape(environment), alias, renamed) };
  const item = onceOnly(() => shape(environment), renamed);
  // A data-modifying CTE runs whether or not anyone reads from it.
  if (!isSelect) item(name);
  return { name, parent: environment, item };
}

/** Materialised: every reference reads the same rows, and no condition goes in. */
function onceOnly(make: () => Output, renamed: readonly string[]): (alias: string) => FromItem {
  let output: Output | undefined;
  return (alias) => {
    output ??= materialized(make());
    return itemOfOutput(output, alias, renamed);
  };
}

function materialized(output: Output): Output {
  output.columns.forEach((column) => markRead(column.origin));
  return { ...output, columns: withoutPushing(output), levelUses: [] };
}

function withoutPushing(output: Output): Output['columns'] {
  return output.columns.map(({ name, origin }) => ({ name, origin: { ...origin, pushable: false } }));
}

/** The first arm tells what the columns are; inside the second, the name stands for the rows found so far. */
function recursiveOutput(
  session: Session,
  statement: SelectStmt,
  name: string,
  renamed: readonly string[],
  parent: Scope | null,
  outer: Environment | null,
): Output {
  const firstUse = session.uses.length;
  const environment = declareCtes(session, statement.withClause, statement, parent, outer);
  const start = statement.larg ?? statement;
  const base = materialized(shapeSelect(session, start, parent, environment, 'subplan'));
  const self: Environment = { name, parent: environment, item: (alias) => itemOfOutput(base, alias, renamed) };
  const step = statement.rarg && shapeSelect(session, statement.rarg, parent, self, 'subplan');
  step?.columns.forEach((column) => markRead(column.origin));
  return { ...base, uses: session.uses.slice(firstUse) };
}

/** How often a FROM names it; a CTE of the same name further in would be counted too, which only materialises both. */
function countReferences(root: unknown, name: string): number {
  let count = 0;
  walk({ root }, (type, fields) => {
    if (type === 'RangeVar' && fields.relname === name && fields.schemaname === undefined) count++;
    return true;
  });
  return count;
}
