import type { Column, Relation } from '../catalog/model.ts';
import type { ExternalKeyName } from './external-key-name.ts';
import { singular, wordsOf } from './identifier-words.ts';
import type { Lookup } from './lookups.ts';

const SOURCES = new Set(
  'type kind provider source platform system service network vendor integration origin issuer gateway connector'.split(
    ' ',
  ),
);
const TENANTS = new Set(
  'tenant account organization organisation org workspace company site shop store project team space app application blog realm'.split(
    ' ',
  ),
);
const LOCALES = new Set(['locale', 'language', 'lang']);

type Role = 'tenant' | 'source' | 'locale' | 'parent';
const ORDER: readonly Role[] = ['tenant', 'parent', 'source', 'locale'];

/** Calls of a query that stand for all: logs hold a few by other paths. */
const NEARLY_ALL = 0.95;

/**
 * The columns that a key is unique within, in the order that they would lead a unique index. The workload knows best: what
 * is nearly always compared with the key belongs to it, and a discriminator that is compared with it now and then, too,
 * since the wider constraint forbids less. Without look-ups the names of the table's columns decide.
 */
export function scopeOf(
  relation: Relation,
  key: Column,
  name: ExternalKeyName,
  lookups: readonly Lookup[],
): readonly string[] {
  if (name.scope === 'global') return [];
  const roleOf = roleFinder(relation, key);
  const roles = new Map<string, Role>();
  for (const column of relation.columns) {
    const role = column.name === key.name ? undefined : roleOf(column);
    if (role) roles.set(column.name, role);
  }
  const names = lookups.length > 0 ? byWorkload(lookups, roles) : byName(name.scope, roles);
  return ORDER.flatMap((role) => names.filter((column) => roles.get(column) === role));
}

function byWorkload(lookups: readonly Lookup[], roles: ReadonlyMap<string, Role>): readonly string[] {
  const all = lookups.reduce((sum, lookup) => sum + lookup.calls, 0);
  return [...roles].flatMap(([column, role]) => {
    const together = lookups.filter((lookup) => lookup.columns.includes(column));
    const share = together.reduce((sum, lookup) => sum + lookup.calls, 0) / Math.max(1, all);
    return share >= NEARLY_ALL || (share > 0 && role !== 'parent') ? [column] : [];
  });
}

function byName(scope: ExternalKeyName['scope'], roles: ReadonlyMap<string, Role>): readonly string[] {
  const wanted: readonly Role[] = scope === 'source' ? ['tenant', 'source'] : ['tenant', 'locale'];
  return [...roles].filter(([, role]) => wanted.includes(role)).map(([column]) => column);
}

function roleFinder(relation: Relation, key: Column): (column: Column) => Role | undefined {
  const own = wordsOf(relation.name).map(singular);
  const keyPrefix = wordsOf(key.name).slice(0, -1).join('_');
  const isOfPerson = /^(?:email|username|login|handle)$/.test(wordsOf(key.name).at(-1) ?? '');
  const foreign = new Set(relation.constraints.flatMap(({ kind, columns }) => (kind === 'foreign-key' ? columns : [])));
  return (column) => {
    const words = wordsOf(column.name);
    const last = words.at(-1) ?? '';
    const isId = last === 'id' || last === 'uuid';
    const noun = isId ? (words.at(-2) ?? '') : last;
    // `active_workspace_id` is where somebody is just now, and not what the row belongs to.
    const isPassing = /^(?:active|current|default|last|selected|preferred)$/.test(words[0]!);
    if (isId && TENANTS.has(noun) && !own.includes(noun) && !isPassing) return 'tenant';
    // The language of a person tells nobody's email from another's.
    if (LOCALES.has(column.name)) return isOfPerson ? undefined : 'locale';
    // `type` by itself, or with the key's own prefix: external_type beside external_id, but not payment_type.
    const prefix = words.slice(0, isId ? -2 : -1).join('_');
    if (SOURCES.has(noun) && (prefix === '' || prefix === keyPrefix)) return 'source';
    if (words.length === 2 && SOURCES.has(words[0]!) && /^(?:name|type|system|slug|code)$/.test(last)) return 'source';
    return foreign.has(column.name) ? 'parent' : undefined;
  };
}

/** Whether the scope holds a column that tells who gave the key. */
export function namesSource(relation: Relation, key: Column, scope: readonly string[]): boolean {
  const roleOf = roleFinder(relation, key);
  return relation.columns.some((column) => scope.includes(column.name) && roleOf(column) === 'source');
}
