import type { WorkloadSource } from '../workload/model.ts';

/** A source as a report's head names it: `pg.csv (csvlog; pg.log is the same log, and not read)`, `standard input (stderr)`. */
export function sourceName({ name, format, sameLog = [] }: WorkloadSource): string {
  if (name === format) return name;
  const label = name === '-' ? 'standard input' : name;
  const others = sameLog.slice(0, -1).join(', ');
  const are = others === '' ? `${sameLog.at(-1)} is` : `${others} and ${sameLog.at(-1)} are`;
  return `${label} (${format}${sameLog.length === 0 ? '' : `; ${are} the same log, and not read`})`;
}
