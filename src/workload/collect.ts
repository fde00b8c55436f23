import { countText } from '../count-text.ts';
import { UserError } from '../errors.ts';
import { loadParser } from '../sql/parser.ts';
import { createWorkloadBuilder, type WorkloadBuilder, type WorkloadTotals } from './builder.ts';
import type { WorkloadDocument } from './file/document.ts';
import type { LogSource } from './read-log.ts';
import { withLeanHeap } from './lean-heap.ts';
import type { SourceEvent, Workload } from './model.ts';

const PROGRESS_EVERY = 10_000;

/**
 * Reads sources one after the other into a workload. A source of which nothing can be made is named in `incomplete`, and the others
 * are read all the same. `onProgress` gets a line for a person to read, every 10,000 executions.
 * @throws UserError the first source's, when all of them fail
 */
export async function collectWorkload(
  inputs: readonly AsyncIterable<SourceEvent>[],
  onProgress?: (text: string) => void,
): Promise<Workload> {
  return (await withLeanHeap(() => collectSources(inputs, onProgress))).build();
}

/**
 * The same before it is built: what a workload file is made of. `onReading` gets, before anything is read, a function that tells what was
 * gathered up to then.
 */
export async function collectSources(
  inputs: readonly AsyncIterable<SourceEvent>[],
  onProgress?: (text: string) => void,
  onReading?: (soFar: () => WorkloadDocument) => void,
): Promise<WorkloadBuilder> {
  const builder = createWorkloadBuilder();
  let current: LogSource | null = null;
  onReading?.(() => {
    const source = current?.soFar() ?? null;
    return builder.toDocument(source === null ? [] : [source]);
  });
  const failures: UserError[] = [];
  let executions = 0;
  const report = () => onProgress?.(`reading the workload: ${countText(executions)} executions`);
  for (const [i, input] of inputs.entries()) {
    try {
      if (isLogSource(input)) {
        current = input;
        const source = await input.readInto(builder);
        current = null;
        builder.endSource(source, goesOn(input, inputs[i + 1]));
        executions += source.statements;
        report();
        continue;
      }
      await loadParser();
      for await (const event of input) {
        switch (event.type) {
          case 'event':
            builder.event(event.record);
            break;
          case 'plan':
            builder.plan(event.plan);
            break;
          case 'workload':
            builder.merge(event.document);
            break;
          case 'end':
            builder.endSource(event.source);
            report();
            break;
          case 'execution':
            builder.add(event.execution);
            if (++executions % PROGRESS_EVERY === 0) report();
        }
      }
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      failures.push(error);
      current = null;
      builder.endSessions();
      builder.addIncomplete(error.hint === undefined ? error.message : `${error.message}. ${error.hint}`);
    }
  }
  if (failures.length > 0 && failures.length === inputs.length) throw failures[0]!;
  return builder;
}

/** Whether the next input is the next file of the same log. */
function goesOn({ family }: LogSource, next: AsyncIterable<SourceEvent> | undefined): boolean {
  return family !== null && next !== undefined && isLogSource(next) && next.family === family;
}

/** Logs are read without making events of them. */
function isLogSource(input: AsyncIterable<SourceEvent>): input is LogSource {
  return 'readInto' in input;
}

/**
 * What was read is hardly a log of PostgreSQL, or a carrier has changed its text, where there are statements and none of them parses.
 * @throws UserError
 */
export function rejectUnparsable({ statements, unparsable: { calls, reason } }: WorkloadTotals): void {
  if (statements > 0 || calls === 0) return;
  throw new UserError(
    `no statement parses, of ${calls} ${calls === 1 ? 'call' : 'calls'}${reason === null ? '' : ` (${reason})`}`,
    {
      hint: 'Are they PostgreSQL’s, and whole? What wraps logs in a way that docs/logs.md does not list may have changed their text.',
    },
  );
}
