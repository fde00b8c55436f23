import type { OnLoss, RecordReader } from './record.ts';

const LEADING = /^\0+/;

/**
 * Has a reader leave out what has NULs in it, which no server writes: they are what a crash of the host leaves, or a truncation under a writer
 * that goes on from where it was. A record that begins after those alone that a line begins with is read. `onNul` gets the offset of each
 * line that a record begins or goes on in, `onUnrecognised` that of others.
 */
export function withoutNuls(reader: RecordReader, onUnrecognised: OnLoss, onNul: OnLoss): RecordReader {
  return {
    read(line, emit, offset) {
      if (!line.includes('\0')) return reader.read(line, emit, offset);
      const rest = line.replace(LEADING, '');
      if (!rest.includes('\0') && reader.begins(rest)) {
        onNul(offset);
        reader.read(rest, emit, offset);
      } else (reader.readDamaged(rest, emit) ? onNul : onUnrecognised)(offset);
    },
    begins: (line) => reader.begins(line),
    readDamaged: (line, emit) => reader.readDamaged(line, emit),
    end: (emit) => reader.end(emit),
    noteTabs: () => reader.noteTabs?.(),
    noteClient: (session, application) => reader.noteClient?.(session, application),
  };
}
