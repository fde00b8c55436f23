import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseConnectionString } from '../../src/connection/connection-string.ts';
import { findPassword } from '../../src/connection/passfile.ts';
import { redactUrl } from '../../src/connection/redact-url.ts';
import { resolveTarget } from '../../src/connection/target.ts';
import { UserError } from '../../src/errors.ts';

const KEY = { host: 'db', port: 5433, database: 'shop', user: 'ann' };

describe('a connection string', () => {
  it('is read as a URI', () => {
    expect(parseConnectionString('postgresql://ann:p%40ss@db:5433/shop?sslmode=require')).toEqual({
      host: 'db',
      port: '5433',
      user: 'ann',
      password: 'p@ss',
      dbname: 'shop',
      sslmode: 'require',
    });
    expect(parseConnectionString('postgres:///shop?host=/tmp')).toEqual({ dbname: 'shop', host: '/tmp' });
    expect(parseConnectionString('postgres://%2Fvar%2Frun/shop')).toEqual({ host: '/var/run', dbname: 'shop' });
    expect(parseConnectionString('postgres://ann@/shop?host=/tmp')).toEqual({
      user: 'ann',
      dbname: 'shop',
      host: '/tmp',
    });
    expect(parseConnectionString('postgres://:pw@h')).toEqual({ password: 'pw', host: 'h' });
    expect(parseConnectionString('postgres://[::1]:6000')).toEqual({ host: '::1', port: '6000' });
  });

  it('is read as keywords and values, and as a bare database name', () => {
    expect(parseConnectionString(`host=db dbname = 'my shop' password='it\\'s'`)).toEqual({
      host: 'db',
      dbname: 'my shop',
      password: "it's",
    });
    expect(parseConnectionString('shop')).toEqual({ dbname: 'shop' });
  });

  it.each([
    'mysql://u:s3cr3t@h/d',
    'postgres://u:s3cr3t@h:port/d',
    "host=h password='s3cr3t",
    'postgres://u:s3cr3t@a,b:1/d',
    'postgres://u:s3cr3t%ZZ@h/d',
  ])('is refused without repeating it: %s', (text) => {
    try {
      parseConnectionString(text);
    } catch (error) {
      expect(error).toBeInstanceOf(UserError);
      expect(
        JSON.stringify([error, (error as UserError).hint, (error as Error).message, (error as Error).cause]),
      ).not.toContain('s3cr3t');
      return;
    }
    throw new Error('was accepted');
  });

  const password = fc.string({ minLength: 4, maxLength: 20 }).map((text) => `S3${text}`);

  it('gives back any password that was percent-encoded', () => {
    fc.assert(
      fc.property(password, (secret) => {
        expect(parseConnectionString(`postgres://ann:${encodeURIComponent(secret)}@db/shop`).password).toBe(secret);
      }),
    );
  });

  it('never shows its password once redacted, encoded or not', () => {
    fc.assert(
      fc.property(password, (secret) => {
        expect(redactUrl(`postgres://ann:${encodeURIComponent(secret)}@db:5433/shop`)).toBe(
          'postgres://ann:***@db:5433/shop',
        );
        if (!secret.includes('/') && !/[?#\n\r]/.test(secret)) {
          expect(redactUrl(`postgres://ann:${secret}@db/shop`)).toBe('postgres://ann:***@db/shop');
        }
      }),
    );
    expect(redactUrl('postgres://db/shop?password=x&user=ann')).toBe('postgres://db/shop?password=***&user=ann');
    expect(redactUrl("host=db password='a b' user=ann")).toBe('host=db password=*** user=ann');
    expect(redactUrl('postgres://ann@db:5433/shop')).toBe('postgres://ann@db:5433/shop');
  });
});

describe('a target', () => {
  let home: string;
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'idx-advisor-home-'));
    await writeFile(join(home, '.pgpass'), 'db:5433:shop:ann:from-file\n', { mode: 0o600 });
    await writeFile(
      join(home, '.pg_service.conf'),
      '# services\n[shop]\nhost=db\nport=5433\ndbname=shop\n[other]\nhost=elsewhere\n',
    );
  });
  afterAll(() => rm(home, { recursive: true }));

  it('takes the PG* variables where the URL is silent', async () => {
    const environment = {
      PGHOST: 'db',
      PGPORT: '5433',
      PGUSER: 'ann',
      PGDATABASE: 'shop',
      PGSSLMODE: 'verify-full',
      HOME: home,
    };
    expect(await resolveTarget({ url: null, environment })).toMatchObject({
      ...KEY,
      password: 'from-file',
      ssl: { mode: 'verify-full' },
    });
    expect(await resolveTarget({ url: 'postgres://bob:b@other/x', environment })).toMatchObject({
      host: 'other',
      port: 5433,
      user: 'bob',
      password: 'b',
      database: 'x',
    });
  });

  it('takes a service, and lets the URL overrule it', async () => {
    const environment = { PGSERVICE: 'shop', PGUSER: 'ann', HOME: home };
    expect(await resolveTarget({ url: null, environment })).toMatchObject({ ...KEY, password: 'from-file' });
    expect(await resolveTarget({ url: 'postgres://:5999/', environment })).toMatchObject({ host: 'db', port: 5999 });
    await expect(resolveTarget({ url: null, environment: { PGSERVICE: 'none', HOME: home } })).rejects.toThrow(
      'the service "none" is not defined',
    );
  });

  it('ignores a password file that others may read', async () => {
    const open = join(home, 'open');
    await writeFile(open, '*:*:*:*:from-file\n');
    const environment = { PGHOST: 'db', PGUSER: 'ann', PGPASSFILE: open };
    await chmod(open, 0o644);
    expect((await resolveTarget({ url: null, environment })).password).toBeNull();
    await chmod(open, 0o600);
    expect((await resolveTarget({ url: null, environment })).password).toBe('from-file');
  });

  it('refuses what makes no sense', async () => {
    await expect(resolveTarget({ url: null, environment: { PGPORT: 'x' } })).rejects.toThrow('"x" is not a port');
    await expect(resolveTarget({ url: null, environment: { PGSSLMODE: 'on' } })).rejects.toThrow(
      '"on" is not an SSL mode',
    );
  });
});

describe('a password file', () => {
  it('gives the first line that matches, with wildcards and escapes', () => {
    expect(findPassword('# a comment\nother:*:*:*:no\n*:5433:*:ann:a\\:b\\\\c\n*:*:*:*:later', KEY)).toBe('a:b\\c');
    expect(findPassword('db:5433:shop:bob:x', KEY)).toBeNull();
    expect(findPassword('localhost:5433:shop:ann:socket', { ...KEY, host: '/tmp' })).toBe('socket');
    expect(findPassword('broken', KEY)).toBeNull();
  });
});
