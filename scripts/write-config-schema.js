/** Writes dist/config.schema.json from the built registry: editors complete configurations by it. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const { builtInRules } = await import('../dist/src/lint/built-in.js');
const { configSchema } = await import('../dist/src/config/json-schema.js');

const path = join(import.meta.dirname, '../dist/config.schema.json');
writeFileSync(path, `${JSON.stringify(configSchema(builtInRules), null, 2)}\n`);
