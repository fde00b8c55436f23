import * as Args from '@oclif/core/args';
import { BaseCommand } from '../../cli/base-command.ts';
import { writeOut } from '../../cli/print-report.ts';
import { choiceFlags } from '../../cli/flags.ts';
import { terminalOf } from '../../cli/terminal.ts';
import { readSetup, today } from '../../cli/setup.ts';
import { rulePage } from '../../lint/rule-page.ts';
import { selectRules } from '../../lint/select-rules.ts';

export default class RulesShow extends BaseCommand {
  static override summary = "Show a rule's page; a glob shows several.";
  static override flags = { config: choiceFlags.config };
  static override args = {
    id: Args.string({ required: true, ignoreStdin: true, description: 'such as index/missing-composite' }),
  };

  async run(): Promise<void> {
    const { args, flags } = await this.parse(RulesShow);
    const { known } = await readSetup(flags, process.cwd(), today());
    const pages = selectRules(known, { rule: [args.id], skipRule: [] })
      .map(rulePage)
      .join('\n');
    // A pipe gets the Markdown that it is.
    if (!process.stdout.isTTY) return writeOut(pages);
    const { renderPage } = await import('../../report/page.ts');
    await writeOut(renderPage(pages, terminalOf(process.stdout, process.env)));
  }
}
