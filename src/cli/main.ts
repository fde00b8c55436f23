import { Config } from '@oclif/core/config';
import { run } from '@oclif/core/run';
import { verdictOf } from './exit-code.ts';
import { explainUnknownCommand } from './unknown-command.ts';

/** Runs what the command line asks for, and sets the exit code; `url` is the executable's. */
export async function main(argv: readonly string[], url: string): Promise<void> {
  try {
    await run([...argv], url);
  } catch (error) {
    // --help and --version end by an error, too.
    if (error instanceof Error && 'code' in error && error.code === 'EEXIT') {
      process.exitCode = (error as { oclif?: { exit?: number } }).oclif?.exit ?? 0;
      return;
    }
    const isUnknown = error instanceof Error && / not found$/.test(error.message) && 'oclif' in error;
    const known = isUnknown ? (await Config.load(url)).commandIDs : [];
    const { exitCode, text } = verdictOf(isUnknown ? explainUnknownCommand(argv, known) : error);
    process.stderr.write(`idx-advisor: ${text}\n`);
    process.exitCode = exitCode;
  }
}
