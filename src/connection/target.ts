import { existsSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../errors.ts';
import { parseConnectionString, type ConnectionParameters } from './connection-string.ts';
import { readPassfile } from './passfile.ts';
import { readService } from './service-file.ts';

/** Where to connect, as the user said it: a connection string or none, and the environment (for its PG* variables). */
export interface ConnectionSource {
  readonly url: string | null;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

export const SSL_MODES = ['disable', 'allow', 'prefer', 'require', 'verify-ca', 'verify-full'] as const;
export type SslMode = (typeof SSL_MODES)[number];

/** Where to connect, resolved by libpq's rules. */
export interface Target {
  /** A name, an address, or a directory that holds a Unix-domain socket. */
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string | null;
  readonly database: string;
  readonly ssl: {
    readonly mode: SslMode;
    readonly rootCertificate: string | null;
    readonly certificate: string | null;
    readonly key: string | null;
  };
  /** Command-line options for the server (PGOPTIONS). */
  readonly options: string | null;
  readonly connectTimeoutMs: number;
}

/** Environment variables and the libpq parameters that they stand for. */
const VARIABLES: readonly (readonly [string, string])[] = [
  ['PGHOST', 'host'],
  ['PGHOSTADDR', 'hostaddr'],
  ['PGPORT', 'port'],
  ['PGUSER', 'user'],
  ['PGPASSWORD', 'password'],
  ['PGPASSFILE', 'passfile'],
  ['PGDATABASE', 'dbname'],
  ['PGSERVICE', 'service'],
  ['PGSSLMODE', 'sslmode'],
  ['PGSSLROOTCERT', 'sslrootcert'],
  ['PGSSLCERT', 'sslcert'],
  ['PGSSLKEY', 'sslkey'],
  ['PGOPTIONS', 'options'],
  ['PGCONNECT_TIMEOUT', 'connect_timeout'],
];

const SOCKET_DIRECTORIES = ['/var/run/postgresql', '/run/postgresql', '/tmp'];
const DEFAULT_CONNECT_TIMEOUT_MS = 10_000;

/**
 * Resolves a source as psql would: the connection string first, then its service, then the PG* variables, then defaults.
 * @throws UserError for values that make no sense
 */
export async function resolveTarget(source: ConnectionSource): Promise<Target> {
  const { environment } = source;
  const home = environment.HOME ?? homedir();
  const given = source.url === null ? {} : parseConnectionString(source.url);
  const fromEnvironment = parametersOf(environment);
  const service = given.service ?? fromEnvironment.service;
  const fromService = service === undefined ? {} : await readService(service, servicePaths(environment, home));
  const parameters: ConnectionParameters = { ...fromEnvironment, ...fromService, ...given };

  const port = parsePort(parameters.port ?? '5432');
  const host = parameters.hostaddr || parameters.host || defaultHost(port);
  const user = parameters.user ?? userInfo().username;
  const database = parameters.dbname ?? user;
  const passfile = parameters.passfile ?? join(home, '.pgpass');
  return {
    host,
    port,
    user,
    password:
      parameters.password ?? (await readPassfile(passfile, { host: parameters.host ?? host, port, database, user })),
    database,
    ssl: {
      mode: parseSslMode(parameters.sslmode ?? 'prefer'),
      rootCertificate: parameters.sslrootcert ?? null,
      certificate: parameters.sslcert ?? null,
      key: parameters.sslkey ?? null,
    },
    options: parameters.options ?? null,
    connectTimeoutMs: parseTimeout(parameters.connect_timeout),
  };
}

function parametersOf(environment: ConnectionSource['environment']): ConnectionParameters {
  const parameters: Record<string, string> = {};
  for (const [variable, parameter] of VARIABLES) {
    const value = environment[variable];
    if (value) parameters[parameter] = value;
  }
  return parameters;
}

function servicePaths(environment: ConnectionSource['environment'], home: string): string[] {
  const own = environment.PGSERVICEFILE ?? join(home, '.pg_service.conf');
  return environment.PGSYSCONFDIR ? [own, join(environment.PGSYSCONFDIR, 'pg_service.conf')] : [own];
}

/** libpq's default is a Unix-domain socket in a directory chosen at build time; distributions differ in it. */
function defaultHost(port: number): string {
  return SOCKET_DIRECTORIES.find((directory) => existsSync(`${directory}/.s.PGSQL.${port}`)) ?? 'localhost';
}

function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= 1 && port <= 65_535) return port;
  throw new UserError(`"${text}" is not a port`, { hint: 'Give a number from 1 to 65535 (PGPORT, or the URL).' });
}

function parseSslMode(text: string): SslMode {
  // node-postgres spells "require" without verification so.
  const mode = text === 'no-verify' ? 'require' : text;
  const known = SSL_MODES.find((one) => one === mode);
  if (known) return known;
  throw new UserError(`"${text}" is not an SSL mode`, { hint: `Use one of ${SSL_MODES.join(', ')}.` });
}

/** Seconds, as libpq has it; 0 means no limit, which we read as a minute. */
function parseTimeout(text: string | undefined): number {
  const seconds = Number(text ?? NaN);
  if (!Number.isFinite(seconds) || seconds < 0) return DEFAULT_CONNECT_TIMEOUT_MS;
  return seconds === 0 ? 60_000 : seconds * 1000;
}
