import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { escapeData, escapeProperty, renderGithub } from '../../src/report/github.ts';
import { renderGitlab } from '../../src/report/gitlab.ts';
import { escapeXml, renderJunit } from '../../src/report/junit.ts';
import { renderMarkdown } from '../../src/report/markdown.ts';
import type { Finding, Report } from '../../src/report/model.ts';
import type { OutputContext } from '../../src/report/output.ts';
import { renderSarif } from '../../src/report/sarif.ts';
import { sampleFinding, sampleReport } from './sample-report.ts';

const plainFinding: Finding = {
  rule: 'constraint/missing-primary-key',
  severity: 'error',
  object: { schema: 'odd|schema', table: 'a "b" <c>', columns: [], name: null },
  message: 'The table has no primary key & says `x`',
  evidence: { queries: [], sizeBytes: null, writeCost: null, notes: ['two\nlines, 100%'] },
  fix: null,
};

const report: Report = {
  ...sampleReport,
  findings: [plainFinding, sampleFinding],
  baseline: { known: 3, gone: ['index/duplicate|public|old|a'] },
  summary: { ...sampleReport.summary, error: 1 },
};

const context: OutputContext = {
  rules: [
    {
      id: 'constraint/missing-primary-key',
      severity: 'error',
      summary: 'A table has no `primary key`.',
      consequence: 'Rows cannot be told apart.',
      action: 'Add one.',
      page: '# constraint/missing-primary-key\n',
      url: 'https://example.org/constraint/missing-primary-key.md',
    },
    {
      id: 'index/duplicate',
      severity: 'off',
      summary: 'Two indexes are equal.',
      consequence: 'Each write pays twice.',
      action: 'Drop one.',
      page: '# index/duplicate\n',
      url: null,
    },
  ],
  keyOf: ({ rule, object }) => `${rule}|${object.table}`,
  artifact: 'db/my schema.sql',
  lineOf: ({ table }) => (table === 'core_message' ? 12 : undefined),
  failOn: 'error',
};

describe.each([
  ['sarif', renderSarif],
  ['junit', renderJunit],
  ['github', renderGithub],
  ['gitlab', renderGitlab],
  ['markdown', renderMarkdown],
] as const)('the %s report', (_, render) => {
  test('of a few findings', () => {
    expect(render(report, context)).toMatchSnapshot();
  });

  test('of none', () => {
    const empty = {
      ...sampleReport,
      findings: [],
      incomplete: [],
      summary: { error: 0, warning: 0, info: 0, indexBytes: 0 },
    };
    expect(render(empty, context)).toMatchSnapshot();
  });
});

interface SarifLog {
  readonly version: string;
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly name: string; readonly rules: readonly { readonly id: string }[] } };
    readonly results: readonly {
      readonly ruleId: string;
      readonly ruleIndex: number;
      readonly level: string;
      readonly message: { readonly text: string };
      readonly locations: readonly {
        readonly physicalLocation: {
          readonly artifactLocation: { readonly uri: string };
          readonly region: { readonly startLine: number };
        };
      }[];
      readonly partialFingerprints: Readonly<Record<string, string>>;
    }[];
  }[];
}

const anyText = fc.string({ unit: 'binary', maxLength: 30 });
const anyFinding: fc.Arbitrary<Finding> = fc.record({
  rule: fc.constantFrom('constraint/missing-primary-key', 'index/duplicate', 'plugin/unknown'),
  severity: fc.constantFrom('error', 'warning', 'info'),
  object: fc.record({
    schema: anyText,
    table: anyText,
    columns: fc.array(anyText, { maxLength: 3 }),
    name: fc.option(anyText),
  }),
  message: anyText,
  evidence: fc.record({
    queries: fc.constant([]),
    sizeBytes: fc.constant(null),
    writeCost: fc.constant(null),
    notes: fc.array(anyText, { maxLength: 2 }),
  }),
  fix: fc.constant(null),
});
const anyReport = fc.array(anyFinding, { maxLength: 6 }).map((findings): Report => ({ ...report, findings }));

