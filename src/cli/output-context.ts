import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Rule } from '../lint/contract.ts';
import { findingKey } from '../lint/finding-order.ts';
import { rulePage } from '../lint/rule-page.ts';
import type { DescribedRule, OutputContext } from '../report/output.ts';
import type { Severity } from '../report/model.ts';

interface Told {
  readonly rules: readonly Rule[];
  readonly artifact: string;
  readonly lineOf?: OutputContext['lineOf'];
  readonly failOn: Severity | 'never';
  /** The page of a rule on the web, where there is one. */
  readonly urlOf: (id: string) => string | null;
  /** The folder of the installed package: its pages serve where the web has none. */
  readonly root: string;
}

/** What the formats for CI systems are told besides the report. */
export function outputContext({ rules, artifact, lineOf, failOn, urlOf, root }: Told): OutputContext {
  return {
    rules: rules.map((rule) => describedRule(rule, urlOf)),
    keyOf: findingKey,
    artifact: artifact.replaceAll('\\', '/').replace(/^\.\//, ''),
    ...(lineOf && { lineOf }),
    pageOf: pageFinder(root, urlOf),
    failOn,
  };
}

/** The page of a rule for a person at this machine: on the web, else the file that came along; null where there is none. */
export function pageFinder(root: string, urlOf: (id: string) => string | null): (id: string) => string | null {
  return (id) => urlOf(id) ?? localPage(root, id);
}

function localPage(root: string, id: string): string | null {
  const path = join(root, 'docs/rules', `${id}.md`);
  return existsSync(path) ? pathToFileURL(path).href : null;
}

function describedRule(rule: Rule, urlOf: Told['urlOf']): DescribedRule {
  const { id, severity, summary, consequence, action } = rule;
  return { id, severity, summary, consequence, action, page: rulePage(rule), url: urlOf(id) };
}

/** The line of an object by the lines of a schema file: of the index or constraint where it has one, else of its table. */
export function lineIn(lines: ReadonlyMap<string, number>): NonNullable<OutputContext['lineOf']> {
  return ({ schema, table, name }) =>
    (name === null ? undefined : lines.get(`${schema}.${name}`)) ?? lines.get(`${schema}.${table}`);
}
