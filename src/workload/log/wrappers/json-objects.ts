import type { Losses } from './unwrapper.ts';

/** Keys of the lists that services put their entries in, at the top or in an object there (`{"hits": {"hits": [ … ]}}`). */
const LIST =
  /"(?:events|logEvents|records|entries|value|values|results?|rows|tables|logs|data|hits|instances|messages|resourceLogs|scopeLogs|logRecords)"\s*:\s*$/;
const DEEPEST_LIST = 2;
/** Loki's list has pairs of a time in nanoseconds and a line. */
const PAIRS = /"values"\s*:\s*$/;
const PAIR = ['time', 'line'];
/** Azure's API and Splunk's `json_rows` have the cells of a row as a list, and what the columns are called before the rows. */
const ROWS = /"(?:columns|fields)"\s*:\s*(\[[^[\]]*\])\s*,\s*"rows"\s*:\s*$/;
const LONGEST_KEY = 64;
/** What one object may be long: a longer one is damage. */
const LONGEST = 16 * 1024 * 1024;

/** What stands between objects at the top of lists, and what ends those. */
const NOTHING = /^[\s,\]}]*$/;
/** How a line goes on in which a list of objects, texts or rows begins. */
const LIST_BEGUN = /^\s*(?:$|[[{"])/;

export type JsonObject = Readonly<Record<string, unknown>>;

export interface JsonObjects {
  /** The objects that end in this line. */
  push(line: string): readonly JsonObject[];
  /** Whether nothing is open that a line may go on with. */
  readonly isBetween?: boolean;
  /** Reports an object that did not end. */
  end(): void;
}

/**
 * Cuts lines of JSON into the objects that are entries: one a line, or printed over many; at the top, in a list at the top, or in a
 * list of the object at the top (`{"events": [ … ]}`).
 * @param isEntry whether an object that holds lists is an entry itself
 */
export function createJsonObjects({ onLost, place }: Losses, isEntry: (object: JsonObject) => boolean): JsonObjects {
  let text = '';
  let depth = 0;
  /** Where the object begins that is open. */
  let begin = 0;
  /** Of lists that hold entries, and of what is around them. */
  let outerDepth = 0;
  /** What the values of lists in a list are called; null where they are no entries. */
  let names: readonly string[] | null = null;
  let inString = false;
  let isEscaped = false;

  const reset = (): void => {
    text = '';
    depth = 0;
    inString = isEscaped = false;
  };
  const scan = (line: string): JsonObject[] => {
    const found: JsonObject[] = [];
    let from = 0;
    let isStray = depth === 0 && outerDepth === 0;
    for (let i = 0; i < line.length; i++) {
      const c = line.charAt(i);
      if (inString) {
        if (isEscaped) isEscaped = false;
        else if (c === '\\') isEscaped = true;
        else if (c === '"') inString = false;
      } else if (c === '"') inString = depth > 0 || outerDepth > 0;
      else if (c === '{' || c === '[') {
        const before = c === '[' && depth > 0 && depth <= DEEPEST_LIST ? lastOf(text, line.slice(from, i)) : '';
        if (LIST.test(before)) {
          names = PAIRS.test(before) ? PAIR : columnsOf(text + line.slice(from, i));
          text = '';
          outerDepth += depth + 1;
          depth = 0;
        } else if (depth > 0) depth++;
        else if (c === '{' || names) {
          isStray = false;
          depth = 1;
          from = i;
          begin = place();
        } else if (outerDepth > 0 || beginsList(line, i)) {
          isStray = false;
          outerDepth++;
        }
      } else if (c === '}' || c === ']') {
        if (depth === 0) outerDepth = Math.max(0, outerDepth - 1);
        else if (--depth === 0) {
          const object = parse(text + line.slice(from, i + 1), names);
          text = '';
          if (object) found.push(object);
          else onLost(begin);
        }
      }
    }
    if (isStray && !NOTHING.test(line)) onLost();
    if (depth > 0) text += `${line.slice(from)}\n`;
    if (text.length > LONGEST) {
      reset();
      onLost(begin);
    }
    return found;
  };

  return {
    push(line) {
      const whole = line.startsWith('{') ? parse(line) : null;
      // A list of entries on one line is taken apart.
      if (!whole || (mayHoldList(whole) && !isEntry(whole))) return scan(line);
      if (text !== '') onLost(begin);
      reset();
      return [whole];
    },
    get isBetween() {
      return depth === 0 && outerDepth === 0;
    },
    end() {
      if (text !== '') onLost(begin);
      reset();
    },
  };
}

/** Whether the bracket there begins a list at the top; words of other programs have some, too. */
function beginsList(line: string, at: number): boolean {
  return line.slice(0, at).trim() === '' && LIST_BEGUN.test(line.slice(at + 1, at + LONGEST_KEY));
}

/** The end of the text so far, as long as a key may be. */
function lastOf(text: string, more: string): string {
  return more.length < LONGEST_KEY ? text.slice(-LONGEST_KEY) + more : more.slice(-LONGEST_KEY);
}

/** Whether a list of what may be entries is at its top, or in an object there. */
function mayHoldList(object: object, depth = 1): boolean {
  // What JSON tells has no other properties, and no array of its values need be made.
  for (const name in object) {
    const value = (object as JsonObject)[name];
    if (typeof value !== 'object' || value === null) continue;
    if (Array.isArray(value) ? typeof value[0] === 'object' : depth < DEEPEST_LIST && mayHoldList(value, depth + 1))
      return true;
  }
  return false;
}

/** @param names of the values of a list */
function parse(text: string, names: readonly string[] | null = null): JsonObject | null {
  try {
    const value: unknown = JSON.parse(text);
    if (Array.isArray(value)) return Object.fromEntries((names ?? []).map((name, i) => [name, value[i] as unknown]));
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

/** The names of the columns whose rows begin after a text. */
function columnsOf(text: string): readonly string[] | null {
  const columns = ROWS.exec(text)?.[1];
  const parsed = columns === undefined ? null : parse(`{"columns":${columns}}`);
  return parsed && (parsed.columns as unknown[]).map((column) => String(isObject(column) ? column.name : column));
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
