import { definitionKey } from '../advisor/definition.ts';
import type { AdvisedIndex, Advice, RejectedIndex } from '../advisor/model.ts';
import { nameKey } from '../advisor/relation-tree.ts';
import type { Silence } from '../report/model.ts';
import { compareObjects } from './finding-order.ts';
import { groupBy } from './group-by.ts';
import { listOf } from './phrases.ts';
import type { Draft } from './merge.ts';
import type { RuleProposal } from './run.ts';

interface SilenceInput {
  readonly proposals: readonly RuleProposal[];
  readonly advice: Advice | null;
  /** Advised indexes, each with the unique constraint that makes it needless, or null. */
  readonly serving: readonly { readonly index: AdvisedIndex; readonly unique: Draft | null }[];
}

/** What was proposed and is not reported, each with one reason; alternatives to an index that was taken are left out. */
export function silencesOf({ proposals, advice, serving }: SilenceInput): readonly Silence[] {
  const rejected = new Map((advice?.rejected ?? []).map((each) => [definitionKey(each.definition), each]));
  const byTable = groupBy(serving, ({ index }) => nameKey(index.definition.relation));
  const serves = new Map(serving.map(({ index }) => [index, new Set(index.serves)]));
  const silences = proposals.flatMap(({ rule, proposal }): Silence[] => {
    const { object, fingerprints } = proposal;
    if (proposal.silence !== undefined) return [{ rule, object, reason: proposal.silence, fingerprints }];
    if (!proposal.indexes || proposal.fix) return [];
    const onTable = byTable.get(nameKey({ schema: object.schema, name: object.table })) ?? [];
    const taken = onTable.filter(({ index }) =>
      fingerprints.some((fingerprint) => serves.get(index)!.has(fingerprint)),
    );
    if (taken.some(({ unique }) => unique === null)) return [];
    const unique = taken[0]?.unique;
    const reason = unique
      ? `the unique index on ${listOf(unique.object.columns)} will serve`
      : reasonFor(proposal, advice, rejected);
    return [{ rule, object, reason, fingerprints }];
  });
  return mergeSilences(silences);
}

function reasonFor(
  proposal: RuleProposal['proposal'],
  advice: Advice | null,
  rejected: ReadonlyMap<string, RejectedIndex>,
): string {
  if (advice === null) return 'not priced: no planner ran';
  for (const index of proposal.indexes ?? []) {
    const found = rejected.get(definitionKey(index));
    if (found) return found.reason;
  }
  const unplannable = advice.unplannable.find(({ fingerprint }) => proposal.fingerprints.includes(fingerprint));
  return unplannable
    ? `the query cannot be planned: ${unplannable.reason}`
    : 'no plan uses any of the indexes that might serve';
}

function mergeSilences(silences: readonly Silence[]): readonly Silence[] {
  const groups = groupBy(silences, ({ rule, object, reason }) => JSON.stringify([rule, object, reason]));
  return [...groups.values()]
    .map((group) => ({ ...group[0]!, fingerprints: [...new Set(group.flatMap(({ fingerprints }) => fingerprints))] }))
    .sort((a, b) => compareObjects(a.object, b.object) || (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0));
}