test('a SARIF log holds what SARIF 2.1.0 and code scanning require of each result, whatever the names', () => {
  fc.assert(
    fc.property(anyReport, (given) => {
      const log = JSON.parse(renderSarif(given, context)) as SarifLog;
      expect(log.version).toBe('2.1.0');
      const [run] = log.runs;
      const { rules } = run!.tool.driver;
      expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
      expect(run!.results).toHaveLength(given.findings.length);
      for (const result of run!.results) {
        expect(rules[result.ruleIndex]!.id).toBe(result.ruleId);
        expect(['error', 'warning', 'note']).toContain(result.level);
        expect(result.message.text).not.toBe('');
        const { physicalLocation } = result.locations[0]!;
        expect(physicalLocation.artifactLocation.uri).toBe('db/my%20schema.sql');
        expect(physicalLocation.region.startLine).toBeGreaterThanOrEqual(1);
        expect(Object.values(result.partialFingerprints)).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/)]);
      }
    }),
  );
});

test('a finding keeps its fingerprint when its message and severity change', () => {
  const changed = { ...plainFinding, severity: 'info', message: 'other words' } as const;
  const prints = [plainFinding, changed].map((finding) => {
    const [issue] = JSON.parse(renderGitlab({ ...report, findings: [finding] }, context)) as { fingerprint: string }[];
    return issue!.fingerprint;
  });
  expect(prints[0]).toBe(prints[1]);
});

test('JUnit text is well-formed whatever the names, and its counts are right', () => {
  fc.assert(
    fc.property(anyReport, (given) => {
      const xml = renderJunit(given, context);
      const tags: string[] = [];
      // The grammar of what we write: a declaration, then tags with quoted attributes, and text that holds no markup.
      const rest = xml
        .replace('<?xml version="1.0" encoding="UTF-8"?>', '')
        .replaceAll(
          /<(\/?)([a-z-]+)((?: [a-z]+="[^"<]*")*)(\/?)>/g,
          (_, close: string, name: string, __: string, alone: string) => {
            if (close) expect(tags.pop()).toBe(name);
            else if (!alone) tags.push(name);
            return '';
          },
        );
      expect(tags).toEqual([]);
      expect(rest).not.toMatch(/[<>]|&(?!(?:amp|lt|gt|quot|apos|#9|#10|#13);)/);
      // eslint-disable-next-line no-control-regex
      expect(xml).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/);
      expect(xml).not.toMatch(/\p{Surrogate}/u);
      const failures = given.findings.filter(({ severity }) => severity === 'error').length;
      expect(xml.match(/<failure /g)?.length ?? 0).toBe(failures);
      expect(xml).toMatch(new RegExp(`<testsuites [^>]*failures="${failures}"`));
    }),
  );
});

test('XML text can be read back, but for what XML cannot hold', () => {
  const entities: Record<string, string> = {
    amp: '&',
    lt: '<',
    gt: '>',
    quot: '"',
    apos: "'",
    '#9': '\t',
    '#10': '\n',
    '#13': '\r',
  };
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const read = escapeXml(text).replaceAll(/&([^;]+);/g, (_, name: string) => entities[name]!);
      expect(read).toBe(text);
    }),
  );
});

test('no name ends a workflow command, or begins another', () => {
  fc.assert(
    fc.property(anyReport, (given) => {
      const lines = renderGithub({ ...given, incomplete: [] }, context)
        .trimEnd()
        .split(/\r\n|[\r\n]/);
      expect(lines).toHaveLength(given.findings.length + 1);
      for (const line of lines.slice(0, -1))
        expect(line).toMatch(/^::(error|warning|notice) file=[^:,]*,line=\d+,title=[^:,]*::/);
    }),
  );
  expect(escapeData('100%\r\n::error::x')).toBe('100%25%0D%0A::error::x');
  expect(escapeProperty('a:b,c')).toBe('a%3Ab%2Cc');
});

test('a comment stays below the limit of a pull request comment, and counts what it leaves out', () => {
  const findings = Array.from({ length: 2000 }, () => sampleFinding);
  const text = renderMarkdown({ ...report, findings }, context);
  expect(text.length).toBeLessThan(65_536);
  expect(text).toMatch(/… and [\d,]+ findings more\./);
});

test('names mention nobody, and make no markup', () => {
  const finding = { ...plainFinding, message: '@team <img src=x> [link](http://x) a|b' };
  const text = renderMarkdown({ ...report, findings: [finding] }, context);
  expect(text).not.toMatch(/<img|@team|(?<!\\)\[link\]|[^\\]\|b/);
});
