import { Command } from '@oclif/core/command';
import { EXIT, verdictOf } from './exit-code.ts';
import { visibleText } from '../report/visible.ts';
import { createProgress, type Progress } from './progress.ts';

/** SIGHUP too: a closed terminal would leave the server building an index. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** What every command shares: errors become exit codes here, Ctrl-C aborts `signal`, progress goes to standard error. */
export abstract class BaseCommand extends Command {
  readonly progress: Progress = createProgress(process.stderr, Date.now, process.env);
  private readonly aborter = new AbortController();
  private ender: AbortController | null = null;
  private readonly told = new Set<NodeJS.Signals>();

  /** Aborted by Ctrl-C or SIGTERM: whoever holds a server's session cancels its statement and lets go. */
  get signal(): AbortSignal {
    return this.aborter.signal;
  }

  override async init(): Promise<void> {
    await super.init();
    for (const name of SIGNALS) process.on(name, this.interrupt);
  }

  /** For what goes on until it is told to end: aborted by the first Ctrl-C or SIGTERM in place of `signal`. */
  protected endOnSignal(): AbortSignal {
    this.ender ??= new AbortController();
    return this.ender.signal;
  }

  private readonly interrupt = (name: NodeJS.Signals): void => {
    const isFirst = this.told.size === 0;
    // Whoever ends a login session sends SIGTERM and SIGHUP at once: only the same one again is more than the first asked for.
    const isMore = isFirst || this.told.has(name);
    this.told.add(name);
    if (!isMore) return;
    if (this.ender && !this.ender.signal.aborted) return this.ender.abort();
    if (this.aborter.signal.aborted) process.exit(EXIT.interrupted);
    this.aborter.abort();
  };

  protected override finally(error: Error | undefined): Promise<unknown> {
    for (const name of SIGNALS) process.off(name, this.interrupt);
    return super.finally(error);
  }

  /** Warnings and notes; never on standard output. */
  note(text: string): void {
    this.progress.clear();
    process.stderr.write(`${visibleText(text)}\n`);
  }

  override catch(error: unknown): Promise<void> {
    this.progress.clear();
    // `this.exit(0)` of --help arrives here too.
    if (error instanceof Error && 'code' in error && error.code === 'EEXIT') throw error;
    const { exitCode, text } = verdictOf(this.signal.aborted ? interrupted() : error);
    process.stderr.write(`idx-advisor: ${text}\n`);
    // What was held on a server has been let go of; what else may still wait (a connect, standard input) need not end.
    if (this.signal.aborted) process.exit(exitCode);
    process.exitCode = exitCode;
    return Promise.resolve();
  }
}

function interrupted(): Error {
  const error = new Error('interrupted');
  error.name = 'AbortError';
  return error;
}
