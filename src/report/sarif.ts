import type { Finding, Report, Severity } from './model.ts';
import { fingerprintOf, fixStatements, lineOf, objectText, type DescribedRule, type OutputContext } from './output.ts';

const LEVEL = { error: 'error', warning: 'warning', info: 'note', off: 'none' } as const;

/**
 * SARIF 2.1.0, as OASIS has it and as GitHub's code scanning reads it: there a result needs a file, and the fingerprint
 * decides whether an alert is new.
 */
export function renderSarif(report: Report, context: OutputContext): string {
  const { tool, database, incomplete } = report;
  const rules = describedRules(report, context);
  const indexes = new Map(rules.map(({ id }, index) => [id, index]));
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: { name: tool.name, version: tool.version, semanticVersion: tool.version, rules: rules.map(ruleOf) },
        },
        // Several databases of one repository are several analyses.
        automationDetails: { id: `${tool.name}/${database.name}/` },
        columnKind: 'utf16CodeUnits',
        invocations: [
          {
            executionSuccessful: true,
            toolExecutionNotifications: incomplete.map((text) => ({ level: 'warning', message: { text } })),
          },
        ],
        results: report.findings.map((finding) => resultOf(finding, indexes, context)),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

/** A finding may be of a rule that nobody described, such as one of an older report; SARIF wants its index all the same. */
function describedRules(report: Report, { rules }: OutputContext): readonly DescribedRule[] {
  const known = new Set(rules.map(({ id }) => id));
  const others = [...new Set(report.findings.map(({ rule }) => rule))].filter((id) => !known.has(id));
  const bare = (id: string): DescribedRule => ({
    id,
    severity: 'warning',
    summary: id,
    consequence: '',
    action: '',
    page: id,
    url: null,
  });
  return [...rules, ...others.map(bare)];
}

function ruleOf({ id, severity, summary, consequence, action, page, url }: DescribedRule) {
  const full = [summary, consequence, action].filter(Boolean).join(' ');
  return {
    id,
    shortDescription: { text: withoutMarks(summary) },
    fullDescription: { text: withoutMarks(full) },
    help: { text: withoutMarks(full), markdown: page },
    ...(url === null ? {} : { helpUri: url }),
    defaultConfiguration: { level: LEVEL[severity], enabled: severity !== 'off' },
    properties: { tags: ['database', 'postgresql', id.slice(0, Math.max(0, id.indexOf('/')))].filter(Boolean) },
  };
}

function resultOf(finding: Finding, indexes: ReadonlyMap<string, number>, context: OutputContext) {
  const { rule, severity, object } = finding;
  return {
    ruleId: rule,
    ruleIndex: indexes.get(rule)!,
    level: levelOf(severity),
    message: { text: messageOf(finding) },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: encodeURI(context.artifact), uriBaseId: '%SRCROOT%' },
          region: { startLine: lineOf(finding, context) },
        },
        logicalLocations: logicalLocations(object),
      },
    ],
    partialFingerprints: { 'idxAdvisorFindingKey/v1': fingerprintOf(finding, context) },
    ...(finding.fix ? { properties: { fix: fixStatements(finding) } } : {}),
  };
}

function logicalLocations({ schema, table, columns, name, kind, variant = '' }: Finding['object']) {
  if (kind === 'schema') return [{ name: schema, fullyQualifiedName: schema, kind: 'namespace' }];
  const relation = [schema, table].filter(Boolean).join('.');
  const own = [schema, name].filter(Boolean).join('.');
  const places = [
    ...(table === '' ? [] : [{ name: table, fullyQualifiedName: relation, kind: 'table' }]),
    ...(table === ''
      ? []
      : columns.map((column) => ({ name: column, fullyQualifiedName: `${relation}.${column}`, kind: 'column' }))),
    ...(name === null
      ? []
      : [{ name, fullyQualifiedName: kind === 'function' ? own + variant : own, kind: kind ?? 'object' }]),
  ];
  return places.length > 0 ? places : [{ name: 'database', fullyQualifiedName: 'database', kind: 'database' }];
}

function messageOf(finding: Finding): string {
  const notes = finding.evidence.notes.map((note) => `${note}.`);
  const parts = [`${objectText(finding.object)}: ${finding.message}`, ...notes].join('\n');
  const statements = fixStatements(finding);
  return statements.length > 0 ? `${parts}\nFix:\n${statements.join('\n')}` : parts;
}

function levelOf(severity: Severity) {
  return LEVEL[severity];
}

/** Backquotes say nothing where Markdown is not rendered. */
function withoutMarks(text: string): string {
  return text.replaceAll('`', '');
}
