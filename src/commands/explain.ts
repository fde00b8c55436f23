import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { BaseCommand } from '../cli/base-command.ts';
import { catalogFlags, choiceFlags, schemaFlag } from '../cli/flags.ts';
import { readDatabase, searchPathOf } from '../cli/inputs.ts';
import { checkPlannerFlags, openPlanner, plannerFlag } from '../cli/open-planner.ts';
import { writeOut } from '../cli/print-report.ts';
import { terminalOf } from '../cli/terminal.ts';
import { readStatement } from '../cli/statement-input.ts';

export default class Explain extends BaseCommand {
  static override summary = 'Show the plan of one query, and what indexes would make of it.';
  static override description = `Plans one statement as it is and with the indexes that would help it, and says what each gains, or why none would. The
statement is never run. Where it has parameters ($1) without values, its plan is one for any values.`;
  static override usage =
    'explain [STATEMENT | --file FILE] [--db URL | --snapshot FILE | --schema FILE] [--param VALUE...] [FLAGS]';
  static override examples = [
    `<%= config.bin %> explain --db postgres://localhost/shop "SELECT * FROM orders WHERE customer_id = 42 ORDER BY placed_at DESC LIMIT 10"`,
    `<%= config.bin %> explain --snapshot shop.json.gz --file slow.sql --param 42`,
    `echo 'DELETE FROM message WHERE channel_id = $1' | <%= config.bin %> explain -`,
  ];
  static override args = {
    statement: Args.string({
      description: 'one SELECT, INSERT, UPDATE, DELETE or MERGE; - for standard input',
      ignoreStdin: true,
    }),
  };
  static override flags = {
    ...catalogFlags,
    ...schemaFlag,
    ...plannerFlag,
    file: Flags.string({ helpGroup: 'SOURCE', helpValue: 'FILE', description: 'file that holds the statement' }),
    param: Flags.string({
      helpGroup: 'SOURCE',
      helpValue: 'VALUE',
      multiple: true,
      multipleNonGreedy: true,
      description: 'value of $1, then of $2, and so on; those left out stay unknown',
    }),
    'min-improvement': choiceFlags['min-improvement'],
    'min-rows': choiceFlags['min-rows'],
    'max-index-columns': choiceFlags['max-index-columns'],
    'storage-budget': choiceFlags['storage-budget'],
    'time-budget': choiceFlags['time-budget'],
    format: Flags.option({ options: ['table', 'json'] as const })({
      helpGroup: 'OUTPUT',
      description: 'how the plans are written',
      default: 'table',
    }),
  };

  async run(): Promise<void> {
    const { flags, args } = await this.parse(Explain);
    checkPlannerFlags(flags);
    const sql = await readStatement(args.statement, flags);
    const database = await readDatabase(flags, false, this);
    const { withSearchPath } = await import('../scan/search-path.ts');
    const catalog = await withSearchPath(database.catalog, [sql], searchPathOf(flags));
    const { explainStatement } = await import('../scan/explain.ts');
    const explanation = await explainStatement({
      catalog,
      sql,
      advice: {
        minImprovement: flags['min-improvement'],
        minCalls: 1,
        minTableRows: flags['min-rows'],
        storageBudgetBytes: flags['storage-budget'] ?? null,
        maxIndexColumns: flags['max-index-columns'],
        timeBudgetMs: flags['time-budget'] * 1000,
      },
      toolVersion: this.config.version,
      openPlanner: (relations, setup) => openPlanner(flags, catalog, relations, this.signal, setup),
      onProgress: (text) => {
        this.signal.throwIfAborted();
        this.progress.step(text);
      },
    });
    this.progress.clear();
    if (flags.format === 'json') await writeOut(`${JSON.stringify(explanation, null, 2)}\n`);
    else {
      const { renderExplanation } = await import('../report/explain.ts');
      await writeOut(renderExplanation(explanation, terminalOf(process.stdout, process.env)));
    }
  }
}
