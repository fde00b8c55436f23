import { UserError } from '../errors.ts';

/** libpq's parameter names: `host`, `port`, `user`, `password`, `dbname`, `sslmode`, … */
export type ConnectionParameters = Readonly<Record<string, string>>;

/**
 * What psql accepts as its database: a URI, `key=value` pairs, or a database's bare name.
 * @throws UserError, which never repeats the text, for it may hold a password
 */
export function parseConnectionString(text: string): ConnectionParameters {
  if (/^postgres(ql)?:\/\//.test(text)) return parseUri(text);
  if (text.includes('://')) {
    throw new UserError('the database URL does not start with postgres:// or postgresql://', {
      hint: 'Use postgres://USER:PASSWORD@HOST:PORT/DATABASE.',
    });
  }
  return text.includes('=') ? parseKeywords(text) : { dbname: text };
}

/** libpq takes `postgres://user@/db` and `postgres://:5433/db`, which are no URLs by the book. */
const MISSING_HOST = /^(postgres(?:ql)?:\/\/(?:[^/?#]*@)?)(?=[:/?#]|$)(?![^/?#]*@)/;
const NO_HOST = 'no-host.invalid';

function parseUri(text: string): ConnectionParameters {
  let uri: URL;
  let parts: Record<string, string>;
  try {
    uri = new URL(text.replace(MISSING_HOST, `$1${NO_HOST}`));
    parts = {
      host: uri.hostname === NO_HOST ? '' : decodeURIComponent(uri.hostname).replace(/^\[(.*)\]$/, '$1'),
      port: uri.port,
      user: decodeURIComponent(uri.username),
      password: decodeURIComponent(uri.password),
      dbname: decodeURIComponent(uri.pathname.replace(/^\//, '')),
    };
  } catch (cause) {
    if (/^[^/]*\/\/[^/]*,/.test(text)) throw severalHosts();
    throw new UserError('the database URL cannot be parsed', {
      hint: 'Percent-encode special characters of the password: @ is %40, # is %23, / is %2F, % is %25.',
      cause: redacted(cause),
    });
  }
  if (parts.host?.includes(',')) throw severalHosts();
  const given = Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== ''));
  const query = Object.fromEntries(
    [...uri.searchParams].map(([key, value]) => [key === 'database' ? 'dbname' : key, value]),
  );
  // JDBC's spelling, which libpq takes too.
  if (query.ssl === 'true') query.sslmode ??= 'require';
  return { ...given, ...query };
}

function severalHosts(): UserError {
  return new UserError('the database URL names several hosts', { hint: 'Give one.' });
}

/** `host=… user='a b'`, with libpq's quoting: single quotes, backslash escapes. */
function parseKeywords(text: string): ConnectionParameters {
  const parameters: Record<string, string> = {};
  const pair = /\s*([a-z_]+)\s*=\s*(?:'((?:[^'\\]|\\.)*)'|((?:[^\s'\\]|\\.)*))(?=\s|$)/gy;
  let end = 0;
  for (let match = pair.exec(text); match; match = pair.exec(text)) {
    parameters[match[1]!] = (match[2] ?? match[3] ?? '').replaceAll(/\\(.)/g, '$1');
    end = pair.lastIndex;
  }
  if (text.slice(end).trim() !== '') {
    throw new UserError('the connection string cannot be parsed', {
      hint: "Write it as host=HOST port=5432 dbname=NAME user=USER, with values that hold blanks in 'quotes'.",
    });
  }
  return parameters;
}

/** Node's URL errors carry the whole text as `input`. */
function redacted(cause: unknown): Error {
  return new Error(cause instanceof Error ? cause.name : 'invalid');
}
