/** Hours from the first event to the last, at least one: a rate of few minutes is none. */
export function hoursOf({
  firstAt,
  lastAt,
}: {
  readonly firstAt: number | null;
  readonly lastAt: number | null;
}): number {
  return firstAt === null || lastAt === null ? 1 : Math.max(1, (lastAt - firstAt) / 3_600_000);
}
