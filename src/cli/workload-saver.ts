import type { LazyDocument } from '../workload/file/document.ts';

export interface WorkloadSaver {
  save(document: LazyDocument): Promise<void>;
  /** Saves now and then what there is. */
  readonly begin: (soFar: () => LazyDocument) => void;
  /** Waits for what is being written. */
  end(): Promise<void>;
}

/** Writes a workload to a file; whoever reads it sees the old one or the whole new one. */
export function saver(path: string, redact: boolean, everyMs: number): WorkloadSaver {
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();
  let isBusy = false;
  const save = async (document: LazyDocument): Promise<void> => {
    const { redactDocument } = await import('../workload/file/redact.ts');
    const { writeWorkloadFile } = await import('../workload/file/workload-file.ts');
    await writeWorkloadFile(path, redact ? redactDocument(document) : document);
  };
  return {
    save,
    begin(soFar) {
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
