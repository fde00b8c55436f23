import type { ObjectName, Relation } from '../catalog/model.ts';
import type { FixIntent } from '../migration/model.ts';
import type { Severity } from '../report/model.ts';
import type { Proposal, RuleContext } from './contract.ts';
import { isFrameworkTable } from './framework-tables.ts';

export interface FoundDetails {
  readonly columns?: readonly string[];
  /** The constraint or index that it is about. */
  readonly name?: string;
  /** The rule's own when left out. */
  readonly severity?: Severity;
  readonly notes?: readonly string[];
  readonly fix?: FixIntent;
  /** As in `Proposal`. */
  readonly unlessUsed?: true;
  /** As in `Proposal`. */
  readonly preset?: 'strict';
}

/** What a rule that needs no workload says of one table, or of another object by its schema and name. */
export function found(object: ObjectName, message: string, details: FoundDetails = {}): Proposal {
  const { columns = [], name = null, ...rest } = details;
  return { object: { schema: object.schema, table: object.name, columns, name }, message, fingerprints: [], ...rest };
}

const own = new WeakMap<RuleContext['tables'], readonly Relation[]>();

/** The tables that a rule judges, without those that a framework makes and migrates by itself: nobody here can mend them. */
export function ownTables(context: Pick<RuleContext, 'tables'>): readonly Relation[] {
  const known = own.get(context.tables) ?? context.tables.filter((table) => !isFrameworkTable(table));
  own.set(context.tables, known);
  return known;
}
