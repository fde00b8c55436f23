/** Whether to use colour, and the columns there are: NO_COLOR and FORCE_COLOR are obeyed, a pipe gets neither colour nor a guess. */
export function terminalOf(
  stream: { readonly isTTY?: boolean; readonly columns?: number },
  environment: Readonly<Record<string, string | undefined>>,
): { readonly colour: boolean; readonly width: number } {
  const forced = environment.FORCE_COLOR !== undefined && environment.FORCE_COLOR !== '0';
  const colour = !environment.NO_COLOR && (forced || (Boolean(stream.isTTY) && environment.TERM !== 'dumb'));
  return { colour, width: columnsOf(stream) ?? 120 };
}

/** Null where nobody tells: a terminal that nobody looks at (of a container, of script(1)) says that it has none. */
export function columnsOf({ columns = 0 }: { readonly columns?: number }): number | null {
  return columns > 0 ? columns : null;
}
