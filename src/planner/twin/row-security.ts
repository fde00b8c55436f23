import type { PGlite } from '@electric-sql/pglite';
import type { Catalog, Policy, Relation } from '../../catalog/model.ts';
import { SqlSyntaxError } from '../../sql/parser.ts';
import { quoteIdentifier, quoteQualified } from '../../sql/quote.ts';
import { deferCalls } from '../../sql/unknown-calls.ts';
import { isTableLike } from './ddl-relations.ts';
import { messageOf } from './messages.ts';
import { sessionFunctions } from './session-functions.ts';
import { runSteps, step } from './steps.ts';

/** The twin's role for statements of those to whom row-level security applies: it may read and write all, and owns nothing. */
export const SUBJECT_ROLE = 'idx_advisor_subject';

export interface CarriedPolicies {
  /** Whether any table of the twin has row-level security. */
  readonly isSecured: boolean;
  readonly notes: readonly string[];
}

/**
 * Gives the tables that have row-level security the policies of one role of the server, for SUBJECT_ROLE to be planned with. Where a
 * policy cannot be made the table goes without all of them: a plan with some would be no server's.
 */
export async function carryPolicies(
  db: PGlite,
  catalog: Catalog,
  relations: readonly Relation[],
): Promise<CarriedPolicies> {
  const secured = relations.filter((relation) => isTableLike(relation) && relation.rowSecurity.enabled);
  if (secured.length === 0) return { isSecured: false, notes: [] };
  await db.exec(`CREATE ROLE ${SUBJECT_ROLE}; GRANT pg_read_all_data, pg_write_all_data TO ${SUBJECT_ROLE}`);
  const isOfSession = sessionFunctions(catalog);
  const mostNamed = roleOf(secured) ?? 'public';
  const carried = new Map<string, Relation[]>();
  const notes: string[] = [];
  for (const relation of secured) {
    const role = namesRole(relation, mostNamed) ? mostNamed : (roleOf([relation]) ?? 'public');
    const policies = relation.policies.filter(({ roles }) => roles.includes('public') || roles.includes(role));
    const reason = await secure(db, relation, policies, isOfSession);
    if (reason === null) carried.set(role, [...(carried.get(role) ?? []), relation]);
    else notes.push(`${nameOf(relation)} is without row-level security in the twin: ${reason}`);
  }
  for (const [role, tables] of carried) notes.push(plannedAs(role, tables));
  return { isSecured: carried.size > 0, notes };
}

const COMMANDS = ['select', 'update', 'delete'] as const;

/** Returns why it could not, or null. */
async function secure(
  db: PGlite,
  relation: Relation,
  policies: readonly Policy[],
  isOfSession: (name: string) => boolean,
): Promise<string | null> {
  const table = quoteQualified(relation);
  const of = (name: string, sql: string) =>
    step('policy', table, `CREATE POLICY ${quoteIdentifier(name)} ON ${table} ${sql}`, name);
  const isAllowed = (command: string) =>
    policies.some((policy) => policy.permissive && (policy.command === 'all' || policy.command === command));
  try {
    const failed = await runSteps(db, [
      ...policies.map((policy) => of(policy.name, clausesOf(policy, isOfSession))),
      // What no policy allows finds no row, and is no plan to advise on: whoever asks it is exempt.
      ...COMMANDS.filter((command) => !isAllowed(command)).map((command) =>
        of(`idx_advisor_${command}`, `FOR ${command.toUpperCase()} USING (true)`),
      ),
    ]);
    if (failed[0]) return `policy ${failed[0].name}: ${failed[0].reason}`;
    await db.exec(`ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`);
    return null;
  } catch (error) {
    if (error instanceof SqlSyntaxError) return messageOf(error);
    throw error;
  }
}

function clausesOf({ command, permissive, using, check }: Policy, isOfSession: (name: string) => boolean): string {
  return [
    `AS ${permissive ? 'PERMISSIVE' : 'RESTRICTIVE'} FOR ${command.toUpperCase()}`,
    using === null ? '' : ` USING (${deferCalls(using, isOfSession)})`,
    check === null ? '' : ` WITH CHECK (${deferCalls(check, isOfSession)})`,
  ].join('');
}

/** The role that most policies with a condition name, then most policies: only those of one role add up to a plan that some session has. */
function roleOf(relations: readonly Relation[]): string | undefined {
  const policies = relations.flatMap((relation) => relation.policies);
  const named = [...new Set(policies.flatMap(({ roles }) => roles))].filter((role) => role !== 'public').sort();
  const ranked = named.map((role) => {
    const own = policies.filter(({ roles }) => roles.includes(role));
    return { role, conditional: own.filter(({ using }) => using !== 'true').length, all: own.length };
  });
  return ranked.sort((a, b) => b.conditional - a.conditional || b.all - a.all)[0]?.role;
}

function namesRole({ policies }: Relation, role: string): boolean {
  return policies.some(({ roles }) => roles.includes(role));
}

const NAMED = 3;

function plannedAs(role: string, tables: readonly Relation[]): string {
  const names = tables.slice(0, NAMED).map(nameOf).join(', ');
  const rest = tables.length > NAMED ? ` and ${tables.length - NAMED} more` : '';
  const who = role === 'public' ? 'any role but its owner' : role;
  return `statements on ${names}${rest} are planned with the policies of row-level security for ${who}`;
}

function nameOf({ schema, name }: Relation): string {
  return `${schema}.${name}`;
}
