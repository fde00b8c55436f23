import type { Finding, FindingObject, IgnoredFinding, Severity } from '../report/model.ts';
import { globPattern } from './glob.ts';
import { EXPIRED_IGNORE, UNUSED_IGNORE } from './ignore-rules.ts';

/** What says that a finding is to be left out: an entry of the configuration, or a comment in the database. */
export interface Ignore {
  /** Rule id or glob. */
  readonly rule: string;
  readonly matches: (object: FindingObject) => boolean;
  readonly reason: string;
  /** ISO date, the last day on which it holds; null for ever. */
  readonly expires: string | null;
  readonly source: IgnoredFinding['source'];
  /** Where it stands, for messages: `ignore[2] of idx-advisor.config.js`, `the comment of public.orders`. */
  readonly place: string;
  /** What a finding on the ignore itself is about. */
  readonly object: FindingObject;
}

export interface SuppressionInput {
  readonly findings: readonly Finding[];
  readonly ignores: readonly Ignore[];
  /** ISO date. */
  readonly today: string;
  /** Ids of the rules that ran to their end. */
  readonly ran: readonly string[];
  /** Ids of rules that are on, and that could not say anything in this scan. */
  readonly silent: readonly string[];
  /** The severity of a rule of `ignoreRules`; null where it is off or was not asked for. */
  readonly severityOf: (rule: string) => Severity | null;
}

export interface Suppression {
  readonly kept: readonly Finding[];
  readonly ignored: readonly IgnoredFinding[];
  /** Findings on the ignores themselves. */
  readonly remarks: readonly Finding[];
}

/** Takes out what is ignored, and reports ignores that have expired or match nothing. */
export function suppress(input: SuppressionInput): Suppression {
  const { findings, ignores, today } = input;
  const isExpired = ({ expires }: Ignore) => expires !== null && expires < today;
  const live = ignores.filter((ignore) => !isExpired(ignore)).map(compiled);
  const used = new Set<Ignore>();
  const kept: Finding[] = [];
  const ignored: IgnoredFinding[] = [];
  for (const finding of findings) {
    const matching = live.filter(({ covers }) => covers(finding));
    for (const { ignore } of matching) used.add(ignore);
    const [first] = matching;
    if (!first) kept.push(finding);
    else {
      const { reason, expires, source } = first.ignore;
      ignored.push({ rule: finding.rule, object: finding.object, reason, expires, source });
    }
  }
  const unused = live.filter(({ ignore }) => !used.has(ignore) && isJudged(ignore, input));
  return {
    kept,
    ignored,
    remarks: [
      ...ignores.filter(isExpired).flatMap((ignore) => expiredRemark(ignore, input)),
      ...unused.flatMap(({ ignore }) => unusedRemark(ignore, input)),
    ],
  };
}

function compiled(ignore: Ignore) {
  const pattern = globPattern(ignore.rule);
  const covers = ({ rule, object }: Finding) => pattern.test(rule) && ignore.matches(object);
  return { ignore, covers };
}

/** Whether the scan can tell that the ignore is needless: some rule that it names ran, and none was short of something. */
function isJudged({ rule }: Ignore, { ran, silent }: SuppressionInput): boolean {
  const pattern = globPattern(rule);
  return ran.some((id) => pattern.test(id)) && !silent.some((id) => pattern.test(id));
}

function expiredRemark(ignore: Ignore, { severityOf }: SuppressionInput): readonly Finding[] {
  const severity = severityOf(EXPIRED_IGNORE);
  const message = `The ignore of ${ignore.rule} in ${ignore.place} expired on ${ignore.expires}`;
  return severity === null
    ? []
    : [remark(EXPIRED_IGNORE, severity, ignore.object, message, [`its reason was: ${ignore.reason}`])];
}

function unusedRemark(ignore: Ignore, { severityOf }: SuppressionInput): readonly Finding[] {
  const severity = severityOf(UNUSED_IGNORE);
  const message = `The ignore of ${ignore.rule} in ${ignore.place} matches nothing that was found`;
  return severity === null
    ? []
    : [remark(UNUSED_IGNORE, severity, ignore.object, message, [`its reason was: ${ignore.reason}`])];
}

export function remark(
  rule: string,
  severity: Severity,
  object: FindingObject,
  message: string,
  notes: readonly string[],
): Finding {
  return {
    rule,
    severity,
    object,
    message,
    evidence: { queries: [], sizeBytes: null, writeCost: null, notes },
    fix: null,
  };
}
