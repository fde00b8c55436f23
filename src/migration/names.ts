import { createHash } from 'node:crypto';
import type { Catalog, Index, IndexDefinition, ObjectName } from '../catalog/model.ts';
import { relationNamed } from './look-up.ts';
import { canonical, sameDefinition } from './same-definition.ts';

/** NAMEDATALEN - 1: PostgreSQL cuts longer names with no more than a NOTICE, so that two of them may become one. */
export const MAX_NAME_BYTES = 63;

/** Chooses names for one run. Same catalog and same calls in the same order: same names. */
export interface Namer {
  /**
   * `<table>_<columns>_idx`, or `_key` for a unique index, unquoted and at most 63 bytes. The name of an invalid leftover
   * of a build that was killed is used again, whoever chose it: the migration takes its place, and where that of
   * `index/invalid` built it anew before, finds it there. By another name there would be two of them.
   * @param wanted used in place of the derived name when it is free.
   */
  index(definition: IndexDefinition, wanted?: string | null): string;
  /** `<table>_<columns>_<suffix>` for a constraint, unquoted and at most 63 bytes. */
  constraint(relation: ObjectName, columns: readonly string[], suffix: string, wanted?: string | null): string;
  /** A name for a leftover of `name`'s build, to be moved aside under before it is dropped. */
  leftover(relation: ObjectName, name: string): string;
}

export function createNamer(catalog: Catalog): Namer {
  const taken = takenNames(catalog);
  const inSchema = (schema: string) => taken.get(schema) ?? taken.set(schema, new Set()).get(schema)!;
  const reused = new Set<string>();

  function claim(relation: ObjectName, parts: NameParts, wanted: string | null, seed: string): string {
    const names = inSchema(relation.schema);
    for (const name of candidates(parts, wanted, seed)) {
      if (names.has(name)) continue;
      names.add(name);
      return name;
    }
    /* c8 ignore next */
    throw new Error('unreachable: candidates never end');
  }

  return {
    index(definition, wanted = null) {
      const { relation } = definition;
      const suffix = definition.unique ? 'key' : 'idx';
      const columns = definition.keys.map((key) => key.column ?? 'expr');
      const parts = { stem: snake([relation.name, ...columns]), suffix };
      const seed = canonical(definition);
      const leftover = leftoverOf(catalog, definition)?.name;
      const id = `${relation.schema}.${leftover}`;
      if (leftover !== undefined && !reused.has(id)) {
        reused.add(id);
        return leftover;
      }
      return claim(relation, parts, wanted, seed);
    },
    constraint(relation, columns, suffix, wanted = null) {
      const seed = JSON.stringify([relation.schema, relation.name, suffix, ...columns]);
      return claim(relation, { stem: snake([relation.name, ...columns]), suffix }, wanted, seed);
    },
    leftover(relation, name) {
      const seed = JSON.stringify([relation.schema, relation.name, name]);
      return claim(relation, { stem: name, suffix: 'invalid' }, null, seed);
    },
  };
}

interface NameParts {
  readonly stem: string;
  readonly suffix: string;
}

/** The names to try, in order; it never ends. */
function* candidates({ stem, suffix }: NameParts, wanted: string | null, seed: string): Generator<string> {
  // A NUL cannot be in a name, and a text with half a surrogate pair is not UTF-8.
  const isName = (text: string) => text !== '' && text.isWellFormed() && !text.includes('\0');
  if (wanted !== null && isName(wanted) && byteLength(wanted) <= MAX_NAME_BYTES) yield wanted;
  const full = [stem, suffix].filter(Boolean).join('_');
  if (byteLength(full) <= MAX_NAME_BYTES) yield full;
  for (let attempt = 0; ; attempt++) {
    const hash = sha256(attempt === 0 ? seed : `${seed}#${attempt}`).slice(0, 8);
    const ending = `_${hash}_${suffix}`;
    yield `${cutToBytes(stem, MAX_NAME_BYTES - byteLength(ending))}${ending}`;
  }
}

/** What a killed CREATE INDEX CONCURRENTLY of this very definition left behind. */
function leftoverOf(catalog: Catalog, definition: IndexDefinition): Index | undefined {
  return relationNamed(catalog, definition.relation)?.indexes.find(
    (index) =>
      !index.valid && index.live && !index.constraint && !isOfReindex(index.name) && sameDefinition(index, definition),
  );
}

/** What REINDEX CONCURRENTLY names its new index, and the old one that it replaced. */
export function isOfReindex(name: string): boolean {
  return /_cc(?:new|old)\d*$/.test(name);
}

/**
 * Names in use, by schema: all of pg_class, and constraints, as `ADD CONSTRAINT … USING INDEX` gives the constraint the
 * index's name. Type names are taken too: composite types have a row in pg_class, and the others do no harm.
 */
function takenNames(catalog: Catalog): Map<string, Set<string>> {
  const taken = new Map<string, Set<string>>();
  const add = (schema: string, name: string) => {
    const names = taken.get(schema);
    if (names) names.add(name);
    else taken.set(schema, new Set([name]));
  };
  for (const relation of catalog.relations) {
    add(relation.schema, relation.name);
    for (const index of relation.indexes) add(relation.schema, index.name);
    for (const constraint of relation.constraints) add(relation.schema, constraint.name);
  }
  for (const object of [...catalog.sequences, ...catalog.types]) add(object.schema, object.name);
  return taken;
}

/** Lower snake case, with letters and digits of any script kept. */
function snake(parts: readonly string[]): string {
  return parts
    .map((part) => part.toLowerCase().replace(/[^\p{L}\p{M}\p{N}]+/gu, '_'))
    .map((part) => part.replace(/^_+|_+$/g, ''))
    .filter(Boolean)
    .join('_');
}

/** The longest start of the text that is no longer than so many bytes, and ends between two characters. */
function cutToBytes(text: string, bytes: number): string {
  let used = 0;
  let cut = '';
  for (const character of text) {
    used += byteLength(character);
    if (used > bytes) break;
    cut += character;
  }
  return cut.replace(/_+$/, '');
}

const byteLength = (text: string) => Buffer.byteLength(text, 'utf8');
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
