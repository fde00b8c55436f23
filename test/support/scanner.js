import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
const BUILT = join(ROOT, 'dist/scanner.wasm');

/** Compiles the scanner where one of its sources is newer than what was compiled last. */
export function buildScanner() {
  const builtAt = existsSync(BUILT) ? statSync(BUILT).mtimeMs : 0;
  const sources = readdirSync(join(ROOT, 'scanner')).map((name) => join(ROOT, 'scanner', name));
  if (sources.every((source) => statSync(source).mtimeMs <= builtAt)) return;
  execFileSync(process.execPath, ['node_modules/assemblyscript/bin/asc.js', '--config', 'scanner/asconfig.json'], {
    cwd: ROOT,
    stdio: 'inherit',
  });
}
