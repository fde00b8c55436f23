import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openEmbedded, type EmbeddedSession } from '../connection/embedded.ts';
import { loadParser } from '../sql/parser.ts';
import { splitStatements } from '../sql/split.ts';

export const APPLICATION_LOG = 'postgresql.log.gz';

/**
 * Builds the application of the original analysis in an embedded PostgreSQL.
 * @param directory fixtures/wellbeing
 * @param scale 1 makes a million messages
 */
export async function buildApplication(
  directory: string,
  scale: number,
  onProgress: (text: string) => void,
  signal?: AbortSignal,
): Promise<EmbeddedSession> {
  await loadParser();
  onProgress('starting an embedded PostgreSQL');
  const session = await openEmbedded();
  try {
    // Foreign keys hold by construction; checking each row would double the time.
    await session.execute(
      `SET TimeZone = 'UTC'; SET session_replication_role = replica; SET wellbeing.scale = '${scale}'`,
    );
    for (const file of ['schema.sql', 'data.sql']) {
      for (const statement of splitStatements(await readFile(join(directory, file), 'utf8'))) {
        signal?.throwIfAborted();
        const [, table] = /INSERT INTO (\w+)/.exec(statement) ?? [];
        if (table) onProgress(`filling ${table}`);
        await session.execute(statement);
      }
    }
    onProgress('gathering statistics');
    await session.execute('RESET session_replication_role');
    // Counts of rows that wait to be flushed would be added after ANALYZE has set them to nothing.
    await session.execute('SELECT pg_stat_force_next_flush()');
    await analysingAllRows(session, () => session.execute('VACUUM ANALYZE'));
    return session;
  } catch (error) {
    await session.close();
    throw error;
  }
}

/**
 * Does what gathers statistics: at this target a sample holds 120,000 rows, all there are at the default scale, so that statistics,
 * and with them the findings, are the same on every run.
 */
export async function analysingAllRows(session: EmbeddedSession, work: () => Promise<unknown>): Promise<void> {
  await session.execute('SET default_statistics_target = 400');
  await work();
  await session.execute('RESET default_statistics_target');
}
