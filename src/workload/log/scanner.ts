import { ByteScanner } from './bytes/byte-scanner.ts';
import { LineScanner } from './bytes/line-scanner.ts';
import { prefixSteps, type PrefixSteps } from './bytes/prefix-steps.ts';
import type { RowScanner } from './bytes/row-table.ts';
import type { DetectedLog } from './detect.ts';
import type { Zones } from './timestamp.ts';

/** Which scanner reads a log: plain data, so that another thread can be told. */
export type ScannerChoice =
  | { readonly kind: 'csvlog' | 'jsonlog'; readonly zones?: Zones }
  | { readonly kind: 'lines' }
  | { readonly kind: 'stderr'; readonly prefix: PrefixSteps; readonly zones?: Zones };

/** The same of those that find rows in bytes. */
export type ByteScannerChoice = Exclude<ScannerChoice, { readonly kind: 'lines' }>;

export interface ScannerOptions {
  readonly prefix?: string | undefined;
  readonly onlyStrings?: boolean | undefined;
}

export function chooseScanner(detected: DetectedLog | null, options: ScannerOptions): ScannerChoice {
  const zones = detected?.zones ?? {};
  if (options.onlyStrings) return { kind: 'lines' };
  if (detected?.format === 'csvlog' || detected?.format === 'jsonlog') return { kind: detected.format, zones };
  const text = detected?.prefixText ?? options.prefix ?? null;
  const prefix = text === null ? null : prefixSteps(text);
  return prefix ? { kind: 'stderr', prefix, zones } : { kind: 'lines' };
}

export function createScanner(choice: ScannerChoice): RowScanner {
  return choice.kind === 'lines' ? new LineScanner() : createByteScanner(choice);
}

/** Bytes → rows, in a thread of its own or not. */
export function createByteScanner(choice: ByteScannerChoice): ByteScanner {
  const prefix = choice.kind === 'stderr' ? choice.prefix : null;
  return new ByteScanner(choice.kind, prefix, choice.zones);
}
