import { isCsvStart } from '../csvlog.ts';
import { findTag, type TagPlace } from '../severity-tag.ts';
import { isSeverity } from '../stderr.ts';
import { hasPrefix } from './prefix-form.ts';
import { decodeControls } from './syslog.ts';
import type { CreateUnwrapper } from './unwrapper.ts';

/* Logs whose text was escaped on its way: as HTML, copied out of a web console's page, or with newlines as `\n` or `#012`, each record on one line. */

const ENTITY = /&(?:(lt|gt|amp|quot|apos|nbsp)|#(\d{1,7})|#x([\da-f]{1,6}));/gi;
const ENTITY_OR_QUOTE = new RegExp(`'|${ENTITY.source}`, 'gi');
const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'", nbsp: ' ' };
/** What HTML has as entities alone. */
const UNESCAPED = /[<>]|&(?!(?:[a-z]{2,6}|#x?[\da-f]{1,7});)/i;
/** How a csvlog and a jsonlog begin. */
const FIELDS = /^(?:\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[^,]{0,16},|\{)&quot;/;

/** Whether a record begins that has an entity outside of a literal: there, SQL has none. */
function hasEntity(line: string): boolean {
  if (!line.includes('&')) return false;
  if (FIELDS.test(line)) return true;
  if (!findTag(line)) return false;
  let isOutside = true;
  for (const [found] of line.matchAll(ENTITY_OR_QUOTE)) {
    if (found === "'") isOutside = !isOutside;
    else if (isOutside) return true;
  }
  return false;
}

/** Whether lines are escaped as HTML, and not texts of it in literals. */
export function areEntities(lines: readonly string[]): boolean {
  return lines.some(hasEntity) && !lines.some((line) => UNESCAPED.test(line));
}

export const withoutEntities: CreateUnwrapper = () => ({
  unwrap: (line) => [line.includes('&') ? line.replaceAll(ENTITY, characterOf) : line],
  end: () => [],
});

function characterOf(entity: string, name?: string, decimal?: string, hexadecimal?: string): string {
  if (name !== undefined) return NAMED[name.toLowerCase()]!;
  const code = decimal === undefined ? Number.parseInt(hexadecimal!, 16) : Number(decimal);
  return code <= 0x10ffff ? String.fromCodePoint(code) : entity;
}

const STATEMENT = /^(?:duration: \d+\.\d{3} ms {1,2})?(?:statement|execute [^:]{1,63}): /;
/** Quotes, for what is inside of them may have such escapes itself: literals, and the strings of a plan in JSON. A backslash that is doubled is no part of one. */
const ESCAPE = /['"]|\\n\\t|\\[\\"ntr]/g;

/** What an escape is, whether it stands outside of quotes, and whether the next part of the record (DETAIL, STATEMENT) comes after it. */
type OnEscape = (escape: string, isOutside: boolean, isBeforePart: boolean) => string;

/** Replaces the escapes in the message of a line that begins a record, and in what else the line has of that. */
function replaceEscapes(line: string, { start, end }: TagPlace, replace: OnEscape): string {
  const prefix = line.slice(0, start);
  let quote = '';
  const text = line.slice(end).replaceAll(ESCAPE, (found, index: number) => {
    if (found.length > 1 && found !== '\\\\' && found !== '\\"')
      return replace(found, quote === '', beginsPart(line.slice(end + index + 2), prefix));
    const mark = found === '\\"' && quote !== '"' ? '"' : found;
    if (quote === '') quote = mark.length === 1 ? mark : '';
    else if (quote === mark) quote = '';
    return found;
  });
  return line.slice(0, end) + text;
}

/** A line has one record: what looks like another one is of a text. */
function beginsPart(text: string, prefix: string): boolean {
  return hasPrefix(text, prefix) && !isSeverity(findTag(text)!.tag);
}

/**
 * Records whose newlines are escaped, and where SQL has no backslashes: outside of literals. The server's have their TAB after them, or the
 * prefix of the record's next part, unless the TABs were lost. Null where a line is the further one of a record, or of another format.
 */
export function detectEscapes(lines: readonly string[]): CreateUnwrapper | null {
  if (lines.some((line) => /^[\t {]/.test(line) || isCsvStart(line))) return null;
  let hasTabs = false;
  let hasOthers = false;
  for (const line of lines) {
    const place = line.includes('\\n') ? findTag(line) : null;
    if (!place) continue;
    const isStatement = STATEMENT.test(line.slice(place.end));
    replaceEscapes(line, place, (escape, isOutside, isBeforePart) => {
      if (isOutside && escape === '\\n\\t') hasTabs = true;
      else if (isOutside && escape === '\\n') hasOthers ||= isStatement || isBeforePart;
      return escape;
    });
  }
  return hasTabs || hasOthers ? withoutEscapes(hasTabs) : null;
}

function withoutEscapes(hasTabs: boolean): CreateUnwrapper {
  const replace: OnEscape = (escape, isOutside, isBeforePart) => {
    if (escape === '\\n' && isBeforePart) return '\n';
    if (escape === '\\n\\t') return '\n\t';
    if (!isOutside && (hasTabs || escape !== '\\n')) return escape;
    return escape === '\\n' ? '\n\t' : escape === '\\t' ? '\t' : '';
  };
  return () => ({
    unwrap(line) {
      const place = line.includes('\\n') ? findTag(line) : null;
      return place ? replaceEscapes(line, place, replace).split('\n') : [line];
    },
    end: () => [],
  });
}

/** A further line of the server's, as rsyslog writes newlines and TABs. */
const OCTAL = '#012#011';

/** Whether messages are as rsyslog has them, without its head: `template(… string="%msg%\n")`. */
export function areOctal(lines: readonly string[]): boolean {
  return lines.some((line) => line.includes(OCTAL) && findTag(line)) && !lines.some((line) => line.startsWith('\t'));
}

export const withoutOctals: CreateUnwrapper = () => ({
  unwrap: (line) => decodeControls(line).split('\n'),
  end: () => [],
});
