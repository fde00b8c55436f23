import { redactUrl } from '../connection/redact-url.ts';
import { nearestName } from '../lint/nearest-name.ts';

/** oclif's complaints on commands, flags and arguments; those on a command's flags carry what it parsed. */
export interface UsageError extends Error {
  readonly parse?: { readonly input?: { readonly flags?: Readonly<Record<string, unknown>> } };
  readonly flags?: readonly string[];
}

export function isUsageError(error: unknown): error is UsageError {
  return error instanceof Error && ('parse' in error || 'oclif' in error);
}

export function usageText(error: UsageError): { readonly message: string; readonly hint: string } {
  if (error.flags?.[0] === '--follow') {
    return {
      message: 'a log is followed by the command workload alone',
      hint: 'idx-advisor workload LOG --follow -o FILE gathers it, and FILE can be read with --workload at any time',
    };
  }
  const nearest = nearestFlag(error) ?? nearestChoice(error.message);
  return { message: tidy(error.message), hint: nearest ? `did you mean ${nearest}?` : 'see --help' };
}

/** What oclif says in several lines and colours, in one, and without the password of an URL that it quotes. */
export function tidy(message: string): string {
  const text = withoutPasswords(message)
    // eslint-disable-next-line no-control-regex
    .replaceAll(/\u001b\[[\d;]*m/g, '')
    .replace(/\s*See more help with --help\s*$/, '')
    .replace(/^The following errors? occurred:\s*/, '')
    .replace(/^Parsing (--[\w-]+)\s+(.*)/s, (_, flag: string, problem: string) => `${flag}: ${lowerFirst(problem)}`)
    .replace(/^Nonexistent flags?: /, 'there is no flag ')
    .replaceAll(/Missing required flag (\w)/g, 'missing required flag --$1')
    .replace(/:\s*\n\s*/, ': ')
    .replaceAll(/\s*\n\s*/g, ', ')
    .replaceAll(/\s+/g, ' ');
  return lowerFirst(text.trim());
}

export function withoutPasswords(text: string): string {
  return text.replaceAll(/[a-z]+:\/\/\S+/gi, (url) => redactUrl(url));
}

function nearestFlag({ flags: [given] = [], parse }: UsageError): string | undefined {
  if (!given?.startsWith('--')) return undefined;
  const name = nearestName(given.slice(2), Object.keys(parse?.input?.flags ?? {}));
  return name && `--${name}`;
}

/** Of a flag with a list of values: oclif says `Expected --preset=recomended to be one of: recommended, strict, ci, all`. */
function nearestChoice(message: string): string | undefined {
  const [, given, choices] = /^Expected --[\w-]+=(.*) to be one of: ([^\n]+)/.exec(message) ?? [];
  return given === undefined ? undefined : nearestName(given, choices!.trim().split(', '));
}

/** Messages follow `idx-advisor: ` and hints a semicolon; names such as PostgreSQL or GRANT keep their capitals. */
export function lowerFirst(text: string): string {
  return text.replace(/^[A-Z](?=[a-z]*(?![A-Za-z]))/, (letter) => letter.toLowerCase());
}
