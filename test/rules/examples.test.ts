import { describe, expect, test } from '@jest/globals';
import type { Catalog, Rule, RuleExample } from '../../src/lint/contract.ts';
import { rules } from '../../src/lint/registry.ts';
import { checkExamples, runExample } from '../../src/lint/testing.ts';
import { catalogAfter, fixesFor, stages } from '../support/rule-tester.ts';

/** Bad examples that cannot but be bad in a second way, which has a rule of its own. */
const ALSO: Readonly<Record<string, readonly string[]>> = {
  'constraint/no-unique-key': ['constraint/missing-primary-key'],
  'index/wide-key': ['table/too-many-columns'],
  // What is not in snake case has capitals or signs.
  'schema/name-casing': ['schema/name-requires-quoting'],
};

/** Each example's database is made once for all that look at it. */
const catalogs = new Map<string, Promise<Catalog>>();
const once = {
  ...stages,
  catalogOf(ddl: string) {
    const catalog = catalogs.get(ddl) ?? stages.catalogOf(ddl);
    catalogs.set(ddl, catalog);
    return catalog;
  },
};

/** Of the rules that are on, and of this one, those that fire. */
async function firedOn(example: RuleExample, rule: Rule): Promise<readonly string[]> {
  const on = rules.filter(({ id, severity }) => severity !== 'off' || id === rule.id);
  const fired = await runExample(on, example, once);
  return [...new Set(fired.map((proposal) => proposal.rule))].filter((id) => !ALSO[rule.id]?.includes(id));
}

describe.each(rules.map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
  test('fires on its bad example and not on its good one', async () => {
    expect(await checkExamples(rule, once)).toEqual([]);
  });

  test('is the only rule that fires on its bad example', async () => {
    expect(await firedOn(rule.bad, rule)).toEqual([id]);
  });

  test('leaves its good example to no other rule', async () => {
    expect(await firedOn(rule.good, rule)).toEqual([]);
  });

  test('is silent once its fix has run on a server, where it has one', async () => {
    const fired = await runExample([rule], rule.bad, once);
    expect(fired).not.toEqual([]);
    if (!fired.some(({ proposal }) => proposal.fix ?? proposal.indexes)) return;
    const fixes = await fixesFor([rule], rule.bad);
    expect(fixes).not.toEqual([]);
    // What a server observed stays as the example says: then the fix has to run, no more.
    if (rule.bad.observed) return void (await catalogAfter(rule.bad.schema, fixes));
    const mended = { ...stages, catalogOf: (ddl: string) => catalogAfter(ddl, fixes) };
    expect(await runExample([rule], rule.bad, mended)).toEqual([]);
  });
});
