import { formatBytes, formatMs } from '../report/format.ts';

/** How far the reading of files is. */
export interface ReadMeter {
  /** Takes bytes that were read, and tells: `1.2 GB of 4.5 GB, 210 MB/s, 16 s left`. */
  add(bytes: number): string;
}

/** No rate is told before so much time: it would be of the system's cache. */
const SHORTEST_MS = 500;

/** @param total bytes of all that will be read; null where that is not known: standard input, and files that grow */
export function createReadMeter(total: number | null, now: () => number = Date.now): ReadMeter {
  let read = 0;
  let startedAt = NaN;
  return {
    add(bytes) {
      if (Number.isNaN(startedAt)) startedAt = now();
      read += bytes;
      const ms = now() - startedAt;
      const parts = [
        total === null ? formatBytes(read) : `${formatBytes(read)} of ${formatBytes(Math.max(total, read))}`,
      ];
      if (ms >= SHORTEST_MS) {
        parts.push(`${formatBytes((read / ms) * 1000)}/s`);
        const left = total === null ? 0 : ((total - read) / read) * ms;
        if (left > 0) parts.push(`${formatMs(Math.max(1, Math.round(left / 1000)) * 1000)} left`);
      }
      return parts.join(', ');
    },
  };
}
