import { readAnyPrefix } from '../any-prefix.ts';
import { isCsvStart } from '../csvlog.ts';
import { escapeRegex } from '../escape-regex.ts';
import { isJsonStart, toRecord } from '../jsonlog.ts';
import { GREP_GAP } from '../stderr.ts';
import { ISO, withIdentity } from './carrier-time.ts';
import { isEntryLine } from './json.ts';
import { LONGEST_HEAD } from './lines.ts';
import type { CreateUnwrapper } from './unwrapper.ts';

const TIME = new RegExp(ISO);
/** Lines that begin with the same words tell a carrier; a few may be of others. */
const LEAST_SHARE = 0.9;
/** How many of a kind are looked at closely. */
const MOST_TRIED = 50;

/**
 * What any other carrier has put before each line (a pod's name, a time, both): told from lines that go on with the server's TAB after it, and
 * have as many words there as those that begin a record. Null where there is none.
 */
export function detectHead(lines: readonly string[]): CreateUnwrapper | null {
  const texts = lines.filter((line) => line !== '' && line !== GREP_GAP).map((line) => line.slice(0, LONGEST_HEAD));
  const starts = texts.filter((line) => !line.includes('\t') && readAnyPrefix(line) !== null).slice(0, MOST_TRIED);
  const shapes = new Map<string, number>();
  for (const line of texts) {
    const shape = shapeBeforeTab(line);
    if (shape !== null) shapes.set(shape, (shapes.get(shape) ?? 0) + 1);
  }
  const [shape] = [...shapes].reduce((a, b) => (b[1] > a[1] ? b : a), ['', 0]);
  // A csvlog as it is, whose statements have TABs, and a tag in one of their literals.
  const isOfCsv = texts.filter(isCsvStart).length > starts.length;
  if (shape === '' || starts.length === 0 || isOfCsv) return null;
  const head = new RegExp(`^${shape}`);
  const fitting = texts.filter((line) => head.test(line));
  if (fitting.length < LEAST_SHARE * texts.length || !starts.every((line) => isWholeWithout(line, head))) return null;
  return strip(head);
}

/** Words of what stands before a line's first TAB, or the file and line that grep puts there, as a pattern; null where it cannot be a carrier's. */
function shapeBeforeTab(line: string): string | null {
  const tab = line.indexOf('\t');
  const head = line.slice(0, tab);
  if (tab <= 0) return null;
  if (head.includes(' ')) return /[\w|│:\])}›>] *$/.test(head) ? words(head) : null;
  return /[:-]$/.test(head) ? grepShape(head.slice(0, -1)) : null;
}

/** Names may be padded: as many blanks as there are, but for the last ones. */
function words(head: string): string {
  return head.replaceAll(/\S+/g, '\\S+').replaceAll(/ +(?=\\S)/g, ' +');
}

/** A file's name, a line's number, or both; grep -A has `-` after those of lines that it did not look for. */
function grepShape(head: string): string {
  const number = /(?:^|[:-])\d+$/.exec(head);
  const name = escapeRegex(head.slice(0, number?.index)).replaceAll(/\d+/g, '\\d+');
  return `${name}${number === null ? '' : `${name === '' ? '' : '[:-]'}\\d+`}[:-]`;
}

/** Whether nothing of the server's own prefix goes with the head. */
function isWholeWithout(line: string, head: RegExp): boolean {
  const before = readAnyPrefix(line);
  const after = readAnyPrefix(line.replace(head, ''));
  const isKept = (name: 'timestamp' | 'session') => before?.[name] === null || after?.[name] !== null;
  return after !== null && isKept('timestamp') && isKept('session');
}

function strip(head: RegExp): CreateUnwrapper {
  return ({ addTime }) => ({
    unwrap(line) {
      const match = head.exec(line.slice(0, LONGEST_HEAD));
      if (!match) return [line];
      const text = line.slice(match[0].length);
      const time = addTime ? TIME.exec(match[0]) : null;
      return [time ? withIdentity(text, time[0], null) : text];
    },
    end: () => [],
  });
}

/** Text before an object of JSON that goes on to the end of the line: fluentd's time and tag, logcli's time and labels. */
const BEFORE_JSON = /^[^{[](?:[^{]|\{(?!")){0,255}(?=\{")/;

export function detectHeadOfJson(lines: readonly string[]): CreateUnwrapper | null {
  const texts = lines.filter((line) => line !== '');
  const fitting = texts.filter((line) => BEFORE_JSON.test(line));
  // Of very long lines only the begin is here.
  const tried = fitting.filter((line) => line.endsWith('}')).slice(0, MOST_TRIED);
  const isJson = (text: string) => toRecord(text) !== null || isEntryLine(text);
  if (fitting.length * 2 <= texts.length || tried.length === 0) return null;
  return tried.every((line) => isJson(line.replace(BEFORE_JSON, ''))) ? beforeJson : null;
}

const beforeJson: CreateUnwrapper = (options) => {
  const inner = strip(BEFORE_JSON)(options);
  return {
    unwrap(line) {
      const [text = ''] = inner.unwrap(line);
      return [isTimeless(text) ? withTime(text, TIME.exec(line.slice(0, line.length - text.length))?.[0]) : text];
    },
    end: () => inner.end(),
  };
};

/** Whether it is a jsonlog's record without its time, which fluentd takes for its own (`time_key`). */
function isTimeless(text: string): boolean {
  return isJsonStart(text) && !/"(?:timestamp|log_time)"/.test(text);
}

/** As if the collector had it in the object. */
function withTime(text: string, time: string | undefined): string {
  return time === undefined ? text : `{"time":"${time}",${text.slice(1)}`;
}
