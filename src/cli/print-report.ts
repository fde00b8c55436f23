import { constants } from 'node:fs';
import { access, stat, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { UserError } from '../errors.ts';
import { renderJson } from '../report/json.ts';
import type { Report, Severity } from '../report/model.ts';
import type { OutputContext } from '../report/output.ts';
import { EXIT } from './exit-code.ts';
import { terminalOf } from './terminal.ts';
import { whyUnwritable } from './why-unwritable.ts';

export const FORMATS = ['table', 'json', 'sarif', 'junit', 'markdown', 'github', 'gitlab'] as const;
export type Format = (typeof FORMATS)[number];

export interface ReportFlags {
  readonly format: Format;
  readonly output?: string | undefined;
  /** The table with every finding by itself. */
  readonly verbose?: boolean | undefined;
}

/** The file that --output names; undefined for `-`, which is standard output as it is for other tools. */
export function fileOf(output: string | undefined): string | undefined {
  return output === '-' ? undefined : output;
}

/** Renders the report and writes it to the file, or to standard output. */
export async function printReport(
  report: Report,
  { format, verbose, ...flags }: ReportFlags,
  context: OutputContext,
): Promise<void> {
  const output = fileOf(flags.output);
  const text = await render(report, format, { isShown: output === undefined, all: verbose ?? false }, context);
  if (output === undefined) await writeOut(text);
  else await writeReport(output, text);
}

async function render(
  report: Report,
  format: Format,
  { isShown, all }: { readonly isShown: boolean; readonly all: boolean },
  context: OutputContext,
): Promise<string> {
  switch (format) {
    case 'table': {
      const terminal = isShown ? terminalOf(process.stdout, process.env) : { colour: false, width: 120 };
      const { pageOf } = context;
      const links = isShown && pageOf && supportsLinks(process.stdout, process.env) ? { linkOf: pageOf } : {};
      return (await import('../report/table.ts')).renderTable(report, { ...terminal, ...links, all });
    }
    case 'json':
      return renderJson(report);
    case 'sarif':
      return (await import('../report/sarif.ts')).renderSarif(report, context);
    case 'junit':
      return (await import('../report/junit.ts')).renderJunit(report, context);
    case 'markdown':
      return (await import('../report/markdown.ts')).renderMarkdown(report, context);
    case 'github':
      return (await import('../report/github.ts')).renderGithub(report, context);
    case 'gitlab':
      return (await import('../report/gitlab.ts')).renderGitlab(report, context);
  }
}

/**
 * Whether a terminal is known to show OSC 8 links: most do by now, but one that does not may print the escape sequence. Only
 * those that say who they are count; FORCE_HYPERLINK decides otherwise.
 */
export function supportsLinks(
  stream: { readonly isTTY?: boolean },
  environment: Readonly<Record<string, string | undefined>>,
): boolean {
  const { FORCE_HYPERLINK: forced, CI, TERM, TERM_PROGRAM, VTE_VERSION } = environment;
  if (forced !== undefined && forced !== '') return forced !== '0';
  if (!stream.isTTY || CI || TERM === 'dumb') return false;
  return (
    /^(?:iTerm\.app|WezTerm|vscode|ghostty|Hyper|Tabby|rio)$/.test(TERM_PROGRAM ?? '') ||
    /kitty|alacritty|foot/.test(TERM ?? '') ||
    Number(VTE_VERSION ?? 0) >= 5000 ||
    environment.WT_SESSION !== undefined ||
    environment.KONSOLE_VERSION !== undefined
  );
}

const RANK = { error: 3, warning: 2, info: 1 } as const;

/** 1 when a finding is at least as severe as `failOn`. */
export function exitCodeOf(report: Report, failOn: Severity | 'never'): number {
  if (failOn === 'never') return EXIT.ok;
  return report.findings.some(({ severity }) => RANK[severity] >= RANK[failOn]) ? EXIT.findings : EXIT.ok;
}

/** Waits for a slow pipe: a process that ends with text in its buffer loses it. */
export function writeOut(text: string): Promise<void> {
  return new Promise((resolve) => {
    process.stdout.write(text, (error) => {
      // Of other errors watchStandardOutput ends the process.
      if (!error || (error as NodeJS.ErrnoException).code === 'EPIPE') resolve();
    });
  });
}

/** The same for what is made piece by piece. */
export async function writePieces(pieces: Iterable<string>): Promise<void> {
  for (const piece of pieces) await writeOut(piece);
}

async function writeReport(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (error) {
    throw unwritable(path, error);
  }
}

/**
 * Whether a file can be written, asked before the work whose result it is to hold. Leaves nothing behind.
 * @throws UserError
 */
export async function requireWritable(path: string | undefined, flag = '--output'): Promise<void> {
  if (path === undefined) return;
  try {
    const there = await stat(path).catch(() => null);
    if (there?.isDirectory()) throw Object.assign(new Error('it is a directory'), { code: 'EISDIR' });
    await access(there ? path : dirname(resolve(path)), constants.W_OK);
  } catch (error) {
    throw unwritable(path, error, flag);
  }
}

function unwritable(path: string, error: unknown, flag = '--output'): UserError {
  return new UserError(`cannot write ${path}: ${whyUnwritable(error)}`, {
    hint: `name another place with ${flag}`,
    cause: error,
  });
}
