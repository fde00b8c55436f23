import type { ObjectName, Relation } from '../catalog/model.ts';
import type { FixIntent } from '../migration/model.ts';
import type { FindingObject, Severity } from '../report/model.ts';
import type { Proposal, RuleContext } from './contract.ts';
import { isFrameworkTable } from './framework-tables.ts';
import type { NamedObject } from './named-objects.ts';

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

/** What a rule that needs no workload says of one table or view. */
export function found(object: ObjectName, message: string, details: FoundDetails = {}): Proposal {
  const { columns = [], name = null, ...rest } = details;
  return { object: { schema: object.schema, table: object.name, columns, name }, message, fingerprints: [], ...rest };
}

/** Something that is no table or view. */
export interface OtherObject {
  readonly kind: NonNullable<FindingObject['kind']>;
  /** Its schema, or the schema itself; empty for a database. */
  readonly schema: string;
  /** Null for a schema. */
  readonly name: string | null;
  /** Of a function: pg_get_function_identity_arguments. */
  readonly arguments?: string;
}

/** What a rule says of another object than a table or view. */
export function foundElsewhere(
  { kind, schema, name, arguments: signature }: OtherObject,
  message: string,
  details: Omit<FoundDetails, 'columns' | 'name'> = {},
): Proposal {
  const variant = signature === undefined ? {} : { variant: `(${signature})` };
  return { object: { schema, table: '', columns: [], name, ...variant, kind }, message, fingerprints: [], ...details };
}

/** What a rule says of a name: of a column on that column, of an index or constraint on it and on its table. */
export function foundNamed(
  { kind, name, object, columns }: NamedObject,
  message: string,
  details: Omit<FoundDetails, 'columns' | 'name'> = {},
): Proposal {
  switch (kind) {
    case 'schema':
      return foundElsewhere({ kind, schema: name, name: null }, message, details);
    case 'sequence':
    case 'function':
      return foundElsewhere({ kind, ...object }, message, details);
    case 'index':
    case 'constraint':
      return found(object, message, { name, ...details });
    default:
      return found(object, message, { columns, ...details });
  }
}

const own = new WeakMap<RuleContext['tables'], readonly Relation[]>();

/** The tables that a rule judges, without those that a framework makes and migrates by itself: nobody here can mend them. */
export function ownTables(context: Pick<RuleContext, 'tables'>): readonly Relation[] {
  const known = own.get(context.tables) ?? context.tables.filter((table) => !isFrameworkTable(table));
  own.set(context.tables, known);
  return known;
}
