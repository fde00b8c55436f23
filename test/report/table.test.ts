import { describe, expect, it } from '@jest/globals';
import { renderTable } from '../../src/report/table.ts';
import { sampleFinding, sampleReport } from './sample-report.ts';

const plain = { colour: false, width: 110 };

describe('the table report', () => {
  it('shows what is wrong, what it costs and what to run', () => {
    expect(renderTable(sampleReport, plain)).toMatchSnapshot();
  });

  it('says so when there is nothing to report', () => {
    const report = {
      ...sampleReport,
      findings: [],
      silences: [],
      unplannable: [],
      incomplete: [],
      summary: { error: 0, warning: 0, info: 0, indexBytes: 0 },
    };
    expect(renderTable(report, plain)).toContain('Nothing to report.');
  });

  it('has no escape sequence without colour and some with it', () => {
    expect(renderTable(sampleReport, plain)).not.toContain('\u001b');
    expect(renderTable(sampleReport, { ...plain, colour: true })).toContain('\u001b[');
  });

  it.each([72, 80, 120, 160])('keeps the query table within %d columns', (width) => {
    const lines = renderTable(sampleReport, { colour: false, width }).split('\n');
    const table = lines.filter((line) => /^ {2}[│┌├└]/.test(line));
    expect(table.length).toBeGreaterThan(2);
    for (const line of table) expect(line.length).toBeLessThanOrEqual(width);
  });

  it.each([80, 120])('tells of costly queries without an index why, within %d columns', (width) => {
    const text = renderTable(sampleReport, { colour: false, width });
    const block = text.slice(text.indexOf('Costly queries'), text.indexOf('Looked at'));
    expect(block).toMatchSnapshot();
    for (const line of block.split('\n')) expect(line.length).toBeLessThanOrEqual(width);
  });

  it('leaves out the costly queries of less than a hundredth, unless all are asked for', () => {
    const rare = sampleReport.unadvised!.map((query) => ({ ...query, share: query.share / 100 }));
    const report = { ...sampleReport, unadvised: rare };
    expect(renderTable(report, plain)).not.toContain('Costly queries');
    expect(renderTable(report, { ...plain, all: true })).toContain('Costly queries');
  });

  it('says in words when an index ends HOT updates, and what keeping it costs', () => {
    expect(renderTable(sampleReport, plain)).toContain(
      'without it the workload costs 31,742,064 more (100 %) · 1.40 to keep',
    );
  });

  it('has no column for what no query tells of', () => {
    const queries = sampleFinding.evidence.queries.map((query) => ({ ...query, share: null, costAfter: null }));
    const finding = { ...sampleFinding, evidence: { ...sampleFinding.evidence, queries } };
    const text = renderTable({ ...sampleReport, findings: [finding] }, plain);
    expect(text).toMatch(/│ query +│ calls │\n/);
    for (const line of text.split('\n').filter((line) => /^ {2}[│┌├└]/.test(line)))
      expect(line.length).toBeLessThanOrEqual(110);
  });

  it('shows the first statements of a fix that has very many, and all where all are asked for', () => {
    const up = Array.from({ length: 2001 }, (_, number) => `ALTER INDEX a ATTACH PARTITION a_${number}`);
    const findings = [{ ...sampleFinding, fix: { ...sampleFinding.fix!, up } }];
    const linesOf = (all: boolean) => renderTable({ ...sampleReport, findings }, { ...plain, all }).split('\n');
    const statements = linesOf(false).filter((line) => /ATTACH|more statements/.test(line));
    expect(statements).toHaveLength(13);
    expect(statements.at(-1)).toBe('  -- … and 1,989 more statements: --verbose lists all');
    expect(linesOf(true).filter((line) => line.includes('ATTACH'))).toHaveLength(2001);
  });

  it('shows five queries of a finding and counts the rest', () => {
    const [query] = sampleFinding.evidence.queries;
    const finding = {
      ...sampleFinding,
      evidence: { ...sampleFinding.evidence, queries: Array.from({ length: 7 }, () => query!) },
    };
    expect(renderTable({ ...sampleReport, findings: [finding] }, plain)).toContain('… and 2 queries more');
  });
});
