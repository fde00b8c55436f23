/** Where the fields of the record at hand are, by number; a scanner has one format, so they share the memory. */
const MOST_FIELDS: usize = 32;
const starts = memory.data(32 * 4);
const ends = memory.data(32 * 4);

export function startOf(field: usize): usize {
  return load<usize>(starts + field * 4);
}

export function endOf(field: usize): usize {
  return load<usize>(ends + field * 4);
}

export function setField(field: usize, start: usize, end: usize): void {
  store<usize>(starts + field * 4, start);
  store<usize>(ends + field * 4, end);
}

/** Leaves no field: each starts and ends at 0. */
export function clearFields(): void {
  memory.fill(starts, 0, MOST_FIELDS * 4);
  memory.fill(ends, 0, MOST_FIELDS * 4);
}
