import { fstatSync, writeFileSync } from 'node:fs';
import { EXIT } from './exit-code.ts';
import { whyUnwritable } from './why-unwritable.ts';

/**
 * Ends the process where standard output takes nothing more, whoever writes to it: help, too. To be called before oclif is loaded, which
 * throws such an error where nobody catches it.
 */
export function watchStandardOutput(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // `idx-advisor scan | head` closes the pipe early, and that is no fault.
    if (error.code === 'EPIPE') return;
    process.stderr.write(`idx-advisor: cannot write to standard output: ${whyUnwritable(error)}\n`);
    process.exit(EXIT.userError);
  });
  if (fstatSync(process.stdout.fd).isFile()) process.stdout._write = writeWhole;
}

/** Node's stream for a file takes no notice of a disk that has room for a part of what is written. */
function writeWhole(bytes: Uint8Array, _encoding: string, done: (error?: Error) => void): void {
  try {
    writeFileSync(process.stdout.fd, bytes);
    done();
  } catch (error) {
    done(error as Error);
  }
}
