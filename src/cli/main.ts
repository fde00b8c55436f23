import { readFile } from 'node:fs/promises';
import type { Program } from './root-help.ts';
import { watchStandardOutput } from './standard-output.ts';

/** Runs what the command line asks for, and sets the exit code; `url` is the executable's. */
export async function main(argv: readonly string[], url: string): Promise<void> {
  watchStandardOutput();
  const [first, ...rest] = argv;
  if (first === 'help' && rest.length > 0) return runCommand([...rest, '--help'], url);
  if (rest.length > 0 || !ROOT_WORDS.has(first)) return runCommand(argv, url);
  const { rootHelp, versionLine } = await import('./root-help.ts');
  const { terminalOf } = await import('./terminal.ts');
  const program = await readProgram();
  const isVersion = first === '--version' || first === '-V';
  process.stdout.write(isVersion ? versionLine(program) : rootHelp(program, terminalOf(process.stdout, process.env)));
}

/** What is answered without oclif, whose loading takes as long again as Node's start. */
const ROOT_WORDS = new Set([undefined, '--help', '-h', 'help', '--version', '-V']);

/** package.json and oclif.manifest.json, which lie at the package's root. */
async function readProgram(): Promise<Program> {
  const read = async <T>(name: string) =>
    JSON.parse(await readFile(new URL(`../../../${name}`, import.meta.url), 'utf8')) as T;
  const [{ name, version, description }, { commands }] = await Promise.all([
    read<Program>('package.json'),
    read<Program>('oclif.manifest.json'),
  ]);
  return { name, version, description, commands };
}

async function runCommand(argv: readonly string[], url: string): Promise<void> {
  const { run } = await import('@oclif/core/run');
  try {
    await run([...argv], url);
  } catch (error) {
    // --help and --version end by an error, too.
    if (error instanceof Error && 'code' in error && error.code === 'EEXIT') {
      process.exitCode = (error as { oclif?: { exit?: number } }).oclif?.exit ?? 0;
      return;
    }
    const { verdictOf } = await import('./exit-code.ts');
    // As oclif says it to the command, and to its --help.
    const isUnknown = error instanceof Error && /^command .* not found\.?$/i.test(error.message);
    const { exitCode, text } = verdictOf(isUnknown ? await unknownCommand(argv, url) : error);
    process.stderr.write(`idx-advisor: ${text}\n`);
    process.exitCode = exitCode;
  }
}

async function unknownCommand(argv: readonly string[], url: string): Promise<Error> {
  const { Config } = await import('@oclif/core/config');
  const { explainUnknownCommand } = await import('./unknown-command.ts');
  return explainUnknownCommand(argv, (await Config.load(url)).commandIDs);
}
