import type { LogFormat } from './detect.ts';
import type { OnLoss, RecordReader } from './record.ts';
import { findTag } from './severity-tag.ts';

export interface RestReader extends RecordReader {
  /**
   * Lines were dropped, of which the first began so: the record that it is of is left out, and what else there is of it is no loss of its own.
   */
  lose(head: string, emit: Parameters<RecordReader['read']>[1]): void;
}

/** @param createReader gets the one to tell of lines that are not recognised */
export function withLostRest(
  createReader: (onUnrecognised: OnLoss) => RecordReader,
  format: LogFormat,
  onUnrecognised: OnLoss,
): RestReader {
  let isInRest = false;
  let sawTabs = false;
  let isKnown = true;
  let canBeRest = false;
  const reader = createReader((offset) => {
    isKnown = false;
    if (!canBeRest) onUnrecognised(offset);
  });

  /** In a stderr log that has its TABs a line without one and without a tag is no record's. */
  const mayGoOn = (line: string): boolean =>
    format !== 'stderr' || !sawTabs || line.startsWith('\t') || findTag(line) !== null;

  return {
    read(line, emit, offset) {
      sawTabs ||= line.startsWith('\t');
      canBeRest = isInRest && mayGoOn(line);
      isKnown = true;
      reader.read(line, emit, offset);
      if (isInRest) isInRest = isKnown ? line.trim() === '' : canBeRest;
    },
    lose(head, emit) {
      canBeRest = false;
      reader.readDamaged(head, emit);
      reader.end(emit);
      isInRest = true;
    },
    begins: (line) => reader.begins(line),
    readDamaged: (line, emit) => reader.readDamaged(line, emit),
    end(emit) {
      canBeRest = false;
      reader.end(emit);
      isInRest = false;
    },
    noteTabs() {
      sawTabs = true;
      reader.noteTabs?.();
    },
    noteClient: (session, application) => reader.noteClient?.(session, application),
  };
}
