import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseParameters } from '../../src/workload/log/parameters.ts';
import { createMessageReader } from '../../src/workload/log/message.ts';
import { parseTimestamp } from '../../src/workload/log/timestamp.ts';

describe('parseParameters', () => {
  it('gives back any values that the server can write', () => {
    const value = fc.option(
      fc.oneof(fc.string(), fc.constantFrom("'", ", $2 = 'x'", 'NULL', 'a\nb', '', "', $2 = NULL")),
      { nil: null },
    );
    const words = fc.constantFrom('parameters: ', 'Parameters: ', 'Parameter: ', 'paramètres : ', 'パラメータ: ');
    fc.assert(
      fc.property(words, fc.array(value, { minLength: 1, maxLength: 12 }), (word, values) => {
        fc.pre(!values.some((one) => one?.endsWith('...')));
        const written = values.map(
          (one, i) => `$${i + 1} = ${one === null ? 'NULL' : `'${one.replaceAll("'", "''")}'`}`,
        );
        expect(parseParameters(word + written.join(', '))).toEqual(values);
      }),
      { numRuns: 500 },
    );
  });

  it('has a value that ends as one that was cut where another is longer', () => {
    expect(parseParameters("parameters: $1 = 'wait...', $2 = 'longer than it', $3 = NULL")).toEqual([
      'wait...',
      'longer than it',
      null,
    ]);
    expect(parseParameters("parameters: $1 = 'wait...', $2 = 'and so on and on...'")).toEqual([]);
    expect(parseParameters("parameters: $1 = 'wait...', $2 = 'abcdefg'")).toEqual([]);
    expect(parseParameters("parameters: $1 = 'éé...', $2 = 'abcdefg'")).toEqual([]);
    expect(parseParameters("parameters: $1 = 'éé...', $2 = 'abcdefgh'")).toEqual(['éé...', 'abcdefgh']);
  });

  it.each([
    [null],
    ['Key (email)=(a@b) already exists.'],
    ["parameters: $1 = 'cut off"],
    ["parameters: $1 = 'yyyy...'"],
    ["parameters: $1 = '1', $3 = '2'"],
    ["prepare: PREPARE p AS SELECT * FROM a_table_with_a_long_name WHERE b = $1 = 'x'"],
  ])('has no values for %j', (detail) => {
    expect(parseParameters(detail)).toEqual([]);
  });
});

describe('a message', () => {
  it.each([
    ['duration: 1.234 ms  statement: SELECT 1', { kind: 'statement', durationUs: 1234, sql: 'SELECT 1' }],
    ['duration: 1.234 ms  statement:', { kind: 'statement', durationUs: 1234, sql: '' }],
    ['statement: SELECT 1', { kind: 'statement', durationUs: null, sql: 'SELECT 1' }],
    [
      'duration: 0.084 ms  execute S_1/C_2: SELECT 1',
      { kind: 'execute', portal: 'C_2', fetch: false, durationUs: 84, sql: 'SELECT 1' },
    ],
    [
      'execute fetch from S: a: /* x: y */ SELECT 1',
      { kind: 'execute', portal: '', fetch: true, durationUs: null, sql: '/* x: y */ SELECT 1' },
    ],
    ['duration: 3.000 ms  bind <unnamed>: SELECT 1', { kind: 'parse-or-bind' }],
    ['duration: 3.000 ms', { kind: 'duration', durationUs: 3000 }],
    ['duration: 3.000 ms  plan:\nQuery Text: x', { kind: 'plan', durationUs: 3000, text: 'Query Text: x' }],
    ['durée : 0.252 ms, analyse S_1 : SELECT 1', { kind: 'parse-or-bind' }],
    [
      'durée : 0.252 ms  exécute S_1/C_2 : SELECT 1',
      { kind: 'execute', portal: 'C_2', fetch: false, durationUs: 252, sql: 'SELECT 1' },
    ],
    ['продолжительность: 2.054 мс, оператор: SELECT 1', { kind: 'statement', durationUs: 2054, sql: 'SELECT 1' }],
    ['실행시간: 0.236 ms  S_1 구문분석: SELECT 1', { kind: 'parse-or-bind' }],
    [
      '수행시간: 0.236 ms  쿼리실행 S_1: SELECT 1',
      { kind: 'execute', portal: '', fetch: false, durationUs: 236, sql: 'SELECT 1' },
    ],
    ['varaktighet 1.000 ms', { kind: 'duration', durationUs: 1000 }],
    [
      '执行时间: 1.000 ms 执行S_1: SELECT 1',
      { kind: 'execute', portal: '', fetch: false, durationUs: 1000, sql: 'SELECT 1' },
    ],
    ['délka: 1.000 ms  příkaz: SELECT 1', { kind: 'foreign' }],
    ['connection ready: setup total=9.350 ms, fork=0.388 ms', null],
    ['process 19385 still waiting for ShareLock on transaction 1344 after 100.107 ms', null],
    ['checkpoint complete: wrote 46 buffers (0.1%); write=0.001 s', null],
  ])('%j', (message, expected) => {
    expect(createMessageReader()(message)).toEqual(expected);
  });
});

it.each([
  ['2026-11-23 12:51:46.003 UTC', Date.UTC(2026, 10, 23, 12, 51, 46, 3)],
  ['2026-11-23 12:51:46 +0545', Date.UTC(2026, 10, 23, 7, 6, 46)],
  ['2026-11-23 12:51:46 -03', Date.UTC(2026, 10, 23, 15, 51, 46)],
  ['2026-11-23 12:51:46 CEST', Date.UTC(2026, 10, 23, 10, 51, 46)],
  ['2026-11-23 12:51:46 XYZ', null],
])('the time %s', (text, expected) => {
  expect(parseTimestamp(text)).toBe(expected);
});
