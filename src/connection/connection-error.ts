import { UserError } from '../errors.ts';
import { withoutSecret } from './redact-url.ts';
import type { Target } from './target.ts';

type Explained = readonly [message: string, hint: string];

/**
 * What went wrong while connecting, or with the connection, as an error that the user can mend. One line; no secrets.
 * Returns null for what is no connection problem.
 */
export function explainConnectionError(error: unknown, target: Target): UserError | null {
  const explained = explain(error, target);
  if (!explained) return null;
  const [message, hint] = explained;
  const clean = (text: string) => withoutSecret(text, target.password).replaceAll(/\s+/g, ' ').trim();
  // The cause is left out: drivers hang whole configurations on their errors.
  return new UserError(clean(message), { hint: clean(hint) });
}

function explain(error: unknown, target: Target): Explained | null {
  const { host, port, user, database } = target;
  const code = codeOf(error);
  const text = messageOf(error);
  const at = host.startsWith('/') ? `${host}/.s.PGSQL.${port}` : `${host}:${port}`;
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return [`the host "${host}" cannot be found`, 'Check the host name in --db, DATABASE_URL or PGHOST.'];
    case 'ECONNREFUSED':
    case 'ENOENT':
      return [`no PostgreSQL server accepts connections on ${at}`, 'Check host and port, and that the server runs.'];
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'ETIMEDOUT':
      return [`${at} cannot be reached (${code})`, 'Check the network, the firewall and the host name.'];
    case 'EACCES':
      return [`no permission to connect to ${at}`, 'Check the permissions of the socket directory.'];
    case '28P01':
      if (!target.password) return askedForPassword(at, user);
      return [`wrong password for user "${user}" on ${at}`, 'Set PGPASSWORD, ~/.pgpass, or the password in the URL.'];
    case '28000':
      if (/role ".*" does not exist/.test(text)) return [text, 'Check the user name in the URL or in PGUSER.'];
      return [`${at} does not let user "${user}" in: ${text}`, 'Check pg_hba.conf and sslmode (PGSSLMODE=require).'];
    case '3D000':
      return [`the database "${database}" does not exist on ${at}`, 'List the databases with psql -l, and name one.'];
    case '42501':
      return [
        `user "${user}" may not connect to the database "${database}"`,
        `Run: GRANT CONNECT ON DATABASE "${database}" TO "${user}".`,
      ];
    case '53300':
      return [`${at} has no free connection: ${text}`, 'Try again later, or raise max_connections.'];
    case '57P03':
      return [`${at} takes no connections now: ${text}`, 'Try again when the server has started.'];
    case '08P01':
      if (/unsupported startup parameter/.test(text)) {
        return [
          `the pooler on ${at} refuses the connection: ${text}`,
          'Unset PGOPTIONS, or connect to the server directly.',
        ];
      }
      break;
    case '57P01':
    case '57P02':
    case '57P05':
      return [`the server ended the connection: ${text}`, 'Try again.'];
  }
  if (/SASL.* password must be a (non-empty )?string|no password supplied/i.test(text)) {
    return askedForPassword(at, user);
  }
  if (/does not support SSL/.test(text)) {
    return [`${at} does not support SSL, which sslmode=${target.ssl.mode} asks for`, 'Use sslmode=disable or prefer.'];
  }
  if (/certificate|self.signed|altnames/i.test(`${text} ${code}`) || code.startsWith('ERR_TLS')) {
    return [
      `the certificate of ${at} is not trusted: ${text}`,
      'Name its authority with sslrootcert, or use sslmode=require.',
    ];
  }
  if (/timeout expired|connect timeout/i.test(text)) {
    return [
      `${at} does not answer within ${target.connectTimeoutMs / 1000} s`,
      'Check host, port and firewall, or raise PGCONNECT_TIMEOUT.',
    ];
  }
  if (
    /establishing an SSL connection|SSL routines|wrong version number|received invalid response|unknown message|unexpected message|offset|EPROTO/i.test(
      `${text} ${code}`,
    )
  ) {
    return [
      `what listens on ${at} does not speak PostgreSQL's protocol`,
      'Check the port: PostgreSQL’s default is 5432.',
    ];
  }
  if (/terminated|ECONNRESET|EPIPE|not queryable|Connection ended/i.test(`${text} ${code}`)) {
    return [`the connection to ${at} was lost`, 'Check that a PostgreSQL server listens there, and look into its log.'];
  }
  return null;
}

function askedForPassword(at: string, user: string): Explained {
  return [
    `${at} asks for the password of user "${user}"`,
    'Set PGPASSWORD, ~/.pgpass (mode 600), or the password in the URL.',
  ];
}

export function codeOf(error: unknown): string {
  // A name with several addresses fails with an AggregateError, whose parts hold the code.
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : '';
}

export function messageOf(error: unknown): string {
  if (error instanceof AggregateError && !error.message) return messageOf(error.errors[0]);
  return error instanceof Error ? error.message : String(error);
}
