import type { StatementShape } from './model.ts';
import { parseOne, type Node, type RawStmt } from './parser.ts';
import { finish } from './shape/finish.ts';
import { shapeModification } from './shape/modify.ts';
import type { CatalogNames } from './shape/names.ts';
import { markRead, type Session } from './shape/scope.ts';
import { shapeSelect } from './shape/select.ts';
import { unwrap } from './unwrap.ts';

export { createNames, type CatalogNames, type NamedRelation } from './shape/names.ts';

/**
 * What one statement asks of each base relation. EXPLAIN, PREPARE, DECLARE CURSOR and COPY (query) stand for the
 * statement inside them. What is not understood is left out, never guessed; a statement nested too deeply to walk has
 * no relations.
 * @throws SqlSyntaxError for a text that is not exactly one statement
 */
export function shapeOf(statement: RawStmt | string, names: CatalogNames): StatementShape {
  const { stmt } = typeof statement === 'string' ? parseOne(statement) : statement;
  const node = stmt && unwrap(stmt);
  const kind = node ? kindOf(node) : 'utility';
  if (!node || kind === 'utility') return { kind, relations: [], unresolved: [] };
  const session: Session = { names, uses: [], unresolved: new Set(), viewDepth: 0 };
  try {
    if ('SelectStmt' in node) {
      const output = shapeSelect(session, node.SelectStmt, null, null, 'subplan');
      output.columns.forEach((column) => markRead(column.origin));
    } else shapeModification(session, node, null, null);
    return { kind, relations: finish(session.uses), unresolved: [...session.unresolved] };
  } catch (error) {
    if (error instanceof RangeError) return { kind, relations: [], unresolved: [] };
    throw error;
  }
}

function kindOf(node: Node): StatementShape['kind'] {
  if ('SelectStmt' in node) return 'select';
  if ('InsertStmt' in node) return 'insert';
  if ('UpdateStmt' in node) return 'update';
  if ('DeleteStmt' in node) return 'delete';
  if ('MergeStmt' in node) return 'merge';
  return 'utility';
}
