/**
 * Writes oclif.manifest.json, with which the command starts without loading every command module. The `oclif` package
 * does the same and brings 195 packages.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Plugin } from '@oclif/core/config';

const root = join(import.meta.dirname, '..');
const plugin = new Plugin({ root, ignoreManifest: true, errorOnManifestCreate: true });
await plugin.load();
writeFileSync(join(root, 'oclif.manifest.json'), `${JSON.stringify(plugin.manifest, null, 2)}\n`);
