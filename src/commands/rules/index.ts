import { BaseCommand } from '../../cli/base-command.ts';
import * as Flags from '@oclif/core/flags';
import { writeOut } from '../../cli/print-report.ts';
import { choiceFlags } from '../../cli/flags.ts';
import { readSetup, today } from '../../cli/setup.ts';

export default class Rules extends BaseCommand {
  static override summary = 'List the rules.';
  static override description =
    'Lists every rule with its severity, as the configuration has it; those that the configuration brings along too.';
  static override flags = {
    config: choiceFlags.config,
    preset: choiceFlags.preset,
    format: Flags.option({ options: ['table', 'json'] as const })({
      description: 'how the list is written',
      default: 'table',
    }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(Rules);
    const { known: rules } = await readSetup(flags, process.cwd(), today());
    const text =
      flags.format === 'json'
        ? (await import('../../report/rules.ts')).rulesJson(rules)
        : (await import('../../report/rules.ts')).rulesTable(rules);
    await writeOut(text);
  }
}
