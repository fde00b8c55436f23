import { expect } from '@jest/globals';
import Scan from '../../src/commands/scan.ts';
import type { Report } from '../../src/report/model.ts';
import { runCommand } from './run-command.ts';

/** The report of a scan that must succeed, without a word on standard error. */
export async function scanJson(...argv: string[]): Promise<Report> {
  // However busy the machine is: what the time budget cuts short differs from scan to scan.
  const fixed = ['--format', 'json', '--fail-on', 'never', '--time-budget', '600'];
  const { stdout, stderr, exitCode } = await runCommand(Scan, [...argv, ...fixed]);
  expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
  return JSON.parse(stdout) as Report;
}
