import { CSV_START } from './csvlog.ts';
import { toRecord } from './jsonlog.ts';
import { inferKnownPrefix, readAnyPrefix, type PrefixReader } from './prefix.ts';
import { detectWrapper, type Unwrapper } from './wrappers.ts';

export type LogFormat = 'stderr' | 'csvlog' | 'jsonlog';

export interface DetectedLog {
  readonly format: LogFormat;
  readonly createUnwrapper: (() => Unwrapper) | null;
  /** For stderr. */
  readonly prefix: PrefixReader | null;
  /** As log_line_prefix has it; null where it is not known. */
  readonly prefixText: string | null;
}

/** Tells the format from a log's first lines; null when none of them looks like PostgreSQL's. */
export function detectFormat(lines: readonly string[]): DetectedLog | null {
  const wrapper = detectWrapper(lines);
  const inner = wrapper ? unwrapAll(wrapper.create(), lines) : lines;
  const format = formatOf(inner);
  if (format === null) return null;
  const prefix = format === 'stderr' ? inferKnownPrefix(inner) : null;
  return {
    format,
    createUnwrapper: wrapper?.create ?? null,
    prefix: prefix?.read ?? null,
    prefixText: prefix?.prefix ?? null,
  };
}

/** The format of most of the lines. Text inside literals may look like another one, hence the count. */
function formatOf(lines: readonly string[]): LogFormat | null {
  const counts: Record<LogFormat, number> = { jsonlog: 0, csvlog: 0, stderr: 0 };
  for (const line of lines) {
    if (line.startsWith('\t') || line === '') continue;
    if (line.startsWith('{')) {
      if (toRecord(line)) counts.jsonlog++;
    } else if (CSV_START.test(line)) counts.csvlog++;
    else if (readAnyPrefix(line)) counts.stderr++;
  }
  const [format, count] = (Object.entries(counts) as [LogFormat, number][]).reduce((a, b) => (b[1] > a[1] ? b : a));
  return count > 0 ? format : null;
}

function unwrapAll(unwrapper: Unwrapper, lines: readonly string[]): string[] {
  return [...lines.flatMap((line) => unwrapper.unwrap(line)), ...unwrapper.end()];
}
