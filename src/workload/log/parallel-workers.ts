import type { LogRecord } from './record.ts';

/** `parallel worker` in each language, as PostgreSQL 15's catalogues have it. */
const PASSED_ON: ReadonlySet<string> = new Set([
  'parallel worker',
  'paralleler Arbeitsprozess',
  'ayudante paralelo',
  'processus parallèle',
  'worker parallelo',
  'パラレルワーカー',
  'პარალელური დამხმარე პროცესი',
  '병렬 처리 작업자',
  'параллельный исполнитель',
  'parallell arbetare',
  'паралельний виконавець',
  '并行工作者进程',
]);

/** Whether a session passes on an error of one of its parallel workers, which that has logged itself, with the statement. */
export function isPassedOn({ context }: Pick<LogRecord, 'context'>): boolean {
  return context !== null && context.split('\n').some((line) => PASSED_ON.has(line.trim()));
}

/** Whether it is the end of a parallel worker whose session has failed: `terminating background worker "parallel worker" …`, with the statement. */
export function isEndOfWorker({ isFatal, message }: Pick<LogRecord, 'isFatal' | 'message'>): boolean {
  // The type of a background worker stands there as it is, in whatever language.
  return isFatal === true && message.includes('parallel worker');
}
