import { coversWanted } from '../advisor/coverage.ts';
import type { IndexDefinition } from '../catalog/model.ts';
import type { Advice, AdvisedIndex } from '../advisor/model.ts';
import { keyText } from './index-facts.ts';
import type { FixIntent } from '../migration/model.ts';
import type { Draft } from './merge.ts';
import { holdsWhereNotNull } from './null-tests.ts';
import { listOf } from './phrases.ts';
import { plainIndex } from './plain-index.ts';
import type { RuleProposal } from './run.ts';

/** Takes back what was said of an index for lack of better knowledge, where the plan of a query turns out to read it. */
export function withdrawUsed(proposals: readonly RuleProposal[], advice: Advice | null): readonly RuleProposal[] {
  const used = new Set(advice?.queries.flatMap(({ reads }) => reads));
  return proposals.map((each) => {
    const { object, unlessUsed } = each.proposal;
    const isUsed = unlessUsed === true && object.name !== null && used.has(`${object.schema}.${object.name}`);
    return isUsed
      ? { ...each, proposal: { ...each.proposal, silence: 'the plans of the workload read this index' } }
      : each;
  });
}

/** How the note ends that another fix of the report mends it too. */
export const SERVED = 'that is proposed serves it too';

/** What asks for a plain index of its own has none where an advised index, or that of a proposed unique constraint, does its work as well. */
export function yieldToAdvised(draft: Draft, advised: readonly AdvisedIndex[], others: readonly Draft[] = []): Draft {
  const { intent } = draft;
  if (intent?.kind !== 'create-index') return draft;
  const proposed = [
    ...advised.map(({ definition }) => definition),
    ...others.flatMap(({ intent: own }) => indexOf(own)),
  ];
  const by = proposed.find((definition) => coversWanted(asSearched(definition, intent.index), intent));
  if (!by) return draft;
  const note = `the ${by.unique ? 'unique ' : ''}index on ${listOf(by.keys.map(keyText))} ${SERVED}`;
  return { ...draft, intent: null, notes: [...draft.notes, note] };
}

function indexOf(intent: FixIntent | null): readonly IndexDefinition[] {
  if (intent?.kind !== 'add-unique') return [];
  const { relation, columns, predicate, nullsNotDistinct } = intent;
  return [plainIndex(relation, columns, { predicate, unique: true, nullsNotDistinct })];
}

/** What searches for values of its keys does not miss the rows where these are null, which a partial index leaves out. */
function asSearched(advised: IndexDefinition, wanted: IndexDefinition): IndexDefinition {
  const isKey = (column: string) => wanted.keys.some((key) => key.column === column);
  const isWhole = advised.predicate !== null && holdsWhereNotNull(advised.predicate, isKey);
  return isWhole ? { ...advised, predicate: null } : advised;
}
