import type { PGlite } from '@electric-sql/pglite';
import type { Row, Session } from './model.ts';
import { INT8, parseBigint, TEXTUAL_TYPES } from './value-parsers.ts';

/** A session on the embedded PostgreSQL (PGlite, in this process). */
export interface EmbeddedSession extends Session {
  readonly database: PGlite;
  /** Runs a script of any number of statements. */
  execute(sql: string): Promise<void>;
}

const PARSERS = {
  [INT8]: parseBigint,
  ...Object.fromEntries(TEXTUAL_TYPES.map((oid) => [oid, (text: string) => text])),
};

/** Opens an embedded PostgreSQL in memory: 2 to 4 s, nearly all of it initdb, unless given an initialised data directory. */
export async function openEmbedded(options: { readonly loadDataDir?: Blob } = {}): Promise<EmbeddedSession> {
  const { PGlite } = await import('@electric-sql/pglite');
  return embeddedSession(await PGlite.create({ ...options }));
}

export function embeddedSession(database: PGlite): EmbeddedSession {
  return {
    database,
    async query<R extends Row>(sql: string, parameters: readonly unknown[] = []): Promise<R[]> {
      const { rows } = await database.query<R>(sql, [...parameters], { parsers: PARSERS });
      return rows;
    },
    async execute(sql) {
      await database.exec(sql);
    },
    close: () => database.close(),
  };
}
