/** Numbers as people read them: grouped thousands, three significant digits, units with a space. */

import { countText } from '../count-text.ts';

export { countText };

/** `1 table`, `3 tables`. */
export function plural(count: number, noun: string, nouns = `${noun}s`): string {
  return `${countText(count)} ${count === 1 ? noun : nouns}`;
}

/** Powers of 1024, as pg_size_pretty has them. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  for (const unit of ['bytes', 'kB', 'MB', 'GB']) {
    if (value < 1024) return `${unit === 'bytes' ? Math.round(value) : threeDigits(value)} ${unit}`;
    value /= 1024;
  }
  return `${threeDigits(value)} TB`;
}

/** Planner's units: whole from 100 on, two decimals below. */
export function formatCost(cost: number): string {
  return cost >= 100 ? countText(cost) : cost.toFixed(2);
}

/** `7,088 → 85.34`; one number where nothing changes. */
export function formatCostChange(before: number, after: number): string {
  return before === after ? formatCost(before) : `${formatCost(before)} → ${formatCost(after)}`;
}

export function formatMs(ms: number): string {
  if (ms >= 3_600_000) return `${threeDigits(ms / 3_600_000)} h`;
  if (ms >= 60_000) return `${threeDigits(ms / 60_000)} min`;
  if (ms >= 1000) return `${threeDigits(ms / 1000)} s`;
  return `${threeDigits(ms)} ms`;
}

/** A fraction as a percentage: 0.123 → `12 %`; what is not nothing never reads as 0. */
export function formatShare(share: number): string {
  const percent = share * 100;
  if (percent > 0 && percent < 1) return '<1 %';
  return `${Math.round(percent)} %`;
}

/** How many times less: `48×`, `2.5×`; an empty text when nothing is gained. */
export function formatFactor(before: number, after: number): string {
  if (!(after > 0) || before <= after) return '';
  const factor = before / after;
  return `${factor >= 10 ? countText(factor) : factor.toFixed(1)}×`;
}

function threeDigits(value: number): string {
  if (value >= 100) return countText(value);
  return value >= 10 ? value.toFixed(1).replace(/\.0$/, '') : value.toFixed(2).replace(/\.?0+$/, '');
}
