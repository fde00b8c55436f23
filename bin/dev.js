#!/usr/bin/env node
// Builds first, then runs: what you see is always the source as it stands.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const run = (...argv) => execFileSync(process.execPath, argv, { cwd: root, stdio: 'inherit' });
run('node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json');
run('scripts/bundle.js');
await import('./run.js');
