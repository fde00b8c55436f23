import { compilePrefix, type PrefixReader } from '../prefix.ts';
import { isSeverity } from '../stderr.ts';

/** What the server logs, in whatever language, when its configuration is read again. */
const CHANGE =
  /^[^"«»„“]{0,60}["«»„“]\s?log_line_prefix\s?["«»”“][^"«»„“]{1,60}(?:«\s|["«»„“])(.{0,200}?)(?:\s»|["«»”“])[^"«»“”]{0,20}$/;

/** The log_line_prefix that a message tells of; null where it tells of none. */
export function prefixChangedTo(message: string): string | null {
  const prefix = message.includes('log_line_prefix') ? CHANGE.exec(message)?.[1] : undefined;
  if (prefix === undefined) return null;
  try {
    compilePrefix(prefix);
    return prefix;
  } catch {
    return null;
  }
}

/**
 * Reads lines by the prefixes that the log has told of so far, the latest first, and by the given reader where none of them fits.
 * @param compile makes a reader of a prefix that the log tells of
 */
export function followChanges(main: PrefixReader, compile = compilePrefix): PrefixReader {
  let changes: readonly { readonly prefix: string; readonly reader: PrefixReader }[] = [];
  let told: string | null = null;
  const read: PrefixReader = (line) => {
    for (const { reader } of changes) {
      const prefixed = reader(line);
      if (prefixed) return prefixed;
    }
    return main(line);
  };
  return (line) => {
    if (told !== null) {
      const next = read(line);
      // A function can raise anything, but not without a line of its context.
      if (!next || isSeverity(next.tag)) {
        // A log may tell of the same again and again.
        const others = changes.filter(({ prefix }) => prefix !== told);
        changes = [{ prefix: told, reader: compile(told) }, ...others];
      }
      told = null;
    }
    const prefixed = read(line);
    if (prefixed && isSeverity(prefixed.tag)) told = prefixChangedTo(prefixed.text);
    return prefixed;
  };
}
