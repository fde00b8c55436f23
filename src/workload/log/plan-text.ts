/** The query of an auto_explain message, in any of its four formats; null where it cannot be found. */
export function planQuery(plan: string): string | null {
  const text = plan.trimStart();
  if (text.startsWith('{')) return jsonString(/"Query Text": ("(?:[^"\\]|\\.)*")/.exec(text)?.[1]);
  if (text.startsWith('<')) {
    const xml = /<Query-Text>([\s\S]*?)<\/Query-Text>/.exec(text)?.[1];
    return xml === undefined ? null : unescapeXml(xml);
  }
  if (text.startsWith('Query Text: "')) return jsonString(/^Query Text: ("(?:[^"\\]|\\.)*")/.exec(text)?.[1]);
  if (!text.startsWith('Query Text: ')) return null;
  const body = text.slice('Query Text: '.length);
  // The query ends before its parameters (PostgreSQL 16) or the root of the plan, which is not indented.
  const end = /\n(?:Query Parameters: |\S[^\n]* {2}\(cost=\d)/.exec(body);
  return end ? body.slice(0, end.index) : null;
}

function jsonString(literal: string | undefined): string | null {
  if (literal === undefined) return null;
  try {
    return JSON.parse(literal) as string;
  } catch {
    return null;
  }
}

function unescapeXml(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&#x0d;', '\r')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&');
}
