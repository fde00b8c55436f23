import { BaseCommand } from '../../cli/base-command.ts';
import * as Flags from '@oclif/core/flags';
import { pageFinder } from '../../cli/output-context.ts';
import { supportsLinks, writeOut } from '../../cli/print-report.ts';
import { rulePageUrl } from '../../cli/rule-url.ts';
import { terminalOf } from '../../cli/terminal.ts';
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
    const { rulesJson, rulesTable } = await import('../../report/rules.ts');
    if (flags.format === 'json') return writeOut(rulesJson(rules));
    const { width } = terminalOf(process.stdout, process.env);
    const urlOf = (id: string) => rulePageUrl(id, this.config.pjson.homepage as string | undefined);
    const links = supportsLinks(process.stdout, process.env) ? { linkOf: pageFinder(this.config.root, urlOf) } : {};
    await writeOut(rulesTable(rules, { width, ...links }));
  }
}
