import { plural } from './format.ts';
import type { Finding, Report } from './model.ts';
import { fixStatements, foldStatements, lineOf, objectText, type OutputContext } from './output.ts';
import { visibleText } from './visible.ts';

const COMMAND = { error: 'error', warning: 'warning', info: 'notice' } as const;

/** GitHub's workflow commands: an annotation for each finding. GitHub shows ten of a kind a step, so the gravest come first. */
export function renderGithub(report: Report, context: OutputContext): string {
  const { error, warning, info } = report.summary;
  const lines = [
    ...report.findings.map((finding) => annotation(finding, context)),
    ...report.incomplete.map((text) => `::notice title=idx-advisor is incomplete::${escapeData(text)}`),
    `idx-advisor: ${plural(error, 'error')}, ${plural(warning, 'warning')}, ${info} info`,
  ];
  return visibleText(`${lines.join('\n')}\n`);
}

function annotation(finding: Finding, context: OutputContext): string {
  const { severity, rule, object, message, evidence } = finding;
  const properties = {
    file: context.artifact,
    line: String(lineOf(finding, context)),
    title: rule,
  };
  const list = Object.entries(properties).map(([name, value]) => `${name}=${escapeProperty(value)}`);
  const text = [
    `${objectText(object)}: ${message}`,
    ...evidence.notes,
    ...foldStatements(fixStatements(finding), '`idx-advisor fix` writes them all'),
  ].join('\n');
  return `::${COMMAND[severity]} ${list.join(',')}::${escapeData(text)}`;
}

/** As @actions/core does: what would end the command or begin another. */
export function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

export function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
