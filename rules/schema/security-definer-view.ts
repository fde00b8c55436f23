import { defineRule, found, isForeignSchema, nameKey } from '../../src/lint/contract.ts';
import type { Relation, RuleContext } from '../../src/lint/contract.ts';

export default defineRule({
  id: 'schema/security-definer-view',
  severity: 'warning',
  since: '0.1.0',
  needs: ['catalog'],
  summary: 'A view reads a table with row security with the rights of the view’s owner.',
  consequence: 'Whoever may read the view sees every row, whatever the policies of the table say.',
  action:
    'Run `ALTER VIEW … SET (security_invoker = on)` (PostgreSQL 15 and later), so that the policies apply to whoever asks.',
  details:
    'Views over tables on which row security is enabled, directly or through other views. Materialized views hold what their owner saw, and are not judged. Before PostgreSQL 15 there is no such option, and nothing is reported.',
  options: {},
  bad: {
    schema: `CREATE TABLE note (id bigint PRIMARY KEY, owner text NOT NULL, body text NOT NULL);
ALTER TABLE note ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON note USING (owner = (SELECT current_user));
CREATE VIEW notes AS SELECT id, body FROM note;`,
  },
  good: {
    schema: `CREATE TABLE note (id bigint PRIMARY KEY, owner text NOT NULL, body text NOT NULL);
ALTER TABLE note ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON note USING (owner = (SELECT current_user));
CREATE VIEW notes WITH (security_invoker = on) AS SELECT id, body FROM note;`,
  },

  *check(context) {
    if (context.catalog.database.serverVersionNum < 150_000) return;
    for (const view of context.catalog.relations) {
      if (view.kind !== 'view' || view.extension !== null || isForeignSchema(view.schema)) continue;
      if (view.options.some((option) => /^security_invoker=(?:true|on|yes|1)$/.test(option))) continue;
      const guarded = guardedBy(context, view);
      if (guarded === undefined) continue;
      yield found(view, `The view ${view.name} shows ${guarded.name} past its row security`);
    }
  },
});

/** A table with row security that the view reads, through views as well. */
function guardedBy(context: Pick<RuleContext, 'relation'>, view: Relation): Relation | undefined {
  const seen = new Set<string>([nameKey(view)]);
  const ahead = [...view.reads];
  for (let next = ahead.pop(); next !== undefined; next = ahead.pop()) {
    if (seen.has(nameKey(next))) continue;
    seen.add(nameKey(next));
    const relation = context.relation(next);
    if (relation?.rowSecurity.enabled) return relation;
    if (relation?.kind === 'view') ahead.push(...relation.reads);
  }
  return undefined;
}
