import type { Finding } from './model.ts';

/** More than these nobody reads in a terminal; hundreds of the same kind say no more than a few do, and their number. */
const MOST_FINDINGS = 60;
const FEWEST_OF_RULE = 2;
/** Of one rule on one table. */
const MOST_ALIKE = 3;
/** Of one rule on several tables. */
const MOST_APART = 4;
/** Further schemas in which the same is found of a table: from so many on they are named alone. */
const FEWEST_SCHEMAS = 2;

export interface Readable {
  readonly shown: readonly Finding[];
  /** Rules of which not all findings are shown, the most frequent first. */
  readonly hidden: readonly { readonly rule: string; readonly count: number }[];
}

/**
 * What of many findings is shown: each rule gets an equal share of the room, and what a rule leaves of it goes to the others.
 * @param weightOf how many findings one stands for
 */
export function readable(findings: readonly Finding[], weightOf: (finding: Finding) => number = () => 1): Readable {
  if (findings.length <= MOST_FINDINGS) return { shown: findings, hidden: [] };
  const counts = new Map<string, number>();
  for (const { rule } of findings) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  const quota = quotaOf([...counts.values()]);
  const taken = new Map<string, number>();
  const shown = findings.filter(({ rule }) => {
    taken.set(rule, (taken.get(rule) ?? 0) + 1);
    return taken.get(rule)! <= quota;
  });
  const isShown = new Set(shown);
  const left = new Map<string, number>();
  for (const finding of findings)
    if (!isShown.has(finding)) left.set(finding.rule, (left.get(finding.rule) ?? 0) + weightOf(finding));
  const hidden = [...left].map(([rule, count]) => ({ rule, count }));
  return { shown, hidden: hidden.sort((a, b) => b.count - a.count || (a.rule < b.rule ? -1 : 1)) };
}

/** The most findings of any one rule that keep the whole within its bound. */
function quotaOf(counts: readonly number[]): number {
  let quota = FEWEST_OF_RULE;
  while (counts.reduce((sum, count) => sum + Math.min(count, quota + 1), 0) <= MOST_FINDINGS) quota++;
  return quota;
}

/** Findings of one table, where those of one rule that differ in little but the column are told by the first few. */
export interface Alike {
  readonly finding: Finding;
  /** Further findings of its rule that are not shown by themselves. */
  readonly others: readonly Finding[];
}

export function groupAlike(findings: readonly Finding[]): readonly Alike[] {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings.filter(isPlain))
    groups.set(finding.rule, [...(groups.get(finding.rule) ?? []), finding]);
  // One alone is shown sooner than it is counted.
  const folded = new Map([...groups].filter(([, group]) => group.length > MOST_ALIKE + 1));
  return findings.flatMap((finding): Alike[] => {
    const group = isPlain(finding) ? folded.get(finding.rule) : undefined;
    const position = group?.indexOf(finding) ?? 0;
    if (!group || position < MOST_ALIKE - 1) return [{ finding, others: [] }];
    return position === MOST_ALIKE - 1 ? [{ finding, others: group.slice(MOST_ALIKE) }] : [];
  });
}

/** What a rule has all over the schema, one entry. */
export interface RuleGroup {
  readonly rule: string;
  /** In the report's order: the gravest first. */
  readonly findings: readonly Finding[];
}

/** Findings without queries of which a rule has more than a few, on several tables: they tell one story. */
export function acrossTables(findings: readonly Finding[]): {
  readonly groups: readonly RuleGroup[];
  readonly others: readonly Finding[];
} {
  const byRule = new Map<string, Finding[]>();
  for (const finding of findings.filter(isPlain)) {
    const there = byRule.get(finding.rule);
    if (there) there.push(finding);
    else byRule.set(finding.rule, [finding]);
  }
  const groups = [...byRule]
    .map(([rule, findings]) => ({ rule, findings }))
    .filter(({ findings }) => findings.length > MOST_APART && tablesOf(findings) > 1);
  const grouped = new Set(groups.map(({ rule }) => rule));
  return { groups, others: findings.filter((finding) => !isPlain(finding) || !grouped.has(finding.rule)) };
}

/**
 * Findings without those that an earlier one stands for: what is the same of the same table in further schemas, as where each tenant has its own.
 * @returns by each that is left, the further schemas
 */
export function acrossSchemas(findings: readonly Finding[]): ReadonlyMap<Finding, readonly string[]> {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    const { rule, severity, message, object } = finding;
    const key = JSON.stringify([rule, severity, message, { ...object, schema: '' }]);
    const there = groups.get(key);
    if (there) there.push(finding);
    else groups.set(key, [finding]);
  }
  const standsFor = new Map<Finding, readonly string[]>(findings.map((finding) => [finding, []]));
  for (const [first, ...others] of groups.values()) {
    const schemas = others.map(({ object }) => object.schema);
    const isApart = new Set([first!.object.schema, ...schemas]).size === 1 + schemas.length;
    if (!isApart || schemas.length < FEWEST_SCHEMAS) continue;
    standsFor.set(first!, schemas);
    for (const other of others) standsFor.delete(other);
  }
  return standsFor;
}

function tablesOf(findings: readonly Finding[]): number {
  return new Set(findings.map(({ object }) => JSON.stringify([object.schema, object.table || object.name]))).size;
}

function isPlain({ evidence }: Finding): boolean {
  return evidence.queries.length === 0;
}
