const PLACEHOLDER = '***';

/** The connection string with its passwords replaced by `***`; safe to print even where it cannot be parsed. */
export function redactUrl(text: string): string {
  return text
    .replace(/^([a-z]+:\/\/[^/?#]*?:)(.*)(@)/is, (whole, before: string, _password: string, at: string) =>
      // Without a user part (`postgres://host:5432/…?x=@`), what follows the colon is the port.
      before.includes('@') ? whole : `${before}${PLACEHOLDER}${at}`,
    )
    .replace(/([?&](?:password|sslpassword)=)[^&]*/gi, `$1${PLACEHOLDER}`)
    .replace(/(\b(?:password|sslpassword)\s*=\s*)('(?:[^'\\]|\\.)*'?|(?:[^\s&\\]|\\.)+)/gi, `$1${PLACEHOLDER}`);
}

/** Removes a known secret from a message that somebody else wrote. */
export function withoutSecret(message: string, secret: string | null): string {
  return secret ? message.replaceAll(secret, PLACEHOLDER) : message;
}
