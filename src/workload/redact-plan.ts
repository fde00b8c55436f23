import { UNKNOWN_NAME } from './tally/statement-tally.ts';

/** Names, which stay, and literals. */
const QUOTED = /"[^"]*(?:""[^"]*)*"|'[^']*(?:''[^']*)*'?/g;
const NUMBER = /(?<![\w$.])\d+(?:\.\d+)?(?:e[+-]?\d+)?(?!\w)/gi;
/** A value, or a key with its colon. A plan may end in the middle of one: carriers and collectors cut long messages. */
const JSON_STRING = /"([^"\\]*(?:\\.[^"\\]*)*)(?:"(\s*:)?|\\?$)/g;
/** What else a line of JSON has. */
const JSON_REST = /^(?:[\s{}[\],:\d.eE+-]|true|false|null)*$/;
const YAML_LINE = /^(\s*(?:- )?(?:[\w /.()-]+: ?)?)(?:"([^"\\]*(?:\\.[^"\\]*)*)(?:"|\\?$)|([-\d.e+]*|true|false))\s*$/;
/** A tag, with the text after it and how the next one begins. */
const XML_PART = /(<(\/?)([\w-]+)( xmlns="[\w:/.]+")?>)([^<]*)(?=(<\/([\w-]+)>|$)?)|<(?!\/?[\w-]*$)[^<]*/g;
const ALL_BLANK = /^\s*$/;
/** What a value with a literal has. */
const MAY_HOLD = /['\d\\]/;

/** Lines of the text format whose numbers are the server's own. */
const MEASURED =
  /^\s*(?:Buffers|I\/O Timings|WAL|Planning|Planning Time|Execution Time|JIT|Functions|Options|Timing|Sort Method|Buckets|Batches|Peak Memory Usage|Hits|Rows Removed by [\w ]+|Heap Blocks|Heap Fetches|Exact Heap Blocks|Workers? ?\w*|Worker \d+|Storage|Memory|Index Searches|Estimates|Full-sort Groups|Pre-sorted Groups|Query Identifier|Settings|Subplans Removed|Tuples Inserted|Conflicting Tuples|Trigger [^:]*|Async)(?:\b|:)/;
const NODE = / {2}\(cost=\d/;

/** How lines of the text format begin; all others are of something else that came between them. */
const PLAN_LINE = /^\s*(?:$|->|[A-Z][^':]*:(?!:)|(?:SubPlan|InitPlan|CTE) |\S.* \(cost=\d)/;
/** What no literal goes on with: it was cut off, and ended by the quote that begins the next one. */
const NEXT_LINE = /\n(?: {2,}[A-Z][\w /-]*: | *-> {2}\S|[^\n]* \(cost=\d+\.\d\d\.\.\d)/;

/** The statement and its parameters are no part of a plan: they are another one's. */
const OF_STATEMENT = /^\s*"?Query (?:Text|Parameters)"?:/;
/** A record of the log whose line went on from the plan's last one. */
const NEXT_RECORD = /\p{Lu}{3,}: {2}.*$/su;
/** No literal begins behind a word, but for the letter of `E'…'` and `B'…'`. */
const MISPLACED = /^.?\w$(?<!(?:^|\W)[a-z])/iu;
const WORD = /\w/;
const LAST_WORD = /[^\s(,=]*$/;

/**
 * An EXPLAIN's output, in any of its formats, without the literals of its conditions: quoted ones and numbers become `?`. Names, costs,
 * rows and times stay. What is none of a plan, as where lines of it were lost, becomes `?` as a whole: where literals begin there is not certain.
 */
export function redactPlan(plan: string): string {
  const text = plan.trimStart();
  if (text.startsWith('{')) return isJson(text) ? redactStrings(plan) : byLine(plan, redactJson);
  if (text.startsWith('<')) return redactXml(plan);
  if (/^(?:Plan|- Plan|Triggers|Planning):?\s*$/m.test(text.slice(0, 200))) return byLine(plan, redactYaml);
  return redactText(plan);
}

function byLine(plan: string, redact: (line: string) => string): string {
  return plan
    .split('\n')
    .map((line) => (OF_STATEMENT.test(line) ? '?' : redact(line)))
    .join('\n');
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function redactJson(line: string): string {
  return JSON_REST.test(line.replaceAll(JSON_STRING, '')) ? redactStrings(line) : '?';
}

function redactStrings(text: string): string {
  return text.replaceAll(JSON_STRING, (all: string, value: string, colon?: string) =>
    colon === undefined ? inJson(value) : all,
  );
}

function redactYaml(line: string): string {
  const [, key, value] = YAML_LINE.exec(line) ?? [];
  if (key === undefined) return '?';
  return value === undefined ? line : `${key}${inJson(value)}`;
}

function inJson(value: string): string {
  if (!MAY_HOLD.test(value)) return `"${value}"`;
  let text: string;
  try {
    text = JSON.parse(`"${value}"`) as string;
  } catch {
    return '"?"';
  }
  return JSON.stringify(withoutLiterals(text));
}

/** Values are names, measurements (all of a number) and conditions. */
function redactXml(plan: string): string {
  const quote = (text: string) => text.replaceAll('&apos;', "'").replaceAll('&quot;', '"');
  return plan.replaceAll(
    XML_PART,
    (all, tag: string | undefined, slash: string, name: string, _, text: string, end?: string, ended?: string) => {
      if (tag === undefined) return '<?';
      if (ALL_BLANK.test(text)) return all;
      // A value is behind the tag that begins it, and before the one that ends it, or cut off.
      if (slash === '/' || (end !== '' && ended !== name)) return `${tag}?`;
      const isMeasured = name !== 'Item' && /^-?[\d.]+(?:e[+-]?\d+)?$/.test(text);
      return isMeasured ? all : `${tag}${withoutLiterals(quote(text))}`;
    },
  );
}

function redactText(plan: string): string {
  // Literals first: they may have line breaks in them.
  return byLine(withoutQuoted(plan), (line) => {
    if (!PLAN_LINE.test(line)) return '?';
    const own = line.includes(':  ') ? line.replace(NEXT_RECORD, '?') : line;
    return NODE.test(own) || MEASURED.test(own) ? own : own.replaceAll(NUMBER, '?');
  });
}

function withoutLiterals(text: string): string {
  return withoutQuoted(text).replaceAll(NUMBER, '?');
}

/** As far as what is quoted ends where it should: where something of it was lost, what seems to stand between two literals is one. */
function whole(text: string): string {
  if (!text.includes("'")) return text;
  for (const { 0: quoted, index } of text.matchAll(QUOTED)) {
    const end = index + quoted.length;
    const isWhole = quoted.startsWith("'")
      ? !NEXT_LINE.test(quoted) &&
        !MISPLACED.test(text.slice(Math.max(0, index - 2), index)) &&
        !WORD.test(text.charAt(end))
      : !quoted.includes('\n');
    if (!isWhole) return `${text.slice(0, index).replace(LAST_WORD, '')}'?'`;
  }
  return text;
}

/** What has an apostrophe and blanks is sooner a statement that something quotes than a name. */
function withoutQuoted(text: string): string {
  return whole(text).replaceAll(QUOTED, (quoted) =>
    quoted.startsWith("'") ? "'?'" : /^(?=[^]* )[^]*'/.test(quoted) ? UNKNOWN_NAME : quoted,
  );
}
