import type { Node } from './parser.ts';

/** The statement that EXPLAIN, PREPARE, DECLARE CURSOR or COPY (query) is about; any other is itself. */
export function unwrap(node: Node): Node {
  if ('ExplainStmt' in node && node.ExplainStmt.query) return unwrap(node.ExplainStmt.query);
  if ('PrepareStmt' in node && node.PrepareStmt.query) return unwrap(node.PrepareStmt.query);
  if ('DeclareCursorStmt' in node && node.DeclareCursorStmt.query) return unwrap(node.DeclareCursorStmt.query);
  if ('CopyStmt' in node && node.CopyStmt.query) return unwrap(node.CopyStmt.query);
  return node;
}
