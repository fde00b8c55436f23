import { existsSync } from 'node:fs';
import { servers, type TestServer } from './database.ts';

/** PostgreSQL 15 with HypoPG, both from Debian's packages; undefined where they are not installed. */
export const hypopgServer: TestServer | undefined = existsSync('/usr/share/postgresql/15/extension/hypopg.control')
  ? servers.find(({ major }) => major === 15)
  : undefined;

if (!hypopgServer) {
  process.stdout.write('skipped: tests of HypoPG need postgresql-15 and postgresql-15-hypopg of Debian\n');
}
