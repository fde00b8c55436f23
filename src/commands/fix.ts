import * as Flags from '@oclif/core/flags';
import { BaseCommand } from '../cli/base-command.ts';
import { catalogFlags, choiceFlags, schemaFlag, workloadFlags } from '../cli/flags.ts';
import { writeOut } from '../cli/print-report.ts';
import { runScan } from '../cli/run-scan.ts';
import { reasonForNoFile } from '../lint/unwritten.ts';
import { migrationFiles } from '../migration/files.ts';
import { writeMigrationFiles } from '../migration/write.ts';
import { plural } from '../report/format.ts';
import { objectText } from '../report/output.ts';

export default class Fix extends BaseCommand {
  static override summary = 'Write the migration that mends what scan finds.';
  static override description = `Writes one *.up.sql and one *.down.sql for each fix, to be run in the order of their names:

  for file in DIR/*.up.sql; do psql -v ON_ERROR_STOP=1 -f "$file" || break; done

They are safe on a busy server: indexes are built concurrently, outside a transaction, and nothing waits long for a lock.`;
  static override usage =
    'fix -o DIR [--db URL | --snapshot FILE | --schema FILE] [--log FILE...] [--sql FILE...] [--workload FILE...] [--statements] [FLAGS]';
  static override examples = [
    '<%= config.bin %> fix -o migrations --db postgres://localhost/shop --log postgresql.log',
  ];
  static override flags = {
    ...catalogFlags,
    ...schemaFlag,
    ...workloadFlags,
    ...choiceFlags,
    output: Flags.string({
      char: 'o',
      helpValue: 'DIR',
      required: true,
      description: 'folder to write to; made when it is not there',
    }),
    force: Flags.boolean({ description: 'replace files that are there with other content' }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(Fix);
    const { report } = await runScan(flags, this.config.version, this);
    const files = migrationFiles(report.findings);
    const written = await writeMigrationFiles(flags.output, files, { force: flags.force });
    if (written.length > 0) await writeOut(`${written.join('\n')}\n`);
    this.note(
      files.length > 0
        ? `${plural(files.length / 2, 'fix', 'fixes')} for ${plural(report.findings.length, 'finding')}`
        : 'nothing to fix',
    );
    for (const finding of report.findings) {
      if (!finding.fix) this.note(`${finding.rule} on ${objectText(finding.object)}: ${reasonForNoFile(finding)}`);
    }
    for (const line of report.incomplete) this.note(`incomplete: ${line}`);
  }
}
