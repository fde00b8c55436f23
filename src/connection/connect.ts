import type { Client, ClientConfig, types as PgTypes } from 'pg';
import { UserError } from '../errors.ts';
import { sendCancelRequest } from './cancel-request.ts';
import { codeOf, explainConnectionError, messageOf } from './connection-error.ts';
import { serverSession, type ServerSession } from './server-session.ts';
import { resolveTarget, type ConnectionSource, type Target } from './target.ts';
import { encryptionAttempts, type Encryption } from './tls.ts';
import { INT8, parseBigint, TEXTUAL_TYPES } from './value-parsers.ts';

const OLDEST_SUPPORTED = 120_000;

/**
 * Connects to a server as psql would.
 * @throws UserError with one line and a hint; passwords never appear in it
 */
export async function connect(source: ConnectionSource): Promise<ServerSession> {
  const target = await resolveTarget(source);
  const { default: pg } = await import('pg');
  const attempts = await encryptionAttempts(target);
  for (const [index, encryption] of attempts.entries()) {
    const client = new pg.Client(clientConfig(pg.types, target, encryption));
    // Without a listener, losing the connection between two queries would crash the process; the next query tells.
    client.on('error', () => {});
    try {
      await client.connect();
      return await openSession(client, target, encryption);
    } catch (error) {
      await client.end().catch(() => {});
      const isLast = index === attempts.length - 1;
      if (error instanceof UserError || isLast || !mayRetry(error)) {
        throw error instanceof UserError
          ? error
          : (explainConnectionError(error, target) ?? unexplained(error, target));
      }
    }
  }
  throw new Error('unreachable: every sslmode makes at least one attempt');
}

/** libpq tries the other encryption when the server has no SSL, or when pg_hba.conf refuses this one. */
function mayRetry(error: unknown): boolean {
  return /does not support SSL|establishing an SSL connection/.test(messageOf(error)) || codeOf(error) === '28000';
}

function unexplained(error: unknown, target: Target): UserError {
  const text = messageOf(error).replaceAll(/\s+/g, ' ');
  return new UserError(`cannot connect to ${target.host}:${target.port}: ${text}`, { hint: 'Try the same with psql.' });
}

async function openSession(client: Client, target: Target, encryption: Encryption): Promise<ServerSession> {
  const { rows } = await client.query<{ server_version_num: string }>('SHOW server_version_num');
  const version = Number(rows[0]?.server_version_num);
  if (!(version >= OLDEST_SUPPORTED)) {
    throw new UserError(`the server is PostgreSQL ${Math.floor(version / 10_000)}: 12 or later is needed`, {
      hint: 'Upgrade the server; PostgreSQL 11 went out of support in 2023.',
    });
  }
  const { processID, secretKey } = client as unknown as { processID: number; secretKey: number };
  const interrupt = () => sendCancelRequest(target, encryption, { processId: processID, secret: secretKey });
  return serverSession(client, target, version, interrupt);
}

/** Every value is given, so that pg looks up none in the environment. */
function clientConfig(types: typeof PgTypes, target: Target, ssl: Encryption): ClientConfig {
  const textual = new Set<number>(TEXTUAL_TYPES);
  const config = {
    host: target.host,
    port: target.port,
    user: target.user,
    database: target.database,
    // A function keeps pg from falling back to PGPASSWORD and its own reading of .pgpass.
    password: () => target.password ?? '',
    ssl,
    sslnegotiation: 'postgres',
    application_name: 'idx-advisor',
    connectionTimeoutMillis: target.connectTimeoutMs,
    ...(target.options !== null && { options: target.options }),
    types: {
      getTypeParser(oid: number, format?: 'text' | 'binary') {
        if (oid === INT8) return parseBigint;
        if (textual.has(oid)) return (text: string) => text;
        return types.getTypeParser(oid, format) as (text: string) => unknown;
      },
    },
  };
  return config as ClientConfig;
}
