import { nameKey } from '../advisor/relation-tree.ts';
import type { IndexDefinition, ObjectName } from '../catalog/model.ts';
import { keyText } from './index-facts.ts';
import type { Draft } from './merge.ts';
import { listOf } from './phrases.ts';

/** By table, the existing indexes that a proposed one takes the place of, each with that. */
export type Replacements = ReadonlyMap<string, ReadonlyMap<string, IndexDefinition>>;

/** In the note that another fix of the report takes an index away. */
export const REPLACED = 'that is proposed takes the place of';

export function replacements(
  drafts: readonly Draft[],
  replaced: (added: IndexDefinition) => readonly string[],
): Replacements {
  const replacing = new Map<string, Map<string, IndexDefinition>>();
  for (const { intent } of drafts) {
    if (intent?.kind !== 'create-index') continue;
    const key = nameKey(intent.index.relation);
    const gone = replacing.get(key) ?? new Map<string, IndexDefinition>();
    replacing.set(key, gone);
    for (const name of replaced(intent.index)) gone.set(name, intent.index);
  }
  return replacing;
}

/** Names of a table's indexes that go, each with what takes its place. */
export function goneWith(replacing: Replacements, table: ObjectName): ReadonlyMap<string, IndexDefinition> {
  return replacing.get(nameKey(table)) ?? new Map<string, IndexDefinition>();
}

/**
 * What is said of an index that goes anyway has no fix of its own: to build it anew would be in vain, and to drop another because of it
 * would fail, as it is no longer there to do the work.
 */
export function yieldToReplacement(draft: Draft, replacing: Replacements): Draft {
  const { object, intent } = draft;
  const gone = goneWith(replacing, { schema: object.schema, name: object.table });
  const concerned = [object.name ?? [], (intent?.kind === 'drop-index' && intent.keep) || []].flat();
  const named = concerned.find((name) => gone.has(name));
  if (named === undefined) return draft;
  const note = `the index on ${listOf(gone.get(named)!.keys.map(keyText))} ${REPLACED} ${named}`;
  return { ...draft, intent: null, notes: [...draft.notes, note] };
}
