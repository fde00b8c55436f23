import * as Flags from '@oclif/core/flags';
import { stat } from 'node:fs/promises';
import { BaseCommand } from '../cli/base-command.ts';
import { catalogFlags } from '../cli/flags.ts';
import { readDatabase, type DatabaseInput } from '../cli/inputs.ts';
import { fileOf, requireWritable, writePieces } from '../cli/print-report.ts';
import { formatBytes, plural } from '../report/format.ts';

/** pg_stat_statements keeps constants where it does not know how to take them out. */
async function withoutLiterals(statements: DatabaseInput['statements']): Promise<DatabaseInput['statements']> {
  const { normalize } = await import('../sql/normalize.ts');
  return statements && statements.map((execution) => ({ ...execution, sql: normalize(execution.sql), parameters: [] }));
}

export default class Snapshot extends BaseCommand {
  static override summary = 'Save the catalog and its statistics to a file, to scan later without the database.';
  static override description = `The file is one JSON document, gzipped when its name ends in .gz. It holds the schema, the statistics and usage counters, and with
--statements what pg_stat_statements knows. Statistics hold values of your data (most common values, histogram bounds); --redact
replaces them by stand-ins that keep order and distribution.`;
  static override examples = [
    '<%= config.bin %> snapshot -o shop.json.gz --redact',
    '<%= config.bin %> scan --snapshot shop.json.gz --log postgresql.log',
  ];
  static override flags = {
    db: catalogFlags.db,
    'statement-timeout': catalogFlags['statement-timeout'],
    output: Flags.string({
      char: 'o',
      helpValue: 'FILE',
      required: true,
      description: 'file to write, or - for standard output',
    }),
    statements: Flags.boolean({ description: 'save pg_stat_statements too' }),
    redact: Flags.boolean({ description: 'replace the values in statistics by stand-ins' }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(Snapshot);
    const file = fileOf(flags.output);
    await requireWritable(file);
    const database = await readDatabase(flags, flags.statements, this);
    this.progress.step(`writing ${flags.output}`);
    const { snapshotPieces, writeSnapshot } = await import('../catalog/snapshot.ts');
    const { redactCatalog } = await import('../catalog/redact.ts');
    const catalog = flags.redact ? redactCatalog(database.catalog) : database.catalog;
    const statements = flags.redact ? await withoutLiterals(database.statements) : database.statements;
    const snapshot = { catalog, statements };
    await (file === undefined ? writePieces(snapshotPieces(snapshot)) : writeSnapshot(file, snapshot));
    this.progress.clear();
    const size = file === undefined ? '' : `, ${formatBytes((await stat(file)).size)}`;
    this.note(`${file ?? 'standard output'}: ${plural(catalog.relations.length, 'relation')}${size}`);
    for (const line of catalog.incomplete) this.note(`incomplete: ${line}`);
  }
}
