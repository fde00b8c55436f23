import type { LogBytes } from './log-bytes.ts';
import { detectFormat, type DetectedLog, type LogSurroundings } from './log/detect.ts';
import type { PipelineOptions } from './log/pipeline.ts';
import { rejectArchive, rejectOthers, rejectUnknown } from './log/reject.ts';

export interface DetectionOptions extends LogSurroundings, Pick<PipelineOptions, 'isFollowed'> {}

/** How many lines are looked at before the format must be clear; more where none of them begins a record. */
const SAMPLE_LINES = 1_000;
const MOST_SAMPLE_LINES = 100_000;
/** How many of a log that is followed. */
const FOLLOWED_LINES = 20;
/** How many, where they are so many bytes: what could be a log is tried in many ways, each of which takes its time on long lines. */
const LONG_LINES = 50;
const BYTES_OF_LONG_LINES = 4 * 1024 * 1024;
/** So much is looked at where it is not clear which words are users and databases: lines of connections tell. */
const MOST_SAMPLE_BYTES = 2 * 1024 * 1024;
/** Of a line so much is looked at. */
const LONGEST_SAMPLE = 65_536;
/** Of JSON more: an entry that is cut off cannot be read, and a list may be on one line. */
const LONGEST_JSON_SAMPLE = 512 * 1024;
const JSON_START = /^\s*[[{"]/;
const STRINGS_START = /^\s*\[\s*"/;
const STRING_END = '",';
const LEADING_NULS = /^\0+/;

/**
 * Tells a log's format from its first lines, as many as that takes; null where it is told by --log-prefix alone, or the log is empty.
 * @throws UserError when it is no log of PostgreSQL
 */
export async function detectLog(
  input: LogBytes,
  label: string,
  { isFollowed, ...surroundings }: DetectionOptions,
): Promise<DetectedLog | null> {
  let tried = 0;
  let looked = 0;
  let isVague = false;
  // The first line is there already: of a log that is followed, nothing may come after it for a long time.
  for (; ; await input.more()) {
    const isEnd = input.isLast || input.isFull;
    const isInLongLine = input.isFull && !input.isLast && input.endsInLongLine;
    const size = input.end - input.start;
    // What comes in small pieces is not decoded anew for each.
    if (!isEnd && !isFollowed && size < 2 * looked) continue;
    looked = size;
    rejectArchive(label, input.buffer.subarray(input.start, input.end));
    const whole = input.sampleLines(MOST_SAMPLE_LINES);
    const longest = JSON_START.test(whole[0]?.slice(0, LONGEST_SAMPLE) ?? '') ? LONGEST_JSON_SAMPLE : LONGEST_SAMPLE;
    const lines = whole.map((line) => cut(line, longest));
    const enough = isFollowed ? FOLLOWED_LINES : size < BYTES_OF_LONG_LINES ? SAMPLE_LINES : LONG_LINES;
    if (!isEnd && lines.length < enough) continue;
    if (!isEnd && !isFollowed && lines.length < 2 * tried) continue;
    tried = lines.length;
    const head = lines.slice(0, SAMPLE_LINES);
    const detected: DetectedLog | null =
      detectFormat(isVague ? lines : head, surroundings) ??
      (lines.length > head.length ? detectFormat(lines, surroundings) : null);
    if (!detected && !isEnd && lines.length < MOST_SAMPLE_LINES) continue;
    const isList = detected && longest === LONGEST_JSON_SAMPLE;
    // What goes on in it may be no record; those after it tell.
    if (isInLongLine && !isList && lines.length < SAMPLE_LINES && !isBinary(lines)) continue;
    isVague = detected?.untold.includes('names') === true;
    const isMuch = size >= MOST_SAMPLE_BYTES && lines.length >= SAMPLE_LINES;
    if (isVague && !isEnd && !isFollowed && !isMuch) continue;
    // A record in JSON or CSV is the server's own, whatever its statements tell of.
    if (!detected || detected.format === 'stderr') rejectOthers(label, head);
    if (!detected && surroundings.prefix === undefined && input.end > input.start) rejectUnknown(label, lines);
    return detected;
  }
}

/** Whether there are NULs that are not what a crash leaves, before a line. */
function isBinary(lines: readonly string[]): boolean {
  return lines.some((line) => line.replace(LEADING_NULS, '').includes('\0'));
}

/** The begin of a line; of a list of strings whole ones. */
function cut(line: string, longest: number): string {
  if (line.length <= longest) return line;
  const begin = line.slice(0, longest);
  if (!STRINGS_START.test(begin)) return begin;
  let end = begin.lastIndexOf(STRING_END);
  while (end > 0 && begin.charAt(end - 1) === '\\') end = begin.lastIndexOf(STRING_END, end - 1);
  return end <= 0 ? begin : begin.slice(0, end + STRING_END.length);
}
