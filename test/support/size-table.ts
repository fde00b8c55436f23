/** One index: what was estimated, and what was built. */
export interface SizeRow {
  readonly name: string;
  readonly method: string;
  readonly estimated: number;
  readonly built: number;
}

export function relativeError({ estimated, built }: SizeRow): number {
  return estimated / built - 1;
}

/** The share of rows whose error is at most `limit`. */
export function shareWithin(rows: readonly SizeRow[], limit: number): number {
  return rows.filter((row) => Math.abs(relativeError(row)) <= limit).length / rows.length;
}

export function formatSizes(rows: readonly SizeRow[]): string {
  const kilobytes = (bytes: number) => String(Math.round(bytes / 1024)).padStart(9);
  return rows
    .map((row) => {
      const error = `${(relativeError(row) * 100).toFixed(1)} %`.padStart(9);
      return `${row.method.padEnd(6)} ${kilobytes(row.estimated)} ${kilobytes(row.built)} ${error}  ${row.name}`;
    })
    .join('\n');
}
