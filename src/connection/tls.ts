import { readFile } from 'node:fs/promises';
import type { ConnectionOptions } from 'node:tls';
import { UserError } from '../errors.ts';
import type { Target } from './target.ts';

/** TLS options for a connection attempt, false for plain text. */
export type Encryption = ConnectionOptions | false;

/**
 * The attempts that libpq makes for an sslmode, in order: `prefer` falls back to plain text, `allow` to TLS.
 * Only the verify modes check the certificate; `require` does too when a root certificate is named.
 */
export async function encryptionAttempts(target: Target): Promise<readonly Encryption[]> {
  const { mode, rootCertificate } = target.ssl;
  if (target.host.startsWith('/') || mode === 'disable') return [false];
  const certificates = await readCertificates(target);
  switch (mode) {
    case 'allow':
      return [false, { ...certificates, rejectUnauthorized: false }];
    case 'prefer':
      return [{ ...certificates, rejectUnauthorized: false }, false];
    case 'require':
      if (rootCertificate === null) return [{ ...certificates, rejectUnauthorized: false }];
      return [{ ...certificates, checkServerIdentity: () => undefined }];
    case 'verify-ca':
      return [{ ...certificates, checkServerIdentity: () => undefined }];
    case 'verify-full':
      return [certificates];
  }
}

async function readCertificates({ ssl }: Target): Promise<ConnectionOptions> {
  // `system` is libpq 16's word for the operating system's trust store, which Node replaces by its own.
  const ca = ssl.rootCertificate === null || ssl.rootCertificate === 'system' ? null : await read(ssl.rootCertificate);
  const cert = ssl.certificate === null ? null : await read(ssl.certificate);
  const key = ssl.key === null ? null : await read(ssl.key);
  return { ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) };
}

async function read(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new UserError(`cannot read the certificate file ${path}`, {
      hint: 'Check sslrootcert, sslcert and sslkey.',
      cause,
    });
  }
}
