import { isAscii, isUtf8 } from 'node:buffer';
import { escapeRegex } from './log/escape-regex.ts';
import { LANGUAGES } from './log/languages.ts';
import { TAGS } from './log/severity-tag.ts';
import { TRANSLATIONS } from './log/translations/translations.ts';

/**
 * What servers write in that is neither UTF-8 nor Latin-1 (which the readers know): on Windows the system's code page, elsewhere that of the
 * locale or of the database. By the names that Encoding Standard has for them; EUC_KR is UHC's there, and GBK is GB18030's.
 */
const CODE_PAGES = [
  'windows-1251',
  'koi8-u',
  'iso-8859-5',
  'ibm866',
  'gb18030',
  'big5',
  'euc-kr',
  'euc-jp',
  'shift_jis',
  'windows-1250',
  'iso-8859-2',
  'windows-1254',
] as const;
export type CodePage = (typeof CODE_PAGES)[number];

/** As much of a log is looked at: a server's first lines are in its language. */
export const CODE_PAGE_BYTES = 64 * 1024;
const NEWLINE = 10;
/** Longer lines are no log's: what there is of them is handed on. */
const LONGEST_LINE = 16 * 1024 * 1024;
const BEYOND_ASCII = /[^\0-\x7f]/;

/** What a message has before its first colon. */
const FIRST_WORDS = /^[^%:]+(?=:)/;
/** What only messages of the server have: levels, tags and first words with letters beyond ASCII, and what comes after them. */
const WORDS = [
  ...TAGS,
  ...LANGUAGES.flatMap(({ duration, statement }) => [...duration.split('%')[0]!.split('|'), statement]),
  ...TRANSLATIONS.flatMap((texts) => texts.flatMap((text) => FIRST_WORDS.exec(text) ?? [])),
]
  .map((word) => word.replace(/[\s:]+$/, ''))
  .filter((word) => BEYOND_ASCII.test(word));
const TELLS = new RegExp(
  `(?<!\\p{L})(?:${[...new Set(WORDS)].map(escapeRegex).join('|')})(?:[ \\u00a0]?:|,[0-9A-Z]{5},)`,
  'u',
);

/**
 * In which code page a log's first bytes are: that in which most of the lines that are no UTF-8 have words of a server's messages. Null
 * where none has more of them than Latin-1.
 */
export function codePageOf(head: Uint8Array): CodePage | null {
  if (isUtf8(head)) return null;
  const lines = linesOf(head).filter((line) => !isUtf8(line));
  const count = (decode: (line: Uint8Array) => string) => lines.filter((line) => TELLS.test(decode(line))).length;
  let best: CodePage | null = null;
  let most = count((line) => Buffer.from(line).toString('latin1'));
  for (const codePage of CODE_PAGES) {
    const decoder = new TextDecoder(codePage);
    const found = count((line) => decoder.decode(line));
    if (found > most) [best, most] = [codePage, found];
  }
  return best;
}

/** A log as UTF-8: lines that are so already stay as they are, since backends write in the encodings of their databases. */
export async function* withoutCodePage(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let decoder: InstanceType<typeof TextDecoder> | null = null;
  let looked = 0;
  let rest = Buffer.alloc(0);
  for await (const chunk of chunks) {
    if (!decoder && looked < CODE_PAGE_BYTES) {
      const codePage = codePageOf(chunk.subarray(0, CODE_PAGE_BYTES - looked));
      looked += chunk.byteLength;
      if (codePage !== null) decoder = new TextDecoder(codePage);
    }
    if (!decoder) {
      yield chunk;
      continue;
    }
    const whole = rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([rest, chunk]);
    const end = whole.lastIndexOf(NEWLINE) + 1 || (whole.length > LONGEST_LINE ? whole.length : 0);
    rest = whole.subarray(end);
    if (end > 0) yield decodeLines(whole.subarray(0, end), decoder);
  }
  if (decoder && rest.length > 0) yield decodeLines(rest, decoder);
}

function decodeLines(bytes: Buffer, decoder: InstanceType<typeof TextDecoder>): Buffer {
  return isAscii(bytes) ? bytes : Buffer.concat(linesOf(bytes).map((line) => decodeLine(line, decoder)));
}

function decodeLine(line: Uint8Array, decoder: InstanceType<typeof TextDecoder>): Uint8Array {
  if (isAscii(line)) return line;
  const text = decoder.decode(line);
  // `文: ` in EUC-JP happens to be UTF-8, too.
  const isOwn = !isUtf8(line) || (TELLS.test(text) && !TELLS.test(Buffer.from(line).toString()));
  return isOwn ? Buffer.from(text) : line;
}

/** With their newlines, which are no part of a character in any of the code pages. */
function linesOf(bytes: Uint8Array): Uint8Array[] {
  const lines: Uint8Array[] = [];
  for (let at = 0; at < bytes.length;) {
    const end = bytes.indexOf(NEWLINE, at) + 1 || bytes.length;
    lines.push(bytes.subarray(at, end));
    at = end;
  }
  return lines;
}
