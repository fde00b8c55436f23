import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createDatabase, type TestDatabase, type TestServer } from './database.ts';

const FOLDER = join(import.meta.dirname, '../../fixtures/wellbeing');

/** What a real server logged while the application's queries ran, at scale 1. */
export const WELLBEING_LOG = join(FOLDER, 'postgresql.log.gz');

/** The application of the original analysis in a database of its own; scale 1 makes a million messages. */
export async function createWellbeing(server: TestServer, scale = 0.02): Promise<TestDatabase> {
  const database = await createDatabase(server);
  const { client } = database;
  // Foreign keys hold by construction; checking each row would double the time.
  await client.query(`SET TimeZone = 'UTC'; SET session_replication_role = replica; SET wellbeing.scale = '${scale}'`);
  for (const file of ['schema.sql', 'data.sql']) await client.query(readFileSync(join(FOLDER, file), 'utf8'));
  await client.query('RESET session_replication_role');
  // Counts of rows that wait to be flushed would be added after ANALYZE has set them to nothing.
  await client.query('SELECT pg_stat_force_next_flush()');
  await client.query('VACUUM ANALYZE');
  return database;
}
