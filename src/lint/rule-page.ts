import type { ObservedFacts, ObservedLog, Rule, RuleExample } from './contract.ts';

/** The page of one rule under docs/rules/, Markdown. It is what `rules show` prints, too. */
export function rulePage(rule: Rule): string {
  const options = Object.entries(rule.options);
  return `${[
    `# ${rule.id}`,
    `Severity: **${rule.severity}**${rule.preset === 'strict' ? ', in the preset `strict` only' : ''} · since ${rule.since} · needs ${rule.needs.join(', ')}`,
    section('What is wrong', rule.summary),
    section('What it costs', rule.consequence),
    section('What to do', rule.action),
    ...(rule.details === undefined ? [] : [section('How it decides', rule.details)]),
    section('It fires on', example(rule.bad)),
    section('It does not fire on', example(rule.good)),
    ...(options.length === 0 ? [] : [section('Options', optionTable(options))]),
  ].join('\n\n')}\n`;
}

/** docs/rules/README.md: every rule by category. */
export function ruleIndex(rules: readonly Rule[]): string {
  const categories = [...new Set(rules.map(categoryOf))].sort();
  const sections = categories.map((category) => {
    const rows = rules
      .filter((rule) => categoryOf(rule) === category)
      .map(
        (rule) =>
          `| [${rule.id}](${rule.id}.md) | ${rule.severity}${rule.preset === 'strict' ? ' (strict)' : ''} | ${inCell(rule.summary)} |`,
      );
    return section(category, ['| rule | severity | what is wrong |', '| --- | --- | --- |', ...rows.sort()].join('\n'));
  });
  return `${['# Rules', 'Written by `npm run docs` from the rules themselves.', ...sections].join('\n\n')}\n`;
}

function categoryOf(rule: Rule): string {
  return rule.id.slice(0, rule.id.indexOf('/'));
}

function section(title: string, text: string): string {
  return `## ${title}\n\n${text}`;
}

function example({ schema, queries = [], rows, observed, log }: RuleExample): string {
  const counts = Object.entries(rows ?? {}).map(([table, count]) => `-- ${table}: ${count} rows`);
  const statements = queries.map((query) => `${query.replace(/;\s*$/, '')};`);
  const parts = [
    [schema, ...counts, ...(observed ? observedLines(observed) : [])].join('\n'),
    ...(statements.length > 0 ? [['-- The workload:', ...statements].join('\n')] : []),
    ...(log ? [['-- The log:', ...logLines(log, queries.length)].join('\n')] : []),
  ];
  return `\`\`\`sql\n${parts.join('\n\n')}\n\`\`\``;
}

/** `-- orders: usage.updated 20000`, one line for each fact. */
function observedLines({ tables = {}, indexes = {}, database = {}, settings = {}, ...lists }: ObservedFacts): string[] {
  const named = { ...tables, ...indexes, ...(Object.keys(database).length > 0 ? { database } : {}) };
  return [
    ...Object.entries(named).map(([name, facts]) => `-- ${name}: ${leaves(facts).join(', ')}`),
    ...Object.entries(settings).map(([name, value]) => `-- SET ${name} = ${value}`),
    ...leaves(lists).map((fact) => `-- ${fact}`),
  ];
}

/** One line for each run and each kind of event; queries by their number where there are several. */
function logLines({ runs = [], events = [] }: ObservedLog, queries: number): string[] {
  const name = (position: number) => (queries > 1 ? `query ${position + 1}` : 'the query');
  return [
    ...runs.map(
      ({ of, after, occurrences, executions }) =>
        `-- ${name(of)} ran ${executions} times in ${occurrences} runs of one session${after === undefined ? '' : `, after ${name(after)}`}`,
    ),
    ...events.map(({ kind, subject, in: within, after, ...numbers }) =>
      [
        `-- ${kind}`,
        ...(subject === undefined ? [] : [subject]),
        ...(within === undefined ? [] : [`in ${name(within)}`]),
        ...(after === undefined ? [] : [`after ${name(after)}`]),
      ]
        .join(' ')
        .concat(`: ${leaves(numbers).join(', ')}`),
    ),
  ];
}

function leaves(value: object, path = ''): string[] {
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? leaves(inner, `${path}${key}.`)
      : [`${path}${key} ${typeof inner === 'string' ? inner : JSON.stringify(inner)}`],
  );
}

function optionTable(options: readonly (readonly [string, unknown])[]): string {
  const rows = options.map(([name, value]) => `| \`${name}\` | \`${inCell(JSON.stringify(value))}\` |`);
  return ['| option | default |', '| --- | --- |', ...rows].join('\n');
}

function inCell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
