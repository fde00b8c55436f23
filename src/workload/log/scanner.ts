import { ByteScanner } from './bytes/byte-scanner.ts';
import { LineScanner } from './bytes/line-scanner.ts';
import { prefixSteps, type PrefixSteps } from './bytes/prefix-steps.ts';
import type { RowScanner } from './bytes/row-table.ts';
import type { DetectedLog } from './detect.ts';

/** Which scanner reads a log: plain data, so that another thread can be told. */
export type ScannerChoice =
  { readonly kind: 'csvlog' | 'jsonlog' | 'lines' } | { readonly kind: 'stderr'; readonly prefix: PrefixSteps };

export interface ScannerOptions {
  readonly prefix?: string | undefined;
  readonly onlyStrings?: boolean | undefined;
}

export function chooseScanner(detected: DetectedLog | null, options: ScannerOptions): ScannerChoice {
  if (options.onlyStrings) return { kind: 'lines' };
  if (detected?.format === 'csvlog' || detected?.format === 'jsonlog') return { kind: detected.format };
  const text = options.prefix ?? detected?.prefixText ?? null;
  const prefix = text === null ? null : prefixSteps(text);
  return prefix ? { kind: 'stderr', prefix } : { kind: 'lines' };
}

/** Bytes → rows, in a thread of its own or not. */
export function createScanner(choice: ScannerChoice): RowScanner {
  switch (choice.kind) {
    case 'csvlog':
    case 'jsonlog':
      return new ByteScanner(choice.kind, null);
    case 'stderr':
      return new ByteScanner(choice.kind, choice.prefix);
    case 'lines':
      return new LineScanner();
  }
}
