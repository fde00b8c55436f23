import { readAnyPrefix } from './any-prefix.ts';
import { carriedForms } from './known-prefixes.ts';
import { compilePrefix, type PrefixReader } from './prefix.ts';

/** A log_line_prefix that is told beside the lines, by the user or by a message. */
export interface GivenPrefix {
  /** As log_line_prefix has it, with what the carrier has put before it in most of the lines. */
  readonly prefix: string;
  readonly read: PrefixReader;
}

/** Finds what a carrier has put before the server's own prefix, where that tells no time or no process (withIdentity). */
export function givenPrefix(own: string, lines: readonly string[], isCarried: boolean): GivenPrefix {
  const prefix = isCarried ? formOf(own, lines) : own;
  const read = isCarried ? compileForms(prefix, ...carriedForms(own)) : compilePrefix(own);
  return { prefix, read: (line) => read(line) ?? readAnyPrefix(line) };
}

/** Reads a carrier's lines by a prefix of the server, whatever is before it. */
export function compileCarried(own: string): PrefixReader {
  return compileForms(...carriedForms(own));
}

/** The first that fits of those that fit most lines, or nearly: a name may be anything, and so have the carrier's words in it. */
function formOf(own: string, lines: readonly string[]): string {
  const forms = carriedForms(own).map((prefix) => {
    const read = compilePrefix(prefix);
    return { prefix, count: lines.filter((line) => !line.startsWith('\t') && read(line) !== null).length };
  });
  const most = Math.max(...forms.map(({ count }) => count));
  return most === 0 ? own : forms.find(({ count }) => count * 2 > most)!.prefix;
}

function compileForms(...prefixes: readonly string[]): PrefixReader {
  const readers = [...new Set(prefixes)].map(compilePrefix);
  return (line) => {
    for (const read of readers) {
      const prefixed = read(line);
      if (prefixed) return prefixed;
    }
    return null;
  };
}
