import { createAssembler } from './assemble.ts';
import { JOURNAL_FIELDS, journalPiece } from './json.ts';
import type { CreateUnwrapper } from './unwrapper.ts';

/** How an entry begins. */
export const EXPORT_START = /^__CURSOR=s=/;
const NAME = /^[A-Z_][A-Z0-9_]*$/;
/** Entries have some twenty more. */
const WANTED: ReadonlySet<string> = new Set(['MESSAGE', ...JOURNAL_FIELDS]);
/** A length of eight bytes comes before a value that has newlines in it. */
const LENGTH_BYTES = 8;

/** `journalctl -o export`: `NAME=value` on lines, an empty line after each entry; what has newlines is `NAME`, its length and its bytes. */
export const journalExport: CreateUnwrapper = ({ onLost }) => {
  const assembler = createAssembler(onLost);
  let fields: Record<string, string> = {};
  let open: string | null = null;
  const finish = (): readonly string[] => {
    const message = fields.MESSAGE;
    const entry = fields;
    fields = {};
    open = null;
    return message === undefined ? [] : assembler.push(journalPiece(entry, message));
  };
  return {
    unwrap(line) {
      if (line === '') return open !== null && fields[open] === '' ? [] : finish();
      const name = line.slice(0, Math.max(0, line.indexOf('=')));
      if (WANTED.has(name) || NAME.test(name)) {
        open = null;
        if (WANTED.has(name)) fields[name] = line.slice(name.length + 1);
      } else if (open === null && NAME.test(line)) {
        open = line;
        fields[line] = '';
      } else if (open !== null) {
        const value = fields[open]!;
        fields[open] = value === '' ? withoutLength(line) : `${value}\n${line}`;
      } else onLost();
      return [];
    },
    end: () => [...finish(), ...assembler.end()],
  };
};

/** A length whose bytes are no ASCII made the line Latin-1. */
function withoutLength(line: string): string {
  const text = line.slice(LENGTH_BYTES);
  const isLatin = /[\u0080-\u00ff]/.test(line.slice(0, LENGTH_BYTES));
  return isLatin ? Buffer.from(text, 'latin1').toString('utf8') : text;
}
