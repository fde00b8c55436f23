import type { FixIntentOf, Fix, FixScript } from './model.ts';
import { planDropIndex } from './plan-drop-index.ts';
import type { FixSurroundings } from './request.ts';

/**
 * Builds the index first, and only then drops those whose work it does: no query is ever without. Back again in the opposite order.
 * @param built the fix that creates the index alone.
 * @throws UserError when something depends on one of them.
 */
export function planReplacement(built: Fix, intent: FixIntentOf<'create-index'>, around: FixSurroundings): Fix {
  const { relation } = intent.index;
  const keep = (built.creates.at(-1) ?? '')
    .replace(/^(?:"(?:[^"]|"")*"|[^."]*)\./, '')
    .replace(/^"(.*)"$/s, '$1')
    .replaceAll('""', '"');
  const drops = (intent.replaces ?? []).map((index) =>
    planDropIndex({ kind: 'drop-index', relation, index, keep }, around),
  );
  const isSetting = (sql: string) => /^SET /.test(sql);
  const after = (lists: readonly (readonly string[])[]) =>
    lists.flatMap((list) => list.filter((sql) => !isSetting(sql)));
  const settings = drops.flatMap(({ down }) => down.filter(isSetting));
  const script = built.script && scriptOf(built.script, drops, intent.replaces ?? [], after);
  return {
    ...built,
    up: [...built.up, ...after(drops.map(({ up }) => up))],
    down: [
      ...new Set(settings),
      ...after(drops.map(({ down }) => down)),
      ...built.down.filter((sql) => settings.length === 0 || !isSetting(sql)),
    ],
    ...(script && { script }),
  };
}

function scriptOf(
  script: FixScript,
  drops: readonly Fix[],
  names: readonly string[],
  after: (lists: readonly (readonly string[])[]) => readonly string[],
): FixScript {
  const scripts = drops.flatMap((drop) => drop.script ?? []);
  return {
    recipe: 'widen index',
    locks: [...new Set([...script.locks, ...scripts.flatMap(({ locks }) => locks)])],
    notes: [...script.notes, `Drops ${names.join(', ')} once the new index, which does all that it did, is valid.`],
    up: [...script.up, ...after(scripts.map(({ up }) => up))],
    down: [
      ...script.up.filter((sql) => /^SET /.test(sql)),
      ...after(scripts.map(({ down }) => down)),
      ...after([script.down]),
    ],
  };
}
