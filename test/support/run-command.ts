import { join } from 'node:path';
import type { Interfaces } from '@oclif/core';

export interface CommandResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

interface CommandClass {
  run(argv: string[], options: Interfaces.LoadOptions): Promise<unknown>;
}

/** Variables that would lead a command to a server of the machine's, or change how it prints. */
const IGNORED = /^(PG[A-Z]+|DATABASE_URL|NO_COLOR|FORCE_COLOR)$/;

/** Runs a command's class in this process, as its executable would with these arguments, and hands back what a user sees. */
export async function runCommand(
  command: CommandClass,
  argv: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<CommandResult> {
  const outer = process.env;
  const written = { stdout: '', stderr: '' };
  const restore = (['stdout', 'stderr'] as const).map((name) =>
    capture(process[name], (text) => (written[name] += text)),
  );
  process.env = Object.fromEntries(Object.entries(outer).filter(([name]) => !IGNORED.test(name)));
  // oclif warns of more in tests.
  Object.assign(process.env, { NODE_ENV: 'production' }, environment);
  process.exitCode = undefined;
  try {
    await command.run([...argv], { root: join(import.meta.dirname, '../..') });
    return { ...written, exitCode: Number(process.exitCode ?? 0) };
  } finally {
    for (const undo of restore) undo();
    process.env = outer;
    process.exitCode = undefined;
  }
}

function capture(stream: NodeJS.WriteStream, onText: (text: string) => void): () => void {
  const write = stream.write.bind(stream);
  stream.write = (text: string | Uint8Array, ...rest: unknown[]) => {
    onText(typeof text === 'string' ? text : Buffer.from(text).toString('utf8'));
    const done = rest.at(-1);
    if (typeof done === 'function') (done as () => void)();
    return true;
  };
  return () => {
    stream.write = write;
  };
}
