import { UserError } from '../errors.ts';
import type { Rule } from './contract.ts';
import { globPattern } from './glob.ts';
import { nearestName } from './nearest-name.ts';

export interface RuleChoice {
  /** Only these, also where they are off; empty for all that are on. */
  readonly rule: readonly string[];
  readonly skipRule: readonly string[];
}

/**
 * The rules that a scan runs, in the registry's order. Ids may be globs: `*` stands for any letters, `?` for one.
 * @throws UserError for a name or glob that matches no rule, with the nearest valid name.
 */
export function selectRules(rules: readonly Rule[], choice: RuleChoice): readonly Rule[] {
  const ids = rules.map((rule) => rule.id);
  const only = choice.rule.map((glob) => matcher(glob, ids));
  const skipped = choice.skipRule.map((glob) => matcher(glob, ids));
  return rules.filter(
    (rule) =>
      (only.length > 0 ? only.some((matches) => matches(rule.id)) : rule.severity !== 'off') &&
      !skipped.some((matches) => matches(rule.id)),
  );
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
