import type { Report } from './model.ts';
import { fingerprintOf, fixStatements, lineOf, objectText, type OutputContext } from './output.ts';

const SEVERITY = { error: 'critical', warning: 'major', info: 'info' } as const;

/** GitLab's code quality report: Code Climate's issues, of which GitLab reads these five fields. */
export function renderGitlab(report: Report, context: OutputContext): string {
  const issues = report.findings.map((finding) => ({
    type: 'issue',
    check_name: finding.rule,
    description: `${objectText(finding.object)}: ${finding.message}`,
    content: { body: [...finding.evidence.notes, ...fixStatements(finding)].join('\n') },
    categories: ['Performance'],
    severity: SEVERITY[finding.severity],
    fingerprint: fingerprintOf(finding, context),
    location: { path: context.artifact, lines: { begin: lineOf(finding, context) } },
  }));
  return `${JSON.stringify(issues, null, 2)}\n`;
}
