import { constantText, lastString, strings, walk } from '../../sql/ast.ts';
import type { Node, SelectStmt } from '../../sql/parser.ts';
import type { Obstacle } from './model.ts';
import { columnsIn, spell } from './spell.ts';

/** Pages further in than this are worth another way of turning them: before, what is skipped costs next to nothing. */
const SMALL_OFFSET = 100;

/** What the text of a statement itself rules out, whatever the plan: the gravest first. */
export function statementObstacles(statement: Node): readonly Obstacle[] {
  const found: Obstacle[] = [];
  walk(statement, (type, fields) => {
    if (type === 'BoolExpr') found.push(...notIn(fields));
    if (type === 'SelectStmt') found.push(...pages(fields));
    return true;
  });
  return found;
}

/** Columns that the statement casts by itself. */
export function castColumns(statement: Node): ReadonlySet<string> {
  const names = new Set<string>();
  walk(statement, (type, fields) => {
    if (type === 'TypeCast') columnsIn((fields as { arg?: Node }).arg).forEach(({ name }) => names.add(name));
    return true;
  });
  return names;
}

function notIn({ boolop, args = [] }: { readonly boolop?: string; readonly args?: readonly Node[] }): Obstacle[] {
  const [arg] = args;
  if (boolop !== 'NOT_EXPR' || !arg || !('SubLink' in arg)) return [];
  const { subLinkType, testexpr, subselect } = arg.SubLink;
  if (subLinkType !== 'ANY_SUBLINK' || !testexpr || !subselect || !('SelectStmt' in subselect)) return [];
  const { fromClause = [], targetList = [] } = subselect.SelectStmt;
  const [from] = fromClause;
  const [target] = targetList;
  const table = from && 'RangeVar' in from ? (from.RangeVar.alias?.aliasname ?? from.RangeVar.relname ?? '…') : '…';
  const column = target && 'ResTarget' in target ? (columnsIn(target.ResTarget.val)[0]?.name ?? '…') : '…';
  return [
    {
      kind: 'not-in',
      message: `${spell(testexpr)} NOT IN (SELECT …) cannot become an anti join, since one null in its result makes it true for no row`,
      rewrite: `NOT EXISTS (SELECT FROM ${table} WHERE ${table}.${column} = ${spell(testexpr)})`,
    },
  ];
}

function pages({ sortClause = [], limitOffset }: SelectStmt): Obstacle[] {
  const keys = sortClause.flatMap((key) => ('SortBy' in key && key.SortBy.node ? [key.SortBy] : []));
  if (keys.some(({ node }) => node && 'FuncCall' in node && lastString(node.FuncCall.funcname) === 'random')) {
    return [
      {
        kind: 'random-order',
        message: 'ORDER BY random() reads and sorts every row to keep a few',
        rewrite: 'TABLESAMPLE (or tsm_system_rows), or WHERE id >= a random key ORDER BY id LIMIT n',
      },
    ];
  }
  if (!limitOffset || !isFar(limitOffset)) return [];
  const names = keys.flatMap(({ node }) => columnsIn(node).map(({ name }) => name));
  const isDescending = keys[0]?.sortby_dir === 'SORTBY_DESC';
  const list = names.length > 1 ? `(${names.join(', ')})` : (names[0] ?? 'the key');
  const values = names.length > 1 ? `(${names.map((_, position) => `$${position + 1}`).join(', ')})` : '$1';
  return [
    {
      kind: 'offset',
      message: 'OFFSET reads all rows of the pages before, and throws them away',
      rewrite: `keyset paging: WHERE ${list} ${isDescending ? '<' : '>'} ${values} ORDER BY … LIMIT n, from the last row of the page before`,
    },
  ];
}

/** A parameter may be any number. */
function isFar(offset: Node): boolean {
  if ('TypeCast' in offset) return offset.TypeCast.arg !== undefined && isFar(offset.TypeCast.arg);
  if ('A_Const' in offset) return Number(constantText(offset.A_Const)) >= SMALL_OFFSET;
  return true;
}

/** Whether a statement does nothing but count all rows of one table. */
export function countsAll(statement: Node): boolean {
  if (!('SelectStmt' in statement)) return false;
  const { targetList = [], whereClause, groupClause, fromClause = [] } = statement.SelectStmt;
  if (whereClause || groupClause || fromClause.length !== 1 || !('RangeVar' in fromClause[0]!)) return false;
  return (
    targetList.length === 1 &&
    targetList.every(
      (target) =>
        'ResTarget' in target &&
        target.ResTarget.val !== undefined &&
        'FuncCall' in target.ResTarget.val &&
        strings(target.ResTarget.val.FuncCall.funcname).at(-1) === 'count' &&
        target.ResTarget.val.FuncCall.agg_distinct !== true &&
        target.ResTarget.val.FuncCall.agg_filter === undefined,
    )
  );
}
