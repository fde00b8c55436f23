import type { Policy, TablePublication, Trigger } from './model.ts';
import type { PolicyRow } from './queries/policies.ts';
import type { PublicationRow } from './queries/publications.ts';
import type { RelationRow } from './queries/relations.ts';
import type { TriggerRow } from './queries/triggers.ts';

const ENABLED: Readonly<Record<string, Trigger['enabled']>> = { D: 'disabled', R: 'replica', A: 'always' };

export function assembleTrigger(row: TriggerRow): Trigger {
  return {
    name: row.name,
    function: { schema: row.function_schema, name: row.function },
    enabled: ENABLED[row.enabled] ?? 'origin',
    internal: row.internal,
    constraint: row.constraint,
    inherited: row.inherited,
  };
}

const COMMANDS: Readonly<Record<string, Policy['command']>> = { r: 'select', a: 'insert', w: 'update', d: 'delete' };

export function assemblePolicy(row: PolicyRow): Policy {
  return {
    name: row.name,
    command: COMMANDS[row.command] ?? 'all',
    permissive: row.permissive,
    roles: row.roles,
    using: row.using,
    check: row.check,
  };
}

/** @param lineage the relation's oid, and those of its partitioned parents: a publication of any of them sends its changes */
export function publicationsOf(
  row: RelationRow,
  lineage: readonly number[],
  publications: readonly PublicationRow[],
): TablePublication[] {
  // Logical replication reads the log, in which unlogged tables are not; views and foreign tables have no rows.
  if (!'rp'.includes(row.kind) || row.persistence !== 'p') return [];
  return publications
    .filter(
      ({ all_tables, tables, schemas }) =>
        all_tables || tables?.some((oid) => lineage.includes(oid)) || schemas?.includes(row.schema),
    )
    .map(({ name, updates, deletes, via_root }) => ({
      name,
      publishesUpdates: updates,
      publishesDeletes: deletes,
      viaPartitionRoot: via_root,
    }));
}
