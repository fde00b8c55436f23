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

  it('shows five queries of a finding and counts the rest', () => {
    const [query] = sampleFinding.evidence.queries;
    const finding = {
      ...sampleFinding,
      evidence: { ...sampleFinding.evidence, queries: Array.from({ length: 7 }, () => query!) },
    };
    expect(renderTable({ ...sampleReport, findings: [finding] }, plain)).toContain('… and 2 queries more');
  });
});
