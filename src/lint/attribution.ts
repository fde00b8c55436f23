import { definitionKey } from '../advisor/definition.ts';
import type { AdvisedIndex } from '../advisor/model.ts';
import type { QueryEvidence } from '../report/model.ts';
import { keyText } from './index-facts.ts';
import { gainOf } from './query-evidence.ts';
import type { RuleProposal } from './run.ts';

/**
 * The proposal that an advised index is reported as: of the rule whose queries gain most by it. What a query gains counts
 * for the most special rule that proposed something for it: a query/ rule knows a narrower pattern than an index/ rule.
 * Ties go to index/, then to the rule's id. Of one rule, a proposal that asked for an index with this first key speaks of what it serves.
 * @param proposals those on its table will do.
 * @param evidence of the queries that the index serves.
 */
export function attribute(
  advised: AdvisedIndex,
  proposals: readonly RuleProposal[],
  evidence: readonly QueryEvidence[],
): RuleProposal | undefined {
  const candidates = concerned(advised, proposals);
  const gains = new Map<RuleProposal, number>(candidates.map((candidate) => [candidate, 0]));
  for (const query of evidence) {
    const [owner] = candidates
      .filter(({ proposal }) => proposal.fingerprints.includes(query.fingerprint))
      .sort((a, b) => specialty(a.rule) - specialty(b.rule));
    if (owner) gains.set(owner, gains.get(owner)! + Math.max(0, gainOf(query)));
  }
  const [first] = advised.definition.keys.map(keyText);
  const leadsWithIt = ({ proposal: { indexes = [] } }: RuleProposal) =>
    indexes.some(({ keys }) => keys[0] !== undefined && keyText(keys[0]) === first);
  const byRule = new Map<string, number>();
  for (const [{ rule }, gain] of gains) byRule.set(rule, (byRule.get(rule) ?? 0) + gain);
  return [...gains]
    .sort(
      ([a, gainA], [b, gainB]) =>
        byRule.get(b.rule)! - byRule.get(a.rule)! ||
        specialty(b.rule) - specialty(a.rule) ||
        (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0) ||
        Number(leadsWithIt(b)) - Number(leadsWithIt(a)) ||
        gainB - gainA,
    )
    .map(([proposal]) => proposal)[0];
}

/** Those that asked for this very index for a query that it serves; else for any; else those whose queries it serves. */
function concerned(advised: AdvisedIndex, proposals: readonly RuleProposal[]): readonly RuleProposal[] {
  const { schema, name } = advised.definition.relation;
  const key = definitionKey(advised.definition);
  const asksForIt = ({ proposal }: RuleProposal) => proposal.indexes!.some((index) => definitionKey(index) === key);
  // What is reported in any case stands for no other index than its own.
  const onTable = proposals.filter(
    (each) =>
      each.proposal.indexes &&
      each.proposal.object.schema === schema &&
      each.proposal.object.table === name &&
      (!each.proposal.fix || asksForIt(each)),
  );
  const serves = new Set(advised.serves);
  const serving = onTable.filter(({ proposal }) => proposal.fingerprints.some((each) => serves.has(each)));
  if (serving.length > 0) return serving;
  return onTable.filter(asksForIt);
}

/** Less is more special. */
function specialty(rule: string): number {
  return rule.startsWith('query/') ? 0 : rule.startsWith('index/') ? 2 : 1;
}
