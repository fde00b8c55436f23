import { join } from 'node:path';
import * as Flags from '@oclif/core/flags';
import { BaseCommand } from '../cli/base-command.ts';
import { defaultAdvice } from '../cli/flags.ts';
import { writeOut } from '../cli/print-report.ts';
import { terminalOf } from '../cli/terminal.ts';
import { openTwin } from '../cli/open-planner.ts';
import { parseScale } from '../cli/units.ts';

export default class Demo extends BaseCommand {
  static override summary = 'Take the whole tour on an embedded database.';
  static override description = `Builds a Django chat application in an embedded PostgreSQL, scans it with a log that a real server wrote, prints the findings, applies the
migration, and prints what was measured before and after. Needs no server, and leaves nothing behind.`;
  static override flags = {
    scale: Flags.string({
      description: 'size of the data: 1 is a million messages, and takes about a minute to fill',
      default: '0.1',
    }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(Demo);
    const terminal = terminalOf(process.stdout, process.env);
    const { runDemo } = await import('../demo/demo.ts');
    const { renderTable } = await import('../report/table.ts');
    const { renderDemo } = await import('../demo/render.ts');
    const result = await runDemo({
      directory: join(this.config.root, 'fixtures', 'wellbeing'),
      scale: parseScale(flags.scale),
      advice: defaultAdvice,
      toolVersion: this.config.version,
      openPlanner: openTwin,
      signal: this.signal,
      onProgress: (text) => this.progress.step(text),
      onReport: async (report) => {
        this.progress.clear();
        await writeOut(`${renderTable(report, terminal)}\n`);
      },
    });
    this.progress.clear();
    await writeOut(renderDemo(result, terminal));
  }
}
