export function isSqlError(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string';
}
