import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BaseCommand } from '../cli/base-command.ts';
import { writeOut } from '../cli/print-report.ts';
import { CONFIG_FILES, findConfig } from '../config/load.ts';
import { configTemplate } from '../config/template.ts';
import { UserError } from '../errors.ts';
import { builtInRules } from '../lint/built-in.ts';

export default class Init extends BaseCommand {
  static override summary = 'Write a configuration file with comments, to start from.';
  static override description = `Writes ${CONFIG_FILES[0]} (.mjs where package.json does not say "type": "module") into the current folder. Never replaces a configuration that is there.`;
  static override flags = {};

  async run(): Promise<void> {
    await this.parse(Init);
    const folder = process.cwd();
    const there = await findConfig(folder);
    if (there !== null) {
      throw new UserError(`there is a configuration already: ${there.name}`, { hint: 'edit it, or remove it first' });
    }
    const name = (await isModule(folder)) ? CONFIG_FILES[0] : CONFIG_FILES[1];
    try {
      // wx: never over a file that came to be since.
      await writeFile(join(folder, name), configTemplate(builtInRules), { flag: 'wx' });
    } catch (cause) {
      throw new UserError(`cannot write ${name}: ${(cause as Error).message}`, {
        hint: 'run it in a folder of yours',
        cause,
      });
    }
    await writeOut(`${name}\n`);
  }
}

/** Whether Node takes a .js file of the folder for an ES module. */
async function isModule(folder: string): Promise<boolean> {
  const { readFile } = await import('node:fs/promises');
  const text = await readFile(join(folder, 'package.json'), 'utf8').catch(() => '{}');
  try {
    return (JSON.parse(text) as { type?: unknown } | null)?.type === 'module';
  } catch {
    return false;
  }
}
