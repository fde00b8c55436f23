import { existsSync } from 'node:fs';
import { baselineOf, compareWithBaseline, type BaselineEntry } from '../lint/baseline.ts';
import { plural } from '../report/format.ts';
import type { Report } from '../report/model.ts';
import { summaryOf } from '../scan/report.ts';
import { expectSameDatabase, readBaseline, writeBaseline } from './baseline-file.ts';
import { requireWritable } from './print-report.ts';
import type { CommandScan } from './run-scan.ts';

export interface BaselineFlags {
  readonly baseline?: string | undefined;
  readonly 'write-baseline': boolean;
}

/**
 * Reads the baseline before the work, so that what is wrong with it costs no scan.
 * @returns what makes of a scan the report of what is new, writing the file where that was asked for.
 */
export async function openBaseline(
  flags: BaselineFlags,
): Promise<(scan: CommandScan, note: (text: string) => void) => Promise<Report>> {
  const { baseline: path, 'write-baseline': isWritten } = flags;
  if (path === undefined) return ({ report }) => Promise.resolve(report);
  if (isWritten) await requireWritable(path, '--baseline');
  const known = isWritten && !existsSync(path) ? null : await readBaseline(path);
  return async (scan, note) => {
    const { report, catalog } = scan;
    const { name } = catalog.database;
    if (known) expectSameDatabase(known, path, name, catalog.relations);
    const before = known ?? baselineOf(name, []);
    const compared = compareWithBaseline(report.findings, before, (entry) => isJudged(entry, scan));
    if (!isWritten) return withFindings(report, compared.fresh, compared.summary);
    const after = baselineOf(name, report.findings, compared.unjudged);
    await writeBaseline(path, after);
    note(
      `${path}: ${plural(after.findings.length, 'finding')} known, ${compared.fresh.length} of them new, ${compared.summary.gone.length} taken out`,
    );
    return withFindings(report, [], { known: report.findings.length, gone: [] });
  };
}

/** Of a rule that is no more, nothing will ever be found again. */
function isJudged({ rule, schema, table, name = '' }: BaselineEntry, { ran, setup, isIncluded }: CommandScan): boolean {
  const isKnown = setup.known.some(({ id }) => id === rule);
  return !isKnown || (ran.includes(rule) && (schema === '' || isIncluded(`${schema}.${table || name}`)));
}

function withFindings(report: Report, findings: Report['findings'], baseline: NonNullable<Report['baseline']>): Report {
  return { ...report, findings, baseline, summary: summaryOf(findings) };
}
