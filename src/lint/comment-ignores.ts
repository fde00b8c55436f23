import type { Catalog, Relation } from '../catalog/model.ts';
import type { Finding, FindingObject, Severity } from '../report/model.ts';
import { globPattern } from './glob.ts';
import { INVALID_IGNORE } from './ignore-rules.ts';
import { nearestName } from './nearest-name.ts';
import { remark, type Ignore } from './suppression.ts';

export interface CommentIgnores {
  readonly ignores: readonly Ignore[];
  /** Comments that start as an ignore does, and cannot be followed. */
  readonly remarks: readonly Finding[];
}

interface Commented {
  readonly comment: string | null;
  readonly place: string;
  readonly object: FindingObject;
  readonly matches: (object: FindingObject) => boolean;
}

/**
 * The ignores that stand in comments on tables, columns, indexes and constraints:
 * `COMMENT ON TABLE orders IS 'Orders. idx-advisor: ignore rule-id because … until 2027-01-31'`. One comment may hold several,
 * each in a line or ended by a semicolon. On a table they are for all that is found on it.
 * @param severity of the remarks; null where they are not wanted.
 */
export function commentIgnores(
  catalog: Catalog,
  ruleIds: readonly string[],
  severity: Severity | null,
): CommentIgnores {
  const ignores: Ignore[] = [];
  const remarks: Finding[] = [];
  for (const commented of catalog.relations.flatMap(commentsOf)) {
    for (const text of directives(commented.comment)) {
      const read = readDirective(text);
      const problem = read === null ? 'cannot be read' : unknownRule(read.rule, ruleIds);
      if (read !== null && problem === null) ignores.push({ ...read, ...commented, source: 'database' });
      else if (severity !== null) {
        const message = `The ignore in ${commented.place} ${problem}`;
        remarks.push(remark(INVALID_IGNORE, severity, commented.object, message, [`it says: ${text}`]));
      }
    }
  }
  return { ignores, remarks };
}

function commentsOf(relation: Relation): readonly Commented[] {
  const { schema, name: table } = relation;
  const on = (object: FindingObject) => object.schema === schema && object.table === table;
  const qualified = `${schema}.${table}`;
  const about = (columns: readonly string[], name: string | null): FindingObject => ({ schema, table, columns, name });
  const named = ({ name, comment }: { readonly name: string; readonly comment: string | null }): Commented => ({
    comment,
    place: `the comment of ${name} on ${qualified}`,
    object: about([], name),
    matches: (object) => object.schema === schema && object.name === name,
  });
  return [
    { comment: relation.comment, place: `the comment of ${qualified}`, object: about([], null), matches: on },
    ...relation.columns.map(({ name, comment }) => ({
      comment,
      place: `the comment of ${qualified}.${name}`,
      object: about([name], null),
      matches: (object: FindingObject) => on(object) && object.columns.includes(name),
    })),
    ...relation.indexes.map(named),
    ...relation.constraints.map(named),
  ].filter(({ comment }) => comment !== null);
}

/** What follows each `idx-advisor:` of a comment, up to the end of its line, a semicolon, or the next one. */
function directives(comment: string | null): readonly string[] {
  if (comment === null || !/idx-advisor:/i.test(comment)) return [];
  return comment
    .split(/idx-advisor:/i)
    .slice(1)
    .map((text) => text.split(/[;\n]/, 1)[0]!.trim());
}

function readDirective(text: string): Pick<Ignore, 'rule' | 'reason' | 'expires'> | null {
  const [, rule, reason, expires = null] =
    /^ignore\s+(\S+)\s+because\s+(.+?)(?:\s+until\s+(\d{4}-\d{2}-\d{2}))?\.?$/is.exec(text) ?? [];
  if (rule === undefined || reason === undefined) return null;
  return { rule: rule.replace(/[,:]$/, ''), reason, expires };
}

function unknownRule(glob: string, ruleIds: readonly string[]): string | null {
  const pattern = globPattern(glob);
  if (ruleIds.some((id) => pattern.test(id))) return null;
  const nearest = nearestName(glob, ruleIds);
  return `names ${glob}, and no rule is named so${nearest ? `: did you mean ${nearest}?` : ''}`;
}
