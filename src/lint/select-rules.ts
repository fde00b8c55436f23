import { UserError } from '../errors.ts';
import type { Rule } from './contract.ts';
import { globPattern } from './glob.ts';
import { nearestName } from './nearest-name.ts';

/** A rule as a preset has it. */
export interface SelectableRule extends Rule {
  /** The whole rule, for who asks for it by name where the preset leaves some or all of it out. */
  readonly asked?: Rule;
}

export interface RuleChoice {
  /** Only these, also where they are off; empty for all that are on. */
  readonly rule: readonly string[];
  readonly skipRule: readonly string[];
}

/**
 * The rules that a scan runs, in the registry's order. Ids may be globs: `*` stands for any letters, `?` for one.
 * @throws UserError for a name or glob that matches no rule, with the nearest valid name.
 */
export function selectRules(rules: readonly SelectableRule[], choice: RuleChoice): readonly Rule[] {
  const ids = rules.map((rule) => rule.id);
  const only = choice.rule.map((glob) => matcher(glob, ids));
  const skipped = choice.skipRule.map((glob) => matcher(glob, ids));
  const kept = rules.filter(({ id }) => !skipped.some((matches) => matches(id)));
  if (only.length === 0) return kept.filter(({ severity }) => severity !== 'off');
  return kept.filter(({ id }) => only.some((matches) => matches(id))).map((rule) => rule.asked ?? rule);
}

function matcher(glob: string, ids: readonly string[]): (id: string) => boolean {
  const pattern = globPattern(glob);
  if (!ids.some((id) => pattern.test(id))) {
    const nearest = nearestName(glob, ids);
    throw new UserError(`no rule is named ${glob}`, {
      hint: nearest ? `Did you mean ${nearest}?` : 'idx-advisor rules lists them all.',
    });
  }
  return (id) => pattern.test(id);
}
