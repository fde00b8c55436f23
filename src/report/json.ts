import type { Finding, Report } from './model.ts';

/** The report as the JSON contract has it. What `fix` and `verify` need of a fix besides its SQL stays inside. */
export function renderJson(report: Report): string {
  return `${JSON.stringify({ ...report, findings: report.findings.map(withoutInternals) }, null, 2)}\n`;
}

function withoutInternals(finding: Finding) {
  if (!finding.fix) return finding;
  const { kind, check, up, down, transactional, creates } = finding.fix;
  return { ...finding, fix: { kind, check, up, down, transactional, creates } };
}
