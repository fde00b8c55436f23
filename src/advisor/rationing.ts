import type { IndexDefinition, Relation } from '../catalog/model.ts';
import type { AnalyzedQuery } from '../lint/contract.ts';
import type { RelationUse } from '../sql/model.ts';
import { definitionKey } from './definition.ts';

/** Past so many possible indexes only the plainest of each use are still looked at, and past so many of all none. */
const RATIONS = { whole: 2500, all: 6000, plainOfUse: 4 };

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
  const short = { plain: new Set<string>(), none: new Set<string>() };

  function giveOut(...[relation, use, query]: Parameters<IndexCandidates>): readonly IndexDefinition[] {
    if (seen.size >= RATIONS.all) {
      short.none.add(query.fingerprint);
      return [];
    }
    const found = indexCandidates(relation, use, query);
    const wanted = seen.size < RATIONS.whole ? found : found.filter(isPlain).slice(0, RATIONS.plainOfUse);
    if (wanted.length < found.length) short.plain.add(query.fingerprint);
    for (const definition of wanted) seen.add(definitionKey(definition));
    return wanted;
  }

  return {
    indexCandidates(relation, use, query) {
      const known = given.get(use) ?? giveOut(relation, use, query);
      given.set(use, known);
      return known;
    },
    unsought: () => [...short.none],
    incomplete() {
      const plain = [...short.plain].filter((fingerprint) => !short.none.has(fingerprint)).length;
      const lines = [
        ...(plain > 0 ? [`of ${plain} queries only the plainest possible indexes were looked at`] : []),
        ...(short.none.size > 0
          ? [`no index was sought for ${short.none.size} queries, those of least total time`]
          : []),
      ];
      return lines.map((line) => `${line}: there were more possible indexes than can be tried`);
    },
  };
}

function isPlain({ include, predicate }: IndexDefinition): boolean {
  return include.length === 0 && predicate === null;
}
