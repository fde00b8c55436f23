import type { OutdatedCollation, UserCollation, Database, Schema, Sequence, UserFunction, UserType } from './model.ts';
import type { CollationRow } from './queries/collations.ts';
import type { FunctionRow } from './queries/functions.ts';
import type { SchemaRow } from './queries/schemas.ts';
import type { SequenceRow } from './queries/sequences.ts';
import type { ServerRow } from './queries/server.ts';
import type { TypeRow } from './queries/types.ts';

export function assembleDatabase(row: ServerRow): Database {
  return {
    name: row.name,
    serverVersion: row.version,
    serverVersionNum: row.version_num,
    encoding: row.encoding,
    collate: row.collate,
    ctype: row.ctype,
    localeProvider: row.locale_provider,
    icuLocale: row.icu_locale,
    statsResetAt: row.stats_reset,
    startedAt: row.started,
    inRecovery: row.in_recovery,
    owner: row.owner,
    collationVersion: row.collation_version,
    actualCollationVersion: row.actual_collation_version,
    frozenXidAge: row.frozen_xid_age,
    multixactAge: row.multixact_age,
    walSenders: row.wal_senders,
    deduplicatesCharacter: row.deduplicates_character,
  };
}

export function assembleSchema(row: SchemaRow): Schema {
  const { public_create, public_usage, default_privileges, ...schema } = row;
  return {
    ...schema,
    publicCreate: public_create,
    publicUsage: public_usage,
    defaultPrivileges: default_privileges,
  };
}

export function assembleType(row: TypeRow): UserType {
  const { schema, name } = row;
  switch (row.type) {
    case 'e':
      return { schema, name, kind: 'enum', labels: row.labels ?? [] };
    case 'd':
      return {
        schema,
        name,
        kind: 'domain',
        baseType: row.base_type ?? '',
        notNull: row.not_null,
        default: row.default,
        checks: row.checks ?? [],
      };
    case 'c':
      return { schema, name, kind: 'composite', attributes: row.attributes ?? [] };
    case 'r':
      return { schema, name, kind: 'range', subtype: row.subtype ?? '' };
    default:
      return { schema, name, kind: 'other' };
  }
}

export function assembleCollation({ schema, name, provider, locale, deterministic }: CollationRow): UserCollation {
  return { schema, name, provider, locale, deterministic };
}

/** Both versions are null for libraries that have none (C, POSIX, musl): nothing is known to have changed. */
export function outdatedCollation(row: CollationRow): OutdatedCollation[] {
  const { schema, name, version, actual_version: actual } = row;
  if (!row.used || version === null || actual === null || version === actual) return [];
  return [{ schema, name, recordedVersion: version, actualVersion: actual }];
}

const VOLATILITY: Readonly<Record<string, UserFunction['volatility']>> = { i: 'immutable', s: 'stable', v: 'volatile' };

export function assembleFunction(row: FunctionRow): UserFunction {
  return {
    schema: row.schema,
    name: row.name,
    arguments: row.arguments,
    returns: row.returns ?? '',
    language: row.language,
    volatility: VOLATILITY[row.volatility] ?? 'volatile',
    definition: row.definition,
    kind: row.kind === 'p' ? 'procedure' : row.kind === 'w' ? 'window' : 'function',
    owner: row.owner,
    comment: row.comment,
    securityDefiner: row.security_definer,
    configuration: row.configuration ?? [],
    executableBy: row.executable_by,
    standardBody: row.standard_body,
  };
}

export function assembleSequence(row: SequenceRow): Sequence {
  const { table_schema: schema, table_name: table, column_name: column } = row;
  return {
    schema: row.schema,
    name: row.name,
    type: row.type,
    startValue: row.start_value,
    minValue: row.min_value,
    maxValue: row.max_value,
    increment: row.increment,
    cycle: row.cycle,
    lastValue: row.last_value,
    ownedBy: schema !== null && table !== null && column !== null ? { schema, table, column } : null,
    owner: row.owner,
    persistence: row.persistence === 'u' ? 'unlogged' : 'permanent',
    extension: row.extension,
    lastValueVisible: row.visible,
    cache: row.cache,
    identity: row.identity,
    usedBy: row.used_by ?? [],
  };
}
