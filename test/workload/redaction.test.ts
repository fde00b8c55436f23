import { beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { loadParser } from '../../src/sql/parser.ts';
import { collectSources } from '../../src/workload/collect.ts';
import { redactDocument } from '../../src/workload/file/redact.ts';
import { workloadFilePieces } from '../../src/workload/file/workload-file.ts';
import { readLog } from '../../src/workload/read-log.ts';
import { asCsvlog, asStderr, syslogPieces, type JsonRecord } from './as-logged.ts';
import { errorsOf, framesOf, plansOf } from './secrets.ts';
import { bytesOf } from './support.ts';

beforeAll(() => loadParser());

/** In any case it is found again, and no name: of those some stay. */
const secret = fc.oneof(
  fc.stringMatching(/^7[qzx]{4}[0-9]{5}$/),
  fc.integer({ min: 700_000_000, max: 799_999_999 }).map(String),
);
/** What may be around a secret in a value. */
const around = fc.constantFrom("'", "''", '"', '\\', '\n', '\n\t', '\r\n', '--', '/*', '*/', '$$', '$1', ';', '@x.org', 'é', '😀', '%', '{"', '  (cost=1', ',', '?', '::', 'LOG:  x', ' '); // prettier-ignore
const value = fc
  .tuple(secret, fc.array(around, { maxLength: 2 }), fc.array(around, { maxLength: 2 }))
  .map(([kept, before, after]) => ({ kept, text: `${before.join('')}${kept}${after.join('')}` }));

const doubled = (text: string) => text.replaceAll("'", "''");
/** As a client may write it. */
const FORMS: readonly ((value: { readonly kept: string; readonly text: string }) => string)[] = [
  ({ text }) => `'${doubled(text)}'`,
  ({ text }) => `E'${doubled(text).replaceAll('\\', '\\\\')}'`,
  ({ text }) => `N'${doubled(text)}'`,
  ({ text }) => `U&'${doubled(text).replaceAll('\\', '\\\\')}'`,
  ({ text }) => `$a_1$${text}$a_1$`,
  ({ text }) => `'x'\n  -- ${text.replaceAll(/[\r\n]/g, ' ')}\n'${doubled(text)}'`,
  ({ kept }) => (/^\d+$/.test(kept) ? `-${kept}.5` : `'${kept}'`),
  ({ kept }) => (/^\d+$/.test(kept) ? kept : `X'${kept}'`),
];

interface Logged {
  readonly level: string;
  readonly state: string;
  readonly message: string;
  readonly detail?: string;
  readonly context?: string;
  readonly statement?: string;
}

const logged = fc
  .record({
    value,
    form: fc.constantFrom(...FORMS),
    kind: fc.constantFrom('simple', 'bound', 'failed', 'failed', 'plan', 'log'),
    pick: fc.nat(),
    frame: fc.nat(),
    isCut: fc.boolean(),
  })
  .map(({ value: { kept, text }, form, kind, pick, frame, isCut }): { kept: string; record: Logged } => {
    const log = { level: 'LOG', state: '00000' };
    const frames = framesOf(form({ kept, text }), kept);
    const sql = frames[frame % frames.length]!;
    if (kind === 'simple') {
      // Some carriers cut long messages, here in the middle of a literal.
      const end = sql.indexOf(kept) + kept.length;
      const statement = isCut && end >= kept.length ? sql.slice(0, end) : sql;
      return { kept, record: { ...log, message: `duration: 1.000 ms  statement: ${statement}` } };
    }
    if (kind === 'bound') {
      const detail = `Parameters: $1 = '${doubled(text)}', $2 = NULL`;
      const message = `duration: 1.000 ms  execute <unnamed>: SELECT a FROM t WHERE b = $1 AND c = $2 AND 1 < ANY (ARRAY[${pick % 3}])`;
      return { kept, record: { ...log, message, detail } };
    }
    if (kind === 'plan') {
      const plans = plansOf(text, sql);
      return { kept, record: { ...log, message: `duration: 1.000 ms  plan:\n${plans[pick % plans.length]!}` } };
    }
    const errors = errorsOf(text, kept, sql);
    const error = errors[pick % errors.length]!;
    return { kept, record: { level: 'ERROR', statement: sql, ...error, ...(kind === 'log' && log) } };
  });

function toJson({ level, state, ...parts }: Logged, n: number): JsonRecord {
  const at = `2026-11-20 10:00:0${n % 10}.000 UTC`;
  return {
    ...{
      timestamp: at,
      user: 'app',
      dbname: 'shop',
      pid: 7,
      remote_host: '10.0.0.1',
      remote_port: 5,
      session_id: '69.7',
    },
    ...{
      line_num: n + 1,
      session_start: '2026-11-20 09:00:00 UTC',
      error_severity: level,
      state_code: state,
      ...parts,
    },
    application_name: 'web',
  };
}

/** A log in the format. */
const WRITERS: Readonly<Record<string, (records: readonly JsonRecord[]) => string>> = {
  stderr: (records) => asStderr(records, '%m [%p] %q%u@%d '),
  'stderr of other settings': (records) => asStderr(records, '%t:%r:%u@%d:[%p]: '),
  csvlog: asCsvlog,
  jsonlog: (records) => records.map((record) => `${JSON.stringify(record)}\n`).join(''),
  syslog: (records) =>
    records
      .flatMap((record, n) => syslogPieces(record, '%q%u@%d ', n + 1))
      .map((piece) => `Nov 20 10:00:00 db postgres[7]: ${piece.replaceAll('\t', '#011')}\n`)
      .join(''),
  Docker: (records) =>
    asStderr(records, '%m [%p] %q%u@%d ')
      .split('\n')
      .slice(0, -1)
      .map((line) => `${JSON.stringify({ log: `${line}\n`, stream: 'stderr', time: '2026-11-20T10:00:00Z' })}\n`)
      .join(''),
};

/** The workload of a log as files have it. */
async function saved(text: string): Promise<{ full: string; redacted: string }> {
  const builder = await collectSources([readLog('x.log', bytesOf(text))]);
  const [full, redacted] = [builder.toLazyDocument(), redactDocument(builder.toLazyDocument())].map((document) =>
    [...workloadFilePieces(document)].join('').toLowerCase(),
  );
  return { full: full!, redacted: redacted! };
}

/** A log of which nothing comes is an error. */
const first = toJson({ level: 'LOG', state: '00000', message: 'duration: 1.000 ms  statement: SELECT a FROM t' }, 0);

it.each(Object.keys(WRITERS))('no value of a log as %s is in its workload when it is redacted', async (format) => {
  let inFull = 0;
  const runs = 50;
  await fc.assert(
    fc.asyncProperty(fc.array(logged, { minLength: 1, maxLength: 8 }), async (all) => {
      const text = WRITERS[format]!([first, ...all.map(({ record }, i) => toJson(record, i + 1))]);
      const { full, redacted } = await saved(text);
      if (all.some(({ kept }) => full.includes(kept))) inFull++;
      for (const { kept } of all) expect(redacted).not.toContain(kept);
    }),
    { numRuns: runs },
  );
  // What was not read tells nothing.
  expect(inFull).toBeGreaterThan(runs / 3);
});

it('an SQLSTATE that is none, as of a damaged record, is not kept', async () => {
  const error = { level: 'ERROR', state: '220r type date: "7qzxq12345"', message: 'invalid' };
  const { full } = await saved(WRITERS.jsonlog!([first, toJson(error, 1)]));
  expect(full).toContain('"kind":"error"');
  expect(full).not.toContain('7qzxq12345');
});
