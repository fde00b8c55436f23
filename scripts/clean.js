/** Removes what a build writes: a command that was renamed would else go on being found in dist/. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
for (const built of ['dist', 'oclif.manifest.json']) rmSync(join(root, built), { recursive: true, force: true });
