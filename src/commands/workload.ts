import * as Args from '@oclif/core/args';
import * as Flags from '@oclif/core/flags';
import { stat } from 'node:fs/promises';
import { BaseCommand } from '../cli/base-command.ts';
import { workloadFlags } from '../cli/flags.ts';
import { readSources } from '../cli/inputs.ts';
import { fileOf, writeOut } from '../cli/print-report.ts';
import { requireOutput, withoutOutput } from '../cli/require-output.ts';
import { terminalOf } from '../cli/terminal.ts';
import type { WorkloadSaver } from '../cli/workload-saver.ts';
import { UserError } from '../errors.ts';
import { formatBytes, plural } from '../report/format.ts';
import type { WorkloadBuilder } from '../workload/builder.ts';

/** Reads all sources; see ReadingSurroundings for what `onReading` gets. */
type ReadWorkload = (onReading?: WorkloadSaver['begin']) => Promise<WorkloadBuilder>;

/** While a log is followed, what was gathered is saved so often. */
const SAVE_EVERY_MS = 10_000;

export default class Workload extends BaseCommand {
  static override summary = 'Digest logs into one file, or show what they hold.';
  static override description = `Without --output it prints a summary: the statements by total time, who asked them, and what else the logs tell. With it, everything is
saved as one JSON document, gzipped when its name ends in .gz, that scan, fix and verify read with --workload; -o - writes it to standard
output, as plain JSON. Files of several hosts are merged by naming them all; in whatever order, the result is the same to the byte.

The file holds a few real executions of each statement with their values, for pricing. --redact leaves out every literal: they
are priced by generic plans then.`;
  static override usage =
    'workload [LOG...] [--sql FILE...] [--workload FILE...] [-o FILE [--redact] | --format table|json] [FLAGS]';
  static override examples = [
    '<%= config.bin %> workload /var/log/postgresql/postgresql-18-main.log',
    '<%= config.bin %> workload /var/log/postgresql/ -o w.json.gz --redact',
    '<%= config.bin %> workload /var/log/postgresql/postgresql-18-main.log --follow -o today.json.gz',
    '<%= config.bin %> workload --workload host1.json.gz --workload host2.json.gz -o fleet.json.gz',
    '<%= config.bin %> scan --db postgres://localhost/shop --workload fleet.json.gz',
  ];
  static override strict = false;
  static override args = {
    log: Args.string({
      description: 'server logs as --log of scan takes them: files, globs, folders, - for standard input',
      ignoreStdin: true,
    }),
  };
  static override flags = {
    workload: workloadFlags.workload,
    'log-prefix': workloadFlags['log-prefix'],
    'log-timezone': workloadFlags['log-timezone'],
    'log-database': workloadFlags['log-database'],
    threads: workloadFlags.threads,
    sql: workloadFlags.sql,
    output: Flags.string({
      char: 'o',
      helpGroup: 'OUTPUT',
      helpValue: 'FILE',
      description: 'save the workload to this file, or - for standard output, instead of printing its summary',
    }),
    follow: Flags.boolean({
      helpGroup: 'SOURCE',
      description:
        'go on reading the last log as it grows and is rotated, until Ctrl-C; the file of --output is saved every 10 seconds',
    }),
    redact: Flags.boolean({
      helpGroup: 'OUTPUT',
      description: 'save no literal: no values, no client addresses, of tags only names of code',
      dependsOn: ['output'],
    }),
    format: Flags.option({ options: ['table', 'json'] as const })({
      helpGroup: 'OUTPUT',
      description: 'how the summary is written',
      default: 'table',
      exclusive: ['output'],
    }),
    top: Flags.integer({
      helpGroup: 'OUTPUT',
      helpValue: 'N',
      description: 'statements that the table lists',
      default: 20,
      min: 1,
    }),
  };

  async run(): Promise<void> {
    const { flags, argv } = await this.parse(Workload);
    const log = argv as string[];
    if (log.length + (flags.workload ?? []).length + (flags.sql ?? []).length === 0) {
      throw new UserError('there is no log to read', {
        hint: 'name log files or folders, - for standard input, or workload files with --workload',
      });
    }
    if (flags.follow && log.length === 0) {
      throw new UserError('--follow needs a log to follow', { hint: 'name the log file that the server writes to' });
    }
    // A workload file is read as a whole before it is written: what is new may be added to it.
    await requireOutput(flags.output, { names: [...log, ...(flags.sql ?? [])] });
    const workload = flags.workload && (await withoutOutput(flags.workload, flags.output));
    const read: ReadWorkload = (onReading) =>
      readSources({ ...flags, log, workload, statements: false }, null, {
        signal: this.signal,
        progress: this.progress,
        ...(flags.follow && { ending: this.endOnSignal(), onReading }),
      });
    const { output } = flags;
    const { withLeanHeap } = await import('../workload/lean-heap.ts');
    await withLeanHeap(() => (output === undefined ? this.#show(flags, read) : this.#save(output, flags.redact, read)));
  }

  async #save(output: string, redact: boolean, read: ReadWorkload): Promise<void> {
    const { saver } = await import('../cli/workload-saver.ts');
    const file = fileOf(output);
    const saving = saver(file, redact, SAVE_EVERY_MS);
    const builder = await read(saving.begin).finally(() => saving.end());
    this.progress.step(`writing ${output}`);
    await saving.save(builder.toLazyDocument());
    this.progress.clear();
    const { calls, statements, incomplete } = builder.totals();
    const written = file === undefined ? null : await stat(file).catch(() => null);
    const size = written?.isFile() ? `, ${formatBytes(written.size)}` : '';
    this.note(`${file ?? 'standard output'}: ${plural(calls, 'call')} of ${plural(statements, 'statement')}${size}`);
    for (const line of incomplete) this.note(`incomplete: ${line}`);
  }

  async #show({ format, top }: { format: 'table' | 'json'; top: number }, read: ReadWorkload): Promise<void> {
    const workload = (await read()).build();
    this.progress.clear();
    const { summarize } = await import('../report/workload-summary.ts');
    const summary = summarize(workload);
    if (format === 'json') return writeOut(`${JSON.stringify(summary, null, 2)}\n`);
    const { renderWorkload } = await import('../report/workload-table.ts');
    await writeOut(renderWorkload(summary, { ...terminalOf(process.stdout, process.env), top }));
  }
}
