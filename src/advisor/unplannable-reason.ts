import { tokenize } from '../sql/tokens.ts';

/**
 * A planner's message about a query of which it was given real values: `invalid input value for enum mood: "…"`. From the first text in quotes
 * on that is no name of the query (a value may have quotes itself) what is quoted is left out.
 */
export function withoutValues(message: string, sql: string): string {
  const names = new Set(
    tokenize(sql)
      .filter(({ kind }) => kind === 'word' || kind === 'identifier')
      .map(({ text }) => text.replaceAll('"', '').toLowerCase()),
  );
  const isName = (text: string) => text.split('.').every((part) => names.has(part.toLowerCase()));
  const first = [...message.matchAll(/"([^"]*)"/g)].find(([, text = '']) => !isName(text));
  if (!first) return message;
  return `${message.slice(0, first.index)}"…"${message.slice(message.lastIndexOf('"') + 1)}`;
}
