import type { IndexDefinition, Relation } from '../catalog/model.ts';
import type { AnalyzedQuery } from '../lint/contract.ts';
import type { RelationUse } from '../sql/model.ts';
import { definitionKey } from './definition.ts';
import { MOST_CANDIDATES } from './thresholds.ts';

/**
 * Past so many possible indexes only the plainest of each use are still looked at, past so many of all only those with one key, which serve many
 * queries each, and past the last only those that an earlier query has too.
 */
const RATIONS = { whole: 2500, plain: 3250, narrow: MOST_CANDIDATES, plainOfUse: 4 };

type IndexCandidates = (relation: Relation, use: RelationUse, query: AnalyzedQuery) => readonly IndexDefinition[];

export interface RationedCandidates {
  readonly indexCandidates: IndexCandidates;
  /** Fingerprints of the queries that none were given out for. */
  readonly unsought: () => readonly string[];
  /** One line where not all were given out. */
  readonly incomplete: () => readonly string[];
}

/**
 * Candidates for the queries that come first, as many as can be priced in any reasonable time: a workload of ten thousand statements
 * has hundreds of thousands. The queries are to come in the order of their total time.
 */
export function rationed(indexCandidates: IndexCandidates): RationedCandidates {
  const seen = new Set<string>();
  /** Rules may run twice. */
  const given = new WeakMap<RelationUse, readonly IndexDefinition[]>();
  const short = { some: new Set<string>(), none: new Set<string>() };

  function rationOf(found: readonly IndexDefinition[]): readonly IndexDefinition[] {
    if (seen.size < RATIONS.whole) return found;
    const plain = found.filter(isPlain);
    if (seen.size < RATIONS.plain) return plain.slice(0, RATIONS.plainOfUse);
    const isNew = (definition: IndexDefinition) => !seen.has(definitionKey(definition));
    const room = Math.min(RATIONS.plainOfUse, RATIONS.narrow - seen.size);
    const fresh = plain.filter((definition) => definition.keys.length === 1 && isNew(definition)).slice(0, room);
    return found.filter((definition) => !isNew(definition) || fresh.includes(definition));
  }

  function giveOut(...[relation, use, query]: Parameters<IndexCandidates>): readonly IndexDefinition[] {
    const found = indexCandidates(relation, use, query);
    const wanted = rationOf(found);
    if (wanted.length < found.length) (wanted.length > 0 ? short.some : short.none).add(query.fingerprint);
    for (const definition of wanted) seen.add(definitionKey(definition));
    return wanted;
  }

  return {
    indexCandidates(relation, use, query) {
      const known = given.get(use) ?? giveOut(relation, use, query);
      given.set(use, known);
      return known;
    },
    unsought: () => [...short.none].filter((fingerprint) => !short.some.has(fingerprint)),
    incomplete() {
      const none = [...short.none].filter((fingerprint) => !short.some.has(fingerprint)).length;
      const lines = [
        ...(short.some.size > 0
          ? [`of ${short.some.size} queries only the plainest possible indexes were looked at`]
          : []),
        ...(none > 0 ? [`no index was sought for ${none} queries, those of least total time`] : []),
      ];
      return lines.map((line) => `${line}: there were more possible indexes than can be tried`);
    },
  };
}

function isPlain({ include, predicate }: IndexDefinition): boolean {
  return include.length === 0 && predicate === null;
}
