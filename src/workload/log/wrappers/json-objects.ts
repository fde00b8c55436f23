/** Keys of the lists that cloud services put their entries in. */
const LIST = /"(?:events|records|entries|value|results|rows|logs|data)"\s*:\s*$/;
/** What one object may be long: a longer one is damage. */
const LONGEST = 16 * 1024 * 1024;

export type JsonObject = Readonly<Record<string, unknown>>;

export interface JsonObjects {
  /** The objects that end in this line. */
  push(line: string): readonly JsonObject[];
  /** Reports an object that did not end. */
  end(): void;
}

/**
 * Cuts lines of JSON into the objects that are entries: one a line, or printed over many; at the top, in a list at the top, or in a
 * list of the object at the top (`{"events": [ … ]}`).
 */
export function createJsonObjects(onLost: () => void): JsonObjects {
  let text = '';
  let depth = 0;
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
    for (let i = 0; i < line.length; i++) {
      const c = line.charAt(i);
      if (inString) {
        if (isEscaped) isEscaped = false;
        else if (c === '\\') isEscaped = true;
        else if (c === '"') inString = false;
      } else if (c === '"') inString = true;
      else if (c === '{' || c === '[') {
        if (c === '[' && depth === 1 && LIST.test(text + line.slice(from, i))) {
          text = '';
          depth = 0;
        } else if (depth > 0) depth++;
        else if (c === '{') {
          depth = 1;
          from = i;
        }
      } else if ((c === '}' || c === ']') && depth > 0 && --depth === 0) {
        const object = parse(text + line.slice(from, i + 1));
        text = '';
        if (object) found.push(object);
        else onLost();
      }
    }
    if (depth > 0) text += `${line.slice(from)}\n`;
    if (text.length > LONGEST) {
      reset();
      onLost();
    }
    return found;
  };

  return {
    push(line) {
      const whole = line.startsWith('{') ? parse(line) : null;
      // A list of entries on one line is taken apart.
      if (!whole || Object.values(whole).some((value) => Array.isArray(value))) return scan(line);
      if (text !== '') onLost();
      reset();
      return [whole];
    },
    end() {
      if (text !== '') onLost();
      reset();
    },
  };
}

function parse(text: string): JsonObject | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : null;
  } catch {
    return null;
  }
}
