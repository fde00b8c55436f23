import { BaseCommand } from '../cli/base-command.ts';
import { baselineFlags, catalogFlags, choiceFlags, outputFlags, schemaFlag, workloadFlags } from '../cli/flags.ts';
import { openBaseline } from '../cli/apply-baseline.ts';
import { artifactOf, isArtifact } from '../cli/artifact.ts';
import { lineIn, outputContext } from '../cli/output-context.ts';
import { exitCodeOf, printReport } from '../cli/print-report.ts';
import { requireOutput } from '../cli/require-output.ts';
import { rulePageUrl } from '../cli/rule-url.ts';
import { runScan } from '../cli/run-scan.ts';

export default class Scan extends BaseCommand {
  static override summary = 'Find missing indexes and constraints.';
  static override description = `Reads the catalog of a database (or a snapshot of it) and the queries that it was asked, and reports what is missing, with
what each query costs before and after. Nothing is written to the database, and no query of a log runs on it: they are
planned in an embedded PostgreSQL that has the schema and the statistics, and no rows.

Exit code: 0 nothing at or above --fail-on; 1 findings; 2 the scan could not be done; 70 a bug.`;
  static override usage =
    'scan [--db URL | --snapshot FILE | --schema FILE] [--log FILE...] [--sql FILE...] [--workload FILE...] [--statements] [FLAGS]';
  static override examples = [
    '<%= config.bin %> scan --db postgres://localhost/shop --log /var/log/postgresql/postgresql-18-main.log',
    '<%= config.bin %> scan --db postgres://localhost/shop --statements --format json -o report.json',
    '<%= config.bin %> scan --schema db/structure.sql --preset ci --format sarif -o idx-advisor.sarif',
    '<%= config.bin %> scan --snapshot shop.json.gz --sql queries.sql --fail-on warning',
  ];
  static override flags = {
    ...catalogFlags,
    ...schemaFlag,
    ...workloadFlags,
    ...choiceFlags,
    ...outputFlags,
    ...baselineFlags,
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(Scan);
    const { log = [], sql = [], workload = [], snapshot, schema, baseline: known, config } = flags;
    await requireOutput(flags.output, {
      names: [...log, ...sql, ...workload],
      files: [snapshot, schema, known, config],
    });
    const baseline = await openBaseline(flags);
    const result = await runScan(flags, this.config.version, this);
    const { setup, lines } = result;
    const report = await baseline(result, (text) => this.note(text));
    const artifact = artifactOf(setup.config.artifact, schema, process.cwd());
    const context = outputContext({
      rules: setup.chosen,
      artifact,
      ...(lines && isArtifact(schema, artifact, process.cwd()) && { lineOf: lineIn(lines) }),
      failOn: flags['fail-on'],
      root: this.config.root,
      urlOf: (id) => rulePageUrl(id, this.config.pjson.homepage as string | undefined),
    });
    await printReport(report, flags, context);
    process.exitCode = exitCodeOf(report, flags['fail-on']);
  }
}
