/** Whether PostgreSQL refused something and goes on; after FATAL and PANIC it does not. */
export function isSqlError(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return false;
  return !('severity' in error && (error.severity === 'FATAL' || error.severity === 'PANIC'));
}
