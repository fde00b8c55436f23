import type { Finding, Report } from './model.ts';
import { fails, fixStatements, objectText, type OutputContext } from './output.ts';

/**
 * JUnit's XML, which every CI system shows: each rule is a suite, each finding a test case. One below `--fail-on` passes, and
 * is told in `system-out`; a rule that found nothing is one case that passed.
 */
export function renderJunit(report: Report, context: OutputContext): string {
  const ids = [...new Set([...context.rules.map(({ id }) => id), ...report.findings.map(({ rule }) => rule)])];
  const suites = ids.map((id) =>
    suiteOf(
      id,
      report.findings.filter(({ rule }) => rule === id),
      context,
    ),
  );
  const failures = report.findings.filter(({ severity }) => fails(severity, context.failOn)).length;
  const tests = suites.reduce((sum, suite) => sum + suite.tests, 0);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="${escapeXml(`${report.tool.name} ${report.database.name}`)}" tests="${tests}" failures="${failures}" errors="0">`,
    ...suites.map(({ xml }) => xml),
    '</testsuites>',
    '',
  ].join('\n');
}

function suiteOf(id: string, findings: readonly Finding[], context: OutputContext) {
  const tests = Math.max(1, findings.length);
  const failures = findings.filter(({ severity }) => fails(severity, context.failOn)).length;
  const cases = findings.length > 0 ? findings.map((finding) => caseOf(finding, context)) : [passed(id)];
  const open = `  <testsuite name="${escapeXml(id)}" tests="${tests}" failures="${failures}" errors="0" skipped="0">`;
  return { tests, xml: [open, ...cases, '  </testsuite>'].join('\n') };
}

function passed(id: string): string {
  return `    <testcase classname="${escapeXml(id)}" name="no findings"/>`;
}

function caseOf(finding: Finding, { failOn }: OutputContext): string {
  const { rule, severity, object, message, evidence } = finding;
  const text = escapeXml([...evidence.notes, ...fixStatements(finding)].join('\n'));
  const head = `    <testcase classname="${escapeXml(rule)}" name="${escapeXml(objectText(object))}">`;
  const body = fails(severity, failOn)
    ? `      <failure type="${severity}" message="${escapeXml(message)}">${text}</failure>`
    : `      <system-out>${escapeXml(`${severity}: ${message}`)}${text && `\n${text}`}</system-out>`;
  return [head, body, '    </testcase>'].join('\n');
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

/** Text or attribute value. XML 1.0 has no way to write control characters and lone surrogates: they become U+FFFD. */
export function escapeXml(text: string): string {
  return (
    text
      // eslint-disable-next-line no-control-regex
      .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu, '\ufffd')
      .replaceAll(/[&<>"'\t\n\r]/g, (letter) => ENTITIES[letter]!)
  );
}
