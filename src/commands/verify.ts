import * as Flags from '@oclif/core/flags';
import { BaseCommand } from '../cli/base-command.ts';
import { catalogFlags, choiceFlags, workloadFlags } from '../cli/flags.ts';
import { writeOut } from '../cli/print-report.ts';
import { terminalOf } from '../cli/terminal.ts';
import { runScan } from '../cli/run-scan.ts';
import { withServer } from '../cli/server.ts';
import { UserError } from '../errors.ts';

export default class Verify extends BaseCommand {
  static override summary = 'Measure what the proposed indexes gain, on a database where that is allowed.';
  static override description = `Runs each query of the findings by EXPLAIN (ANALYZE, BUFFERS), builds the proposed indexes in a transaction, runs it again, and rolls back.
Until then the tables of the new indexes take no writes, and the queries are really executed: use a copy of production. Only plain
SELECTs without volatile functions are run, in a read-only transaction.`;
  static override usage =
    'verify [--db URL | --snapshot FILE] [--log FILE...] [--sql FILE...] [--workload FILE...] [--statements] [FLAGS]';
  static override examples = [
    '<%= config.bin %> verify --execute --db postgres://localhost/shop_copy --log postgresql.log',
  ];
  static override flags = {
    ...catalogFlags,
    ...workloadFlags,
    ...choiceFlags,
    execute: Flags.boolean({ description: 'yes, execute the queries and build the indexes on this database' }),
    runs: Flags.integer({ description: 'measured runs of each query', default: 5, min: 1 }),
    'lock-timeout': Flags.integer({ helpValue: 'SECONDS', description: 'longest wait for a lock', default: 5, min: 1 }),
    format: Flags.option({ options: ['table', 'json'] as const })({
      description: 'how the result is written',
      default: 'table',
    }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(Verify);
    if (flags.snapshot !== undefined) {
      throw new UserError('a snapshot holds no rows to measure on', { hint: 'give the database with --db' });
    }
    if (!flags.execute) {
      throw new UserError('verify executes queries and locks tables against writes', {
        hint: 'add --execute on a database where that is allowed, best a copy of production',
      });
    }
    const { report, workload, catalog } = await runScan(flags, this.config.version, this);
    const { verifyTargets } = await import('../verify/targets.ts');
    const { verify } = await import('../verify/verify.ts');
    const targets = verifyTargets(report.findings);
    if (targets.length === 0) {
      this.note('nothing to verify: no finding proposes an index');
      return;
    }
    const verification = await withServer(flags, this.signal, (session) =>
      verify({
        session,
        targets,
        queries: workload.queries,
        options: {
          runs: flags.runs,
          statementTimeoutMs: flags['statement-timeout'] * 1000,
          lockTimeoutMs: flags['lock-timeout'] * 1000,
          searchPath: catalog.searchPath,
        },
        signal: this.signal,
        onProgress: ({ phase, done, total }) => this.progress.step(`${PHASES[phase]} ${done + 1} of ${total}`),
      }),
    );
    this.progress.clear();
    if (flags.format === 'json') await writeOut(`${JSON.stringify(verification, null, 2)}\n`);
    else {
      const { renderVerification } = await import('../report/verification.ts');
      await writeOut(renderVerification(verification, terminalOf(process.stdout, process.env)));
    }
  }
}

const PHASES = { before: 'measuring before:', build: 'building index', after: 'measuring after:' } as const;
