import type { WorkloadSource } from './model.ts';
import { isLoss, SKIPPED } from './skipped.ts';

/** One line for each way in which part of a source was lost; what was left out on purpose is in `skipped` alone. */
export function describeLosses(source: WorkloadSource): string[] {
  const name = source.name === '-' ? 'standard input' : source.name;
  return Object.entries(source.skipped)
    .filter(([reason]) => isLoss(reason))
    .map(([reason, count]) => {
      const what = reason === SKIPPED.cutOff ? 'the compressed data is cut short or damaged' : `${count} × ${reason}`;
      return `${name}: ${what}${places(source, reason, count)}`;
    });
}

/** ` (at byte 0, 1,024 and others)`. */
function places({ lostAt, isCompressed }: WorkloadSource, reason: string, count: number): string {
  const offsets = lostAt?.[reason] ?? [];
  if (offsets.length === 0) return '';
  const list = offsets.map((offset) => offset.toLocaleString('en'));
  if (count > list.length) list.push('others');
  const [last, ...before] = list.reverse();
  const joined = before.length === 0 ? last! : `${before.reverse().join(', ')} and ${last!}`;
  return ` (at byte ${joined}${isCompressed ? ' of the decompressed log' : ''})`;
}
