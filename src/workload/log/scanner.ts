import { CsvScanner } from './bytes/csv-scanner.ts';
import { JsonScanner } from './bytes/json-scanner.ts';
import { LineScanner } from './bytes/line-scanner.ts';
import { PrefixScanner } from './bytes/prefix-scanner.ts';
import type { RowScanner } from './bytes/row-table.ts';
import { StderrScanner } from './bytes/stderr-scanner.ts';
import type { DetectedLog } from './detect.ts';

/** Which scanner reads a log: plain data, so that another thread can be told. */
export type ScannerChoice =
  { readonly kind: 'csvlog' | 'jsonlog' | 'lines' } | { readonly kind: 'stderr'; readonly prefix: string };

export interface ScannerOptions {
  readonly prefix?: string | undefined;
  readonly onlyStrings?: boolean | undefined;
}

export function chooseScanner(detected: DetectedLog | null, options: ScannerOptions): ScannerChoice {
  if (detected?.createUnwrapper || options.onlyStrings) return { kind: 'lines' };
  if (detected?.format === 'csvlog' || detected?.format === 'jsonlog') return { kind: detected.format };
  const prefix = options.prefix ?? detected?.prefixText ?? null;
  return prefix !== null && PrefixScanner.compile(prefix) ? { kind: 'stderr', prefix } : { kind: 'lines' };
}

/** Bytes → rows, in a thread of its own or not. */
export function createScanner(choice: ScannerChoice): RowScanner {
  switch (choice.kind) {
    case 'csvlog':
      return new CsvScanner();
    case 'jsonlog':
      return new JsonScanner();
    case 'stderr':
      return new StderrScanner(PrefixScanner.compile(choice.prefix)!);
    case 'lines':
      return new LineScanner();
  }
}
