import { askedBy } from './asked-by.ts';
import { formatBytes, formatCost, formatCostChange, countText, formatFactor, formatShare, plural } from './format.ts';
import type { Finding, QueryEvidence, Report } from './model.ts';
import { seenAccesses } from './seen-access.ts';
import { fixStatements, foldStatements, objectText, type OutputContext } from './output.ts';
import { acrossSchemas } from './readable.ts';
import { unadvisedTitle } from './unadvised-block.ts';
import { visibleText } from './visible.ts';

/** A comment on GitHub holds 65,536 characters, one on GitLab a million. */
const MOST_CHARACTERS = 60_000;
const MOST_QUERIES = 3;
const MOST_UNADVISED = 10;
const BADGE = { error: '🔴 error', warning: '🟡 warning', info: '🔵 info' } as const;

/** The report as a comment on a pull request: what is wrong in a table, and how to mend each under a fold. */
export function renderMarkdown(report: Report, context: OutputContext): string {
  const { findings } = report;
  const blocks = [`### idx-advisor: ${verdict(report)}`, subtitle(report)];
  let length = blocks.join('\n\n').length;
  const shown: string[] = [];
  let hidden = findings.length;
  for (const [finding, schemas] of acrossSchemas(findings)) {
    const block = findingBlock(finding, schemas, context);
    if (length + block.length > MOST_CHARACTERS) break;
    length += block.length + 2;
    hidden -= 1 + schemas.length;
    shown.push(block);
  }
  const all = [
    ...blocks,
    ...shown,
    ...(hidden > 0 ? [`… and ${plural(hidden, 'finding')} more.`] : []),
    ...baselineBlock(report),
    ...unadvisedBlock(report, MOST_CHARACTERS - length),
    ...incompleteBlock(report, Math.max(0, MOST_CHARACTERS + 4000 - length)),
  ];
  return visibleText(`${all.join('\n\n')}\n`);
}

function verdict({ summary: { error, warning, info } }: Report): string {
  const parts = [
    error > 0 && plural(error, 'error'),
    warning > 0 && plural(warning, 'warning'),
    info > 0 && `${countText(info)} info`,
  ].filter(Boolean);
  return parts.length > 0 ? parts.join(', ') : 'nothing to report';
}

function subtitle({ database, tool }: Report): string {
  return `${code(database.name)} · PostgreSQL ${escapeMarkdown(database.serverVersion)} · ${plural(database.tables, 'table')}, ${plural(database.indexes, 'index', 'indexes')} · ${tool.name} ${tool.version}`;
}

/** @param schemas those in which the same is found */
function findingBlock(finding: Finding, schemas: readonly string[], { rules }: OutputContext): string {
  const { severity, object, message, rule, evidence } = finding;
  const url = rules.find(({ id }) => id === rule)?.url ?? null;
  const link = url === null ? code(rule) : `[${code(rule)}](${url})`;
  const shown = evidence.queries.slice(0, MOST_QUERIES);
  const lines = [
    `**${BADGE[severity]}** ${code(objectText(object))}: ${escapeMarkdown(message)} (${link})`,
    ...evidence.notes.map((note) => `- ${escapeMarkdown(note)}`),
    ...shown.map((query) => `- ${queryLine(query)}`),
    ...[...seenAccesses(shown), ...askedBy(shown)].map((line) => `- ${escapeMarkdown(line)}`),
    ...(schemas.length > 0
      ? [`- likewise in ${plural(schemas.length, 'other schema')}: ${code(briefly(schemas.join(', ')))}`]
      : []),
  ];
  const statements = foldStatements(fixStatements(finding), '`idx-advisor fix` writes them all');
  if (statements.length === 0) return lines.join('\n');
  const size = evidence.sizeBytes === null ? '' : `, about ${formatBytes(evidence.sizeBytes)}`;
  if (evidence.benefit !== undefined) lines.push(`- ${worth(evidence.benefit, evidence.writeCost)}`);
  return [lines.join('\n'), `<details><summary>Fix${size}</summary>`, fence(statements.join('\n')), '</details>'].join(
    '\n\n',
  );
}

function worth(benefit: number, writeCost: number | null): string {
  const kept = writeCost ? `; keeping it costs ${formatCost(writeCost)}` : '';
  return `without it the workload costs ${formatCost(benefit)} more${kept}`;
}

function queryLine({ sql, calls, costBefore, costAfter }: QueryEvidence): string {
  const price =
    costBefore === null || costAfter === null
      ? ''
      : `, cost ${formatCostChange(costBefore, costAfter)}${inParentheses(formatFactor(costBefore, costAfter))}`;
  return `${plural(calls, 'call')}${price}: ${code(briefly(sql))}`;
}

function briefly(sql: string): string {
  return sql.length > 300 ? `${sql.slice(0, 299)}…` : sql;
}

function inParentheses(text: string): string {
  return text === '' ? '' : ` (${text})`;
}

function baselineBlock({ baseline }: Report): readonly string[] {
  if (!baseline) return [];
  const gone =
    baseline.gone.length > 0
      ? `; ${countText(baseline.gone.length)} of it gone: \`--write-baseline\` takes them out`
      : '';
  return [`${plural(baseline.known, 'known finding')} of the baseline not shown${gone}.`];
}

/** Costly queries of which no finding speaks; of those of a hundredth and less, only JSON does. */
function unadvisedBlock({ unadvised = [] }: Report, room: number): readonly string[] {
  const costly = unadvised.filter(({ share }) => share >= 0.01).slice(0, MOST_UNADVISED);
  const lines = costly.map(
    ({ sql, share, message, help }) =>
      `- ${formatShare(share)}: ${code(briefly(sql))}: ${escapeMarkdown(message)}${help === null ? '' : `<br>*help*: ${escapeMarkdown(help)}`}`,
  );
  if (lines.length === 0 || lines.join('\n').length > room) return [];
  const title = `${unadvisedTitle(costly)}: ${countText(lines.length)}`;
  return [`<details><summary>${title}</summary>`, lines.join('\n'), '</details>'];
}

function incompleteBlock({ incomplete }: Report, room: number): readonly string[] {
  if (incomplete.length === 0) return [];
  const lines = incomplete.map((line) => `- ${escapeMarkdown(line)}`).join('\n');
  const text = lines.length > room ? `${lines.slice(0, room)}…` : lines;
  return [`<details><summary>Incomplete: ${plural(incomplete.length, 'remark')}</summary>`, text, '</details>'];
}

/** A code span that holds any text, backquotes too: its fence is longer than any run of them inside. */
function code(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  const ticks = '`'.repeat(longestRun(line) + 1);
  const padding = line.startsWith('`') || line.endsWith('`') ? ' ' : '';
  return `${ticks}${padding}${line}${padding}${ticks}`;
}

function fence(sql: string): string {
  const ticks = '`'.repeat(Math.max(3, longestRun(sql) + 1));
  return `${ticks}sql\n${sql}\n${ticks}`;
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
}

/** Names of the schema are data: they make no emphasis, link, tag or mention. */
export function escapeMarkdown(text: string): string {
  return text
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/[\\`*_{}[\]|#~]/g, '\\$&')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('@', '@\u200b');
}
