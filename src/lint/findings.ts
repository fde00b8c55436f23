import { definitionKey } from '../advisor/definition.ts';
import type { AdvisedIndex, Advice } from '../advisor/model.ts';
import { nameKey } from '../advisor/relation-tree.ts';
import type { IndexDefinition } from '../catalog/model.ts';
import type { Finding, FindingObject, Fix, FixIntent, Silence } from '../report/model.ts';
import { attribute } from './attribution.ts';
import type { AnalyzedQuery } from './contract.ts';
import { compareFindings, findingKey, unqualified } from './finding-order.ts';
import { groupBy } from './group-by.ts';
import { keyText } from './index-facts.ts';
import { mergeDrafts } from './merge.ts';
import type { Draft } from './merge.ts';
import type { PartsOf } from './partitions.ts';
import { evidenceSource, gainOf } from './query-evidence.ts';
import type { EvidenceOf } from './query-evidence.ts';
import type { RuleProposal } from './run.ts';
import { listOf } from './phrases.ts';
import { silencesOf } from './silences.ts';
import { servedByUnique } from './unique-serves.ts';
import { goneWith, replacements, yieldToReplacement, type Replacements } from './replacements.ts';
import { withdrawUsed, yieldToAdvised } from './withdraw.ts';

export interface AssemblyInput {
  readonly proposals: readonly RuleProposal[];
  /** Null when nothing was priced: no planner, or no workload. */
  readonly advice: Advice | null;
  readonly queries: readonly AnalyzedQuery[];
  /** The tables that hold a relation's rows: itself alone, where it is left out. */
  readonly partsOf?: PartsOf;
  /**
   * From the migration stage. Called once for each finding, in the order of the report, so that names are given in it. A
   * refusal leaves the finding without a fix, and its reason among the finding's notes.
   */
  readonly fixFor: (intent: FixIntent) => Fix | FixRefusal;
  /** Names of the existing indexes that do nothing more beside a new one. */
  readonly madeRedundant?: (added: IndexDefinition) => readonly string[];
  /** Of those, the ones that are dropped once it is built: no query is the worse for it. */
  readonly replaced?: (added: IndexDefinition) => readonly string[];
}

/** Why this server cannot have the fix, in one sentence. */
export interface FixRefusal {
  readonly refused: string;
}

export interface Assembly {
  readonly findings: readonly Finding[];
  readonly silences: readonly Silence[];
}

/**
 * Makes findings of what the rules proposed and the advisor took: one for each advised index, one for each proposal that
 * needs no pricing. Everything else becomes a silence with its reason.
 */
export function assembleFindings(input: AssemblyInput): Assembly {
  const { advice, queries, fixFor, madeRedundant = () => [], replaced = () => [] } = input;
  const proposals = withdrawUsed(input.proposals, advice);
  const evidenceOf = evidenceSource(queries, advice, input.partsOf);
  const spoken = proposals.filter(({ proposal }) => proposal.silence === undefined);
  const plain = spoken
    .filter(({ proposal }) => !proposal.indexes || proposal.fix)
    .map((each) => plainDraft(each, evidenceOf, advice));
  const uniques = plain.filter(({ intent }) => intent?.kind === 'add-unique');
  const advised = (advice?.indexes ?? []).map((index) => {
    const unique = uniques.find((draft) => servedByUnique(draft.intent, index, queries));
    return unique ? { index, unique } : { index, unique: null };
  });
  const wishes = byTable(spoken.filter(({ proposal }) => proposal.indexes));
  const variants = groupBy(advice?.indexes ?? [], ({ definition }) => keyWithoutIncluded(definition));
  const priced = advised.flatMap(({ index, unique }) => {
    const asking = wishes.get(nameKey(index.definition.relation)) ?? [];
    return unique ? [] : (pricedDraft(index, asking, evidenceOf, variants) ?? []);
  });
  // A unique constraint that will serve them shows the queries that its index helps, and needs no second index beside it.
  const served = plain.map((draft) =>
    (draft.intent?.kind === 'add-unique' ? advised : [])
      .filter(({ unique }) => unique === draft)
      .reduce((sum, { index }) => withIndex(sum, index, evidenceOf), draft),
  );
  const own = advised.flatMap(({ index, unique }) => (unique ? [] : index));
  // What the advisor took at the word of the same rule is the same finding.
  const ofRules = new Set(priced.map((draft) => findingKey({ ...draft, fix: null })));
  const plainOnes = served.map((draft) =>
    ofRules.has(findingKey({ ...draft, fix: null })) ? draft : yieldToAdvised(draft, own, uniques),
  );
  const replacing = replacements(priced, replaced);
  const drafts = mergeDrafts([
    ...plainOnes.map((draft) => yieldToReplacement(draft, replacing)),
    ...priced.map((draft) => nameRedundant(draft, madeRedundant, replacing)),
  ]);
  drafts.sort(compareFindings);
  return {
    findings: drafts.map((draft) => finish(draft, fixFor)),
    silences: silencesOf({ proposals, advice, serving: advised }),
  };
}

function byTable(proposals: readonly RuleProposal[]): ReadonlyMap<string, readonly RuleProposal[]> {
  return groupBy(proposals, ({ proposal: { object } }) => nameKey({ schema: object.schema, name: object.table }));
}

function plainDraft({ rule, severity, proposal }: RuleProposal, evidenceOf: EvidenceOf, advice: Advice | null): Draft {
  const { object, message, notes = [], fingerprints } = proposal;
  const queries = evidenceOf(fingerprints, { schema: object.schema, name: object.table });
  return {
    rule,
    severity,
    object,
    message,
    queries,
    sizeBytes: null,
    writeCost: null,
    notes: [...notes, ...objections(proposal, advice)],
    intent: proposal.fix ?? null,
  };
}

