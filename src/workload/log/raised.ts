/**
 * Whether a message's CONTEXT says that PL/pgSQL's RAISE made it: `PL/pgSQL function f() line 3 at RAISE`, which is translated but for
 * the two names. Where a message comes from a statement that a function runs, the first line is of that.
 */
export function isRaised(context: string | null): boolean {
  if (context === null || !context.includes('RAISE')) return false;
  const first = context.slice(0, endOfLine(context)).trimEnd();
  return first.includes('PL/pgSQL') && AT_RAISE.test(first);
}

/** At the end, but in Chinese (`在RAISE的第1行的PL/pgSQL函数f()`); a function's own name is in neither place. */
const AT_RAISE = /(?<![\w"])RAISE$|^[^\w"]*RAISE(?![\w"])/;

function endOfLine(text: string): number {
  const newline = text.indexOf('\n');
  return newline < 0 ? text.length : newline;
}
