import { Console } from 'node:console';

// jest's own console swallows what oclif prints.
globalThis.console = new Console(process.stdout, process.stderr);