/** Of an index that is proposed in any case: what it gains the workload is less than it costs. */
function objections({ indexes = [] }: RuleProposal['proposal'], advice: Advice | null): readonly string[] {
  const keys = new Set(indexes.map(definitionKey));
  return (advice?.rejected ?? [])
    .filter(({ why, definition }) => why === 'upkeep' && keys.has(definitionKey(definition)))
    .map(({ reason }) => `for the workload alone it would not pay: ${reason}`);
}

function pricedDraft(
  index: AdvisedIndex,
  proposals: readonly RuleProposal[],
  evidenceOf: EvidenceOf,
  variants: Variants,
): Draft | undefined {
  const { definition, serves, sizeBytes, writeCost = null } = index;
  const queries = [...evidenceOf(serves, definition.relation)].sort((a, b) => gainOf(b) - gainOf(a));
  const owner = attribute(index, proposals, queries);
  if (!owner) return undefined;
  const { proposal, rule, severity } = owner;
  const intent: FixIntent = { kind: 'create-index', index: definition, name: null };
  const object = objectOf(index, variants);
  return {
    rule,
    severity,
    object,
    message: proposal.messageFor?.(object.columns) ?? proposal.message,
    queries,
    sizeBytes,
    writeCost,
    ...worthOf(index),
    notes: [...(proposal.notes ?? []), ...hotNote(index), ...guessNote(index)],
    intent,
  };
}

function worthOf({ benefit, hotColumns }: AdvisedIndex): Pick<Draft, 'benefit' | 'endsHotUpdatesOf'> {
  return { benefit, ...(hotColumns && { endsHotUpdatesOf: hotColumns }) };
}

function hotNote({ hotColumns = [] }: AdvisedIndex): readonly string[] {
  if (hotColumns.length === 0) return [];
  return [`it ends HOT updates: the workload sets ${listOf(hotColumns)}, which no index holds yet`];
}

function guessNote({ untold = [] }: AdvisedIndex): readonly string[] {
  return untold.length > 0 ? [`its size is a guess: statistics do not tell enough of ${listOf(untold)}`] : [];
}

function nameRedundant(
  draft: Draft,
  madeRedundant: NonNullable<AssemblyInput['madeRedundant']>,
  replacing: Replacements,
): Draft {
  if (draft.intent?.kind !== 'create-index') return draft;
  const { index } = draft.intent;
  const gone = goneWith(replacing, index.relation);
  const replaces = [...gone].flatMap(([name, by]) => (by === index ? name : []));
  const others = madeRedundant(index).filter((name) => !gone.has(name));
  const notes = [
    ...(replaces.length > 0
      ? [
          `it widens ${listOf(replaces)}: built first, then ${replaces.length === 1 ? 'the old one is' : 'the old ones are'} dropped`,
        ]
      : []),
    ...(others.length > 0
      ? [`it does all that ${listOf(others)} ${others.length === 1 ? 'does' : 'do'}, to be dropped once it is there`]
      : []),
  ];
  const intent = replaces.length > 0 ? { ...draft.intent, replaces } : draft.intent;
  return { ...draft, intent, notes: [...draft.notes, ...notes] };
}

/** Advised indexes by `keyWithoutIncluded`: two of the same keys differ in what they include, and are two findings. */
type Variants = ReadonlyMap<string, readonly AdvisedIndex[]>;

function keyWithoutIncluded(definition: IndexDefinition): string {
  return definitionKey({ ...definition, include: [] });
}

function objectOf({ definition }: AdvisedIndex, variants: Variants): FindingObject {
  const { relation, method, predicate, keys, include } = definition;
  const isOneOfMany = (variants.get(keyWithoutIncluded(definition)) ?? []).length > 1;
  const variant = [
    method === 'btree' ? '' : method,
    isOneOfMany && include.length > 0 ? `INCLUDE (${include.join(', ')})` : '',
    predicate === null ? '' : `WHERE ${predicate}`,
  ]
    .filter(Boolean)
    .join(' ');
  return {
    schema: relation.schema,
    table: relation.name,
    columns: keys.map(keyText),
    name: null,
    ...(variant === '' ? {} : { variant }),
  };
}

function withIndex(draft: Draft, index: AdvisedIndex, evidenceOf: EvidenceOf): Draft {
  const { definition, serves, sizeBytes, writeCost = null } = index;
  const known = new Set(draft.queries.map((query) => query.fingerprint));
  const added = evidenceOf(serves, definition.relation).filter((query) => !known.has(query.fingerprint));
  return {
    ...draft,
    queries: [...draft.queries, ...added],
    sizeBytes: Math.max(draft.sizeBytes ?? 0, sizeBytes),
    writeCost: draft.writeCost ?? writeCost,
    ...worthOf({ ...index, benefit: index.benefit + (draft.benefit ?? 0) }),
  };
}

function finish(draft: Draft, fixFor: AssemblyInput['fixFor']): Finding {
  const { rule, severity, object, message, queries, sizeBytes, writeCost, benefit, endsHotUpdatesOf, intent } = draft;
  const planned = intent === null ? null : fixFor(intent);
  const refusal = planned && 'refused' in planned ? [`no fix: ${planned.refused}`] : [];
  const fix = planned && 'refused' in planned ? null : planned;
  const notes = [...draft.notes, ...refusal];
  const created = fix?.creates.at(-1);
  return {
    rule,
    severity,
    object: object.name === null && created !== undefined ? { ...object, name: unqualified(created) } : object,
    message,
    evidence: {
      queries,
      sizeBytes,
      writeCost,
      ...(benefit !== undefined && { benefit }),
      ...(endsHotUpdatesOf && { endsHotUpdatesOf }),
      notes,
    },
    fix,
  };
}
