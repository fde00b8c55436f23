import type { Rule } from '../lint/contract.ts';
import { nearestName } from '../lint/nearest-name.ts';
import { globPattern } from '../lint/glob.ts';
import type { SelectableRule } from '../lint/select-rules.ts';
import type { OptionsByRule } from '../lint/run.ts';
import { expectKeys, kindOf, within, wrong, type Place } from './expect.ts';
import type { Config, ConfiguredSeverity, Preset } from './model.ts';

/**
 * The rules with the severities that preset and configuration give them. What the configuration says of a rule by name is
 * also what its findings get: a rule that raises its own severity in grave cases does so only where nobody chose.
 * @throws UserError for a rule or glob that is not there, with the nearest name.
 */
export function configureRules(rules: readonly Rule[], config: Config, file: string): readonly SelectableRule[] {
  const place: Place = { file, path: 'severity' };
  const ids = rules.map(({ id }) => id);
  for (const [glob] of config.severity) expectRule(glob, ids, place);
  config.ignore.forEach(({ rule }, position) =>
    expectRule(rule, ids, within(within({ file, path: 'ignore' }, position), 'rule')),
  );
  const chosen = config.severity.map(([glob, severity]) => [globPattern(glob), severity] as const);
  return rules.map((rule) => {
    const own = chosen.filter(([pattern]) => pattern.test(rule.id)).at(-1)?.[1];
    return own === undefined ? withPreset(rule, config.preset) : withSeverity(rule, own);
  });
}

function withPreset(rule: Rule, preset: Preset): SelectableRule {
  switch (preset) {
    case 'recommended':
      return withoutTaste(rule);
    case 'strict':
      return raised(rule);
    case 'ci':
      return rule.needs.every((need) => need === 'catalog') ? withoutTaste(rule) : { ...rule, severity: 'off' };
    case 'all':
      return rule.severity === 'off' ? { ...rule, severity: 'info' } : rule;
  }
}

/** What only `strict` reports stays there for who asks for the rule by name. */
function withoutTaste(rule: Rule): SelectableRule {
  if (rule.preset === 'strict') return { ...rule, severity: 'off', asked: rule };
  return {
    ...rule,
    asked: rule,
    *check(context) {
      for (const proposal of rule.check(context)) if (proposal.preset !== 'strict') yield proposal;
    },
  };
}

const GRAVER = { info: 'warning', warning: 'error', error: 'error' } as const;

/** Taste does not become graver: it is new in `strict`, at the severity of its page. */
function raised(rule: Rule): Rule {
  if (rule.preset === 'strict' || rule.severity === 'off') return rule;
  const { severity } = rule;
  return {
    ...rule,
    severity: GRAVER[severity],
    *check(context) {
      for (const proposal of rule.check(context)) {
        const own = proposal.severity ?? severity;
        yield { ...proposal, severity: proposal.preset === 'strict' ? own : GRAVER[own] };
      }
    },
  };
}

function withSeverity(rule: Rule, severity: ConfiguredSeverity): Rule {
  if (severity === 'off') return { ...rule, severity };
  return {
    ...rule,
    severity,
    *check(context) {
      for (const proposal of rule.check(context)) yield { ...proposal, severity };
    },
  };
}

function expectRule(glob: string, ids: readonly string[], place: Place): void {
  const pattern = globPattern(glob);
  if (ids.some((id) => pattern.test(id))) return;
  const nearest = nearestName(glob, ids);
  throw wrong(place, `names ${glob}, and no rule is named so`, nearest ? `did you mean ${nearest}?` : HINT);
}

const HINT = 'idx-advisor rules lists them all';

/**
 * The options of the configuration, each of the type of its default.
 * @throws UserError for an unknown rule or option, or a wrong type.
 */
export function checkOptions(rules: readonly Rule[], config: Config, file: string): OptionsByRule {
  const root: Place = { file, path: 'options' };
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  for (const [id, options] of Object.entries(config.options)) {
    const rule = byId.get(id);
    if (!rule) {
      const nearest = nearestName(id, [...byId.keys()]);
      throw wrong(root, `names ${id}, and no rule is named so`, nearest ? `did you mean ${nearest}?` : HINT);
    }
    const place = within(root, id);
    expectKeys(options, Object.keys(rule.options), place, 'option');
    for (const [name, value] of Object.entries(options)) {
      const wanted = mismatch(value, rule.options[name]);
      if (wanted !== null)
        throw wrong(
          within(place, name),
          `must be ${wanted}, and is ${kindOf(value)}`,
          `the default is ${JSON.stringify(rule.options[name])}`,
        );
    }
  }
  return config.options;
}

/** What the value should have been, or null when it is of its default's type. A default of null takes anything. */
function mismatch(value: unknown, fallback: unknown): string | null {
  if (fallback === null || fallback === undefined) return null;
  if (Array.isArray(fallback)) {
    if (!Array.isArray(value)) return 'a list';
    const [first] = fallback as unknown[];
    const odd = first === undefined ? null : (value as unknown[]).map((each) => mismatch(each, first)).find(Boolean);
    return odd ? `a list in which each is ${odd}` : null;
  }
  if (typeof fallback === 'object') {
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? null : 'an object';
  }
  if (typeof fallback === 'number') return typeof value === 'number' && Number.isFinite(value) ? null : 'a number';
  if (typeof value === typeof fallback) return null;
  return typeof fallback === 'boolean' ? 'true or false' : 'a text';
}
