import { Console } from 'node:console';

// jest's own console swallows what oclif prints.
globalThis.console = new Console(process.stdout, process.stderr);

// oclif listens for errors of the output, once for each test file that loads it; a warning of that would get into what a test captures.
process.stdout.setMaxListeners(0);
process.stderr.setMaxListeners(0);
