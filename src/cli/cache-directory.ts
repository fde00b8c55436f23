import { homedir } from 'node:os';
import { join } from 'node:path';

/** XDG's place for what can be made again. */
export function cacheDirectory(): string {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'idx-advisor');
}
