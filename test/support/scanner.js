import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
const BUILT = ['scanner.wasm', 'tally.wasm'].map((name) => join(ROOT, 'dist', name));

/** Compiles the scanner and its tally where one of their sources is newer than what was compiled last. */
export function buildScanner() {
  const builtAt = Math.min(...BUILT.map((path) => (existsSync(path) ? statSync(path).mtimeMs : 0)));
  const sources = readdirSync(join(ROOT, 'scanner'), { recursive: true }).map((name) => join(ROOT, 'scanner', name));
  if (sources.every((source) => statSync(source).mtimeMs <= builtAt)) return;
  for (const config of ['scanner/asconfig.json', 'scanner/tally/asconfig.json']) {
    execFileSync(process.execPath, ['node_modules/assemblyscript/bin/asc.js', '--config', config], {
      cwd: ROOT,
      stdio: 'inherit',
    });
  }
}
