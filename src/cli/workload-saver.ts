import { writePieces } from './print-report.ts';
import type { LazyDocument } from '../workload/file/document.ts';

export interface WorkloadSaver {
  save(document: LazyDocument): Promise<void>;
  /** Saves now and then what there is. */
  readonly begin: (soFar: () => LazyDocument) => void;
  /** Waits for what is being written. */
  end(): Promise<void>;
}

/**
 * Writes a workload to a file, whose readers see the old one or the whole new one; to standard output where there is none, and then only
 * when it is asked to save.
 */
export function saver(path: string | undefined, redact: boolean, everyMs: number): WorkloadSaver {
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();
  let isBusy = false;
  const save = async (document: LazyDocument): Promise<void> => {
    const { redactDocument } = await import('../workload/file/redact.ts');
    const { workloadFilePieces, writeWorkloadFile } = await import('../workload/file/workload-file.ts');
    const kept = redact ? redactDocument(document) : document;
    await (path === undefined ? writePieces(workloadFilePieces(kept)) : writeWorkloadFile(path, kept));
  };
  return {
    save,
    begin(soFar) {
      if (path === undefined) return;
      timer = setInterval(() => {
        // A disk that is full now may not be later, and the last save tells.
        if (isBusy) return;
        isBusy = true;
        writing = save(soFar())
          .catch(() => {})
          .finally(() => (isBusy = false));
      }, everyMs);
    },
    async end() {
      clearInterval(timer);
      await writing;
    },
  };
}
