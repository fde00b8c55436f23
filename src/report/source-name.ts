import type { WorkloadSource } from '../workload/model.ts';

/** A source as a report's head names it: `pg.csv (csvlog; pg.log is the same log)`. */
export function sourceName({ name, format, sameLog = [] }: WorkloadSource): string {
  const [last, ...others] = sameLog.toReversed();
  const names = others.length > 0 ? `${others.reverse().join(', ')} and ${last} are` : `${last} is`;
  const same = last === undefined ? '' : `; ${names} the same log, and not read`;
  return name === format ? name : `${name} (${format}${same})`;
}
