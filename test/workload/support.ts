import { readFile } from 'node:fs/promises';
import { readLog, type ReadLogOptions } from '../../src/workload/read-log.ts';
import type { Execution, SourceEvent, WorkloadSource } from '../../src/workload/model.ts';

/** The bytes of a text, in chunks of the given size: a reader must not care where they end. */
export async function* bytesOf(content: string | Buffer, chunkBytes = 65_536): AsyncGenerator<Uint8Array> {
  const buffer = Buffer.from(content as string);
  for (let at = 0; at < buffer.length; at += chunkBytes)
    yield await Promise.resolve(buffer.subarray(at, at + chunkBytes));
}

export async function fixture(name: string, chunkBytes?: number): Promise<AsyncGenerator<Uint8Array>> {
  return bytesOf(await readFile(`fixtures/logs/${name}`), chunkBytes);
}

export interface ReadResult {
  readonly executions: readonly Execution[];
  readonly source: WorkloadSource;
}

export async function drain(events: AsyncIterable<SourceEvent>): Promise<ReadResult> {
  const executions: Execution[] = [];
  let source: WorkloadSource | undefined;
  for await (const event of events) {
    if (event.type === 'execution') executions.push(event.execution);
    else if (event.type === 'end') source = event.source;
  }
  return { executions, source: source! };
}

export function readText(text: string | Buffer, options?: ReadLogOptions): Promise<ReadResult> {
  return drain(readLog('test.log', bytesOf(text), options));
}

/** What was lost, without where it stood: formats differ in that. */
export function withoutPlaces(incomplete: readonly string[]): string[] {
  return incomplete.map((line) => line.replace(/ \(at byte [^)]*\)/, ''));
}

export function totalUs(executions: readonly Execution[]): number {
  return executions.reduce((sum, { durationMs }) => sum + Math.round((durationMs ?? 0) * 1000), 0);
}
