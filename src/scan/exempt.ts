import { relationTree } from '../advisor/relation-tree.ts';
import type { Catalog } from '../catalog/model.ts';
import type { AnalyzedQuery } from '../lint/contract.ts';
import type { PlannableStatement } from '../planner/engine.ts';

/**
 * Tells the planner which queries row-level security does not apply to: the server's own for foreign keys, and those that, as the logs
 * say, only superusers, roles with BYPASSRLS and owners of the tables asked (whose policies are not forced on them). Which role a session
 * became by SET ROLE no log says.
 * @param checks the server's own
 */
export function withExemptions(
  catalog: Catalog,
  checks: readonly AnalyzedQuery[],
  statements: (query: AnalyzedQuery) => readonly PlannableStatement[],
): (query: AnalyzedQuery) => readonly PlannableStatement[] {
  const tree = relationTree(catalog);
  const exempt = new Set([...catalog.superusers, ...(catalog.bypassRowSecurity ?? [])]);
  const ofServer = new Set(checks);
  const isExempt = (query: AnalyzedQuery): boolean => {
    if (ofServer.has(query)) return true;
    const { shape, statistics } = query;
    const secured = shape.relations.flatMap(({ relation }) => tree.find(relation) ?? []);
    const owns = (user: string) =>
      secured.every(({ rowSecurity, owner }) => !rowSecurity.enabled || (owner === user && !rowSecurity.forced));
    const users = statistics?.users ?? [];
    return users.length > 0 && users.every(({ value }) => exempt.has(value) || owns(value));
  };
  return (query) =>
    isExempt(query) ? statements(query).map((each) => ({ ...each, isExempt: true })) : statements(query);
}
