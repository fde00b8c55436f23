import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { UserError } from '../../src/errors.ts';
import { loadParser } from '../../src/sql/parser.ts';
import { createWorkloadBuilder } from '../../src/workload/builder.ts';
import { readLog } from '../../src/workload/read-log.ts';
import type { Execution, Workload } from '../../src/workload/model.ts';
import { readSqlFile } from '../../src/workload/read-sql.ts';
import { bytesOf, drain } from './support.ts';

beforeAll(() => loadParser());

async function linesOf(name: string): Promise<Buffer[]> {
  const bytes = await readFile(`fixtures/logs/${name}`);
  const text = name.endsWith('.gz') ? gunzipSync(bytes) : bytes;
  return text
    .toString('latin1')
    .split('\n')
    .map((line) => Buffer.from(`${line}\n`, 'latin1'));
}

/** What may happen to the lines of a log on their way. */
const mutation = fc.oneof(
  fc.record({ kind: fc.constant('drop' as const), at: fc.nat() }),
  fc.record({ kind: fc.constant('repeat' as const), at: fc.nat() }),
  fc.record({ kind: fc.constant('swap' as const), at: fc.nat(), with: fc.nat() }),
  fc.record({ kind: fc.constant('cut' as const), at: fc.nat(), column: fc.nat(200) }),
  fc.record({ kind: fc.constant('byte' as const), at: fc.nat(), column: fc.nat(200), byte: fc.nat(255) }),
  fc.record({
    kind: fc.constant('insert' as const),
    at: fc.nat(),
    text: fc.oneof(fc.string(), fc.constantFrom('"', '\t', '\0', "'", ',,,,', '{"', '\r')),
  }),
);

function mutate(
  lines: readonly Buffer[],
  start: number,
  mutations: readonly (typeof mutation extends fc.Arbitrary<infer M> ? M : never)[],
): Buffer {
  const result = lines.slice(start, start + 60);
  for (const change of mutations) {
    const at = change.at % Math.max(1, result.length);
    const line = result[at] ?? Buffer.alloc(0);
    if (change.kind === 'drop') result.splice(at, 1);
    else if (change.kind === 'repeat') result.splice(at, 0, line);
    else if (change.kind === 'swap') result[at] = result[change.with % Math.max(1, result.length)] ?? line;
    else if (change.kind === 'cut') result[at] = line.subarray(0, change.column);
    else if (change.kind === 'insert') result.splice(at, 0, Buffer.from(change.text));
    else {
      const copy = Buffer.from(line);
      if (copy.length > 0) copy[change.column % copy.length] = change.byte;
      result[at] = copy;
    }
  }
  return Buffer.concat(result);
}

/** When a statement without a duration is told, before or after those of other sessions, depends on what is at hand. */
function bySession(executions: readonly Execution[]): readonly Execution[] {
  return executions.toSorted((a, b) => (a.session ?? '').localeCompare(b.session ?? ''));
}

function built(executions: readonly Execution[]): Workload {
  const builder = createWorkloadBuilder();
  for (const execution of executions) builder.add(execution);
  return builder.build();
}

describe.each([
  'debian.log',
  'debian.csv',
  'debian.json.gz',
  'statement-and-duration.log.gz',
  'auto-explain.log.gz',
  'syslog-iso.log.gz',
  'docker.log.gz',
])('a mutated %s', (name) => {
  it('is read or refused, and has no more statements than it has semicolons and lines', async () => {
    const lines = await linesOf(name);
    await fc.assert(
      fc.asyncProperty(
        fc.nat(lines.length),
        fc.array(mutation, { maxLength: 12 }),
        fc.integer({ min: 50, max: 70_000 }),
        async (start, mutations, chunk) => {
          const content = mutate(lines, start, mutations);
          try {
            const { executions, source } = await drain(readLog('fuzz', bytesOf(content, chunk)));
            const strings = await drain(readLog('fuzz', bytesOf(content, chunk), { onlyStrings: true }));
            expect(bySession(executions)).toEqual(bySession(strings.executions));
            expect(source).toEqual(strings.source);
            const text = content.toString('latin1');
            expect(executions.length).toBeLessThanOrEqual(text.split(/[\n;]/).length);
            expect(source.bytes).toBe(content.length);
            expect(source.statements).toBe(executions.reduce((sum, { calls }) => sum + calls, 0));
            const workload = built(executions);
            expect(workload).toEqual(built(strings.executions));
            const { queries, unparsable } = workload;
            const calls = [...queries, ...unparsable].reduce((sum, query) => sum + query.calls, 0);
            expect(calls).toBe(source.statements);
          } catch (error) {
            if (!(error instanceof UserError)) throw error;
          }
        },
      ),
      { numRuns: 150 },
    );
  });
});

it('any text is an SQL file or refused', async () => {
  const piece = fc.oneof(
    fc.constantFrom(';', "'", '$$', '\n', '\\', '\\g', 'COPY t FROM stdin', 'SELECT 1', '(', ')', '/*', '--', ':a'),
    fc.string(),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(piece), async (pieces) => {
      try {
        await drain(readSqlFile('fuzz', bytesOf(pieces.join(''))));
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
      }
    }),
    { numRuns: 500 },
  );
});
