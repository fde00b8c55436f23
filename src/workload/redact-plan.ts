/** Names, which stay, and literals. */
const QUOTED = /"[^"]*(?:""[^"]*)*"|'[^']*(?:''[^']*)*'?/g;
const NUMBER = /(?<![\w$.])\d+(?:\.\d+)?(?:e[+-]?\d+)?(?!\w)/gi;
/** A value, or a key with its colon. A plan may end in the middle of one: carriers and collectors cut long messages. */
const JSON_STRING = /"([^"\\]*(?:\\.[^"\\]*)*)(?:"(\s*:)?|\\?$)/g;
const YAML_STRING = /(?<=: |- )"([^"\\]*(?:\\.[^"\\]*)*)(?:"|\\?$)/g;
const XML_TEXT = /<([\w-]+)>([^<]+)(<\/\1>|<?\/?[\w-]*$)/g;

/** Lines of the text format whose numbers are the server's own. */
const MEASURED =
  /^\s*(?:Buffers|I\/O Timings|WAL|Planning|Planning Time|Execution Time|JIT|Functions|Options|Timing|Sort Method|Buckets|Batches|Peak Memory Usage|Hits|Rows Removed by [\w ]+|Heap Blocks|Heap Fetches|Exact Heap Blocks|Workers? ?\w*|Worker \d+|Storage|Memory|Index Searches|Estimates|Full-sort Groups|Pre-sorted Groups|Query Identifier|Settings|Subplans Removed|Tuples Inserted|Conflicting Tuples|Trigger [^:]*|Async)(?:\b|:)/;
const NODE = / {2}\(cost=\d/;

/**
 * An EXPLAIN's output, in any of its formats, without the literals of its conditions: quoted ones and numbers become `?`. Names, costs,
 * rows and times stay.
 */
export function redactPlan(plan: string): string {
  const text = plan.trimStart();
  if (text.startsWith('{'))
    return plan.replaceAll(JSON_STRING, (all: string, value: string, colon?: string) =>
      colon === undefined ? inJson(value) : all,
    );
  if (text.startsWith('<')) return redactXml(plan);
  if (/^(?:Plan|- Plan|Triggers|Planning):?\s*$/m.test(text.slice(0, 200)))
    return plan.replaceAll(YAML_STRING, (_, value: string) => inJson(value));
  return redactText(plan);
}

function inJson(value: string): string {
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
  return plan.replaceAll(XML_TEXT, (all, tag: string, value: string, end: string) =>
    tag !== 'Item' && /^-?[\d.]+(?:e[+-]?\d+)?$/.test(value) ? all : `<${tag}>${withoutLiterals(quote(value))}${end}`,
  );
}

function redactText(plan: string): string {
  // Literals first: they may have line breaks in them.
  return withoutQuoted(plan)
    .split('\n')
    .map((line) => (NODE.test(line) || MEASURED.test(line) ? line : line.replaceAll(NUMBER, '?')))
    .join('\n');
}

function withoutLiterals(text: string): string {
  return withoutQuoted(text).replaceAll(NUMBER, '?');
}

function withoutQuoted(text: string): string {
  return text.replaceAll(QUOTED, (quoted) => (quoted.startsWith("'") ? "'?'" : quoted));
}
