import { describe, expect, it } from '@jest/globals';
import { readText } from './support.ts';

/* Docker and containerd cut long lines into pieces of 16 KiB. */

const PIECE_BYTES = 16_384;

const columns = (count: number) => Array.from({ length: count }, (_, n) => `column_${n}`).join(', ');
const statements = [`SELECT ${columns(3)}\n\tFROM t`, `SELECT ${columns(3_000)} FROM t`, `SELECT ${columns(4)} FROM t`];
const record = (sql: string, n: number) =>
  `2026-11-23 12:51:4${n}.003 UTC [7] app@shop LOG:  duration: ${n}.500 ms  statement: ${sql}`;
const lines = statements.map(record).flatMap((text) => text.split('\n'));

const operator = (sql: string, n: number) =>
  JSON.stringify({
    level: 'info',
    logger: 'postgres',
    record: {
      log_time: `2026-11-23 12:51:4${n}.003 UTC`,
      process_id: '7',
      error_severity: 'LOG',
      message: `duration: ${n}.500 ms  statement: ${sql}`,
    },
  });

interface Piece {
  readonly text: string;
  readonly isLast: boolean;
  readonly isLone: boolean;
}

function piecesOf(line: string): Piece[] {
  const count = Math.ceil(line.length / PIECE_BYTES);
  return Array.from({ length: count }, (_, n) => ({
    text: line.slice(n * PIECE_BYTES, (n + 1) * PIECE_BYTES),
    isLast: n === count - 1,
    isLone: count === 1,
  }));
}

const time = '2026-11-23T12:51:40.003Z';
const journal = { __REALTIME_TIMESTAMP: '1795438300003000', _PID: '812', SYSLOG_IDENTIFIER: 'a1b2c3' };
const CARRIERS: Readonly<Record<string, (piece: Piece) => object | string>> = {
  'Fluent Bit’s parser of containerd’s lines': ({ text, isLast }) => {
    return { time, stream: 'stderr', logtag: isLast ? 'F' : 'P', message: text };
  },
  'Docker’s journald driver': ({ text, isLast, isLone }) => ({
    ...journal,
    MESSAGE: text,
    ...(!isLone && { CONTAINER_PARTIAL_LAST: `${isLast}` }),
    ...(!isLast && { CONTAINER_PARTIAL_MESSAGE: 'true' }),
  }),
  'Docker’s fluentd driver': ({ text, isLast, isLone }) => ({
    container_name: '/pg',
    log: text,
    ...(!isLone && { partial_message: 'true', partial_last: `${isLast}` }),
  }),
  Vector: ({ text, isLast }) => ({ timestamp: time, message: text, ...(!isLast && { _partial: true }) }),
  'an entry that tells nothing of it': ({ text }) => ({ '@timestamp': time, message: text }),
  'journalctl -o short-iso': ({ text }) => `2026-11-23T12:51:40+0000 host a1b2c3[812]: ${text}`,
  'Docker’s syslog driver': ({ text }) => `Nov 23 12:51:40 host a1b2c3[812]: ${text}`,
};

const asLine = (entry: object | string) => `${typeof entry === 'string' ? entry : JSON.stringify(entry)}\n`;

describe.each(Object.entries(CARRIERS))('pieces of a line, as of %s', (_, carry) => {
  it('are one line again', async () => {
    const log = lines.flatMap(piecesOf).map(carry).map(asLine).join('');
    const { executions, source } = await readText(log);
    expect(executions.map(({ sql }) => sql)).toEqual(statements.map((sql) => sql.replace('\n\t', '\n')));
    expect(source.skipped).toEqual({});
  });

  it('are one line of an operator’s JSON again', async () => {
    const log = statements.map(operator).flatMap(piecesOf).map(carry).map(asLine).join('');
    const { executions, source } = await readText(log);
    expect(executions.map(({ sql }) => sql)).toEqual(statements);
    expect(source.skipped).toEqual({});
  });
});

it('pieces of two containers in turn are of two lines', async () => {
  const piece = (pod: string, { text, isLast }: Piece) => {
    const kubernetes = { pod_name: pod };
    return { time, stream: 'stderr', logtag: isLast ? 'F' : 'P', message: text, kubernetes };
  };
  const line = record(statements[1]!, 1);
  const log = piecesOf(line).flatMap((each) => ['a', 'b'].map((pod) => asLine(piece(pod, each))));
  const { executions } = await readText(log.join(''));
  expect(executions.map(({ sql }) => sql)).toEqual([statements[1], statements[1]]);
});
