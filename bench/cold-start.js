/** Cold start of `--version` and `--help`: at most 2.5 times what Node itself takes for `node -e 0`. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { compare, printRatios } from './compare.js';

const run = join(import.meta.dirname, '..', 'bin', 'run.js');
const node = (...args) => execFileSync(process.execPath, args, { stdio: 'ignore' });

const medians = await compare(
  {
    'node -e 0': () => node('-e', '0'),
    '--version': () => node(run, '--version'),
    '--help': () => node(run, '--help'),
  },
  21,
);
printRatios('Cold start', medians, 2.5);
