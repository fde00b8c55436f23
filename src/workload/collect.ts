import { countText } from '../count-text.ts';
import { UserError } from '../errors.ts';
import { loadParser } from '../sql/parser.ts';
import { createWorkloadBuilder, type WorkloadBuilder, type WorkloadTotals } from './builder.ts';
import type { WorkloadDocument } from './file/document.ts';
import type { LogSource } from './read-log.ts';
import { withLeanHeap } from './lean-heap.ts';
import { SilentLogError } from './log/reject.ts';
import type { SourceEvent, Workload, WorkloadSource } from './model.ts';

const PROGRESS_EVERY = 10_000;

/**
 * Reads sources one after the other into a workload. A source of which nothing can be made is named in `incomplete`, and the others
 * are read all the same; so is what comes before the place where one breaks off. `onProgress` gets a line for a person to read, every 10,000 executions.
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
  /** Files without statements, of the log whose files are read. */
  let silent: { readonly at: number; readonly error: SilentLogError }[] = [];
  let hasStatements = false;
  onReading?.(() => {
    const source = current?.soFar() ?? null;
    return builder.toDocument([...silent.map(({ error }) => error.source), ...(source === null ? [] : [source])]);
  });
  const failures = new Map<number, UserError>();
  /** What was gathered of a log before it broke off is worth as much as without what is missing: days, of one that is followed. */
  const fail = (at: number, error: UserError, broken: WorkloadSource | null = null) => {
    if (broken !== null && broken.statements > 0) builder.addSource(broken);
    else failures.set(at, error);
    builder.addIncomplete(error.hint === undefined ? error.message : `${error.message}. ${error.hint}`);
  };
  /** All files of a log were read. */
  const endLog = () => {
    builder.endSessions();
    for (const { at, error } of silent) {
      if (hasStatements) builder.addSource(error.source);
      else fail(at, error);
    }
    silent = [];
    hasStatements = false;
  };
  let executions = 0;
  /** Inputs that are no sources: they tell nothing, but what is wrong. */
  let empty = 0;
  const report = () =>
    onProgress?.(`reading the workload: ${countText(executions)} ${executions === 1 ? 'execution' : 'executions'}`);
  for (const [i, input] of inputs.entries()) {
    try {
      if (isLogSource(input)) {
        current = input;
        const source = await input.readInto(builder);
        current = null;
        builder.addSource(source);
        hasStatements ||= source.statements > 0;
        executions += source.statements;
      } else {
        const count = await takeEvents(input, builder, () => {
          if (++executions % PROGRESS_EVERY === 0) report();
        });
        if (count === 0) empty++;
      }
      report();
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      const broken = current?.soFar() ?? null;
      current = null;
      if (error instanceof SilentLogError) silent.push({ at: i, error });
      else {
        fail(i, error, broken);
        builder.endSessions();
      }
    }
    if (!goesOn(input, inputs[i + 1])) endLog();
  }
  if (failures.size > 0 && failures.size === inputs.length - empty) throw failures.get(0)!;
  return builder;
}

/** Returns how many there were. */
async function takeEvents(
  input: AsyncIterable<SourceEvent>,
  builder: WorkloadBuilder,
  onExecution: () => void,
): Promise<number> {
  await loadParser();
  let count = 0;
  for await (const event of input) {
    count++;
    switch (event.type) {
      case 'event':
        builder.event(event.record);
        break;
      case 'restart':
        builder.restart(event.session);
        break;
      case 'plan':
        builder.plan(event.plan);
        break;
      case 'workload':
        builder.merge(event.document);
        break;
      case 'end':
        builder.endSource(event.source);
        break;
      case 'execution':
        builder.add(event.execution, event.isFurther);
        onExecution();
    }
  }
  return count;
}

/** Whether the next input is the next file of the same log. */
function goesOn(input: AsyncIterable<SourceEvent>, next: AsyncIterable<SourceEvent> | undefined): boolean {
  const family = isLogSource(input) ? input.family : null;
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
