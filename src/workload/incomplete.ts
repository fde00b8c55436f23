import type { WorkloadSource } from './model.ts';
import { isLoss, SKIPPED } from './skipped.ts';

/** One line for each way in which part of a source was lost; what was left out on purpose is in `skipped` alone. */
export function describeLosses(source: WorkloadSource): string[] {
  const name = source.name === '-' ? 'standard input' : source.name;
  return Object.entries(source.skipped)
    .filter(([reason]) => isLoss(reason))
    .map(([reason, count]) =>
      reason === SKIPPED.cutOff
        ? `${name}: the compressed data is cut short or damaged`
        : `${name}: ${count} × ${reason}`,
    );
}
