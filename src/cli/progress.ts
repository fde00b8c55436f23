import { visibleText } from '../report/visible.ts';
import { columnsOf } from './terminal.ts';

/** Tells a person at a terminal what is going on. Standard output is never touched. */
export interface Progress {
  /** Replaces the line that is shown. */
  step(text: string): void;
  /** Removes the line. */
  clear(): void;
}

export interface ProgressStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** At most one redraw in this many milliseconds: a fast log would otherwise spend its time drawing. */
const REDRAW_MS = 80;

export function createProgress(
  stream: ProgressStream,
  now: () => number = Date.now,
  { TERM }: Readonly<Record<string, string | undefined>> = {},
): Progress {
  // A dumb one, such as Emacs' shell, shows escape sequences as they are.
  if (!stream.isTTY || TERM === 'dumb') return { step() {}, clear() {} };
  let drawnAt = -Infinity;
  let stage = '';
  return {
    step(text) {
      const ofNewStage = text.split(' ', 2).join(' ') !== stage;
      if (!ofNewStage && now() - drawnAt < REDRAW_MS) return;
      drawnAt = now();
      stage = text.split(' ', 2).join(' ');
      stream.write(`\r\u001b[2K${visibleText(text).slice(0, (columnsOf(stream) ?? 80) - 1)}`);
    },
    clear() {
      stream.write('\r\u001b[2K');
    },
  };
}
