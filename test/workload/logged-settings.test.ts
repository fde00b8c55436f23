import { expect, it } from '@jest/globals';
import { collectWorkload } from '../../src/workload/collect.ts';
import { readLog } from '../../src/workload/read-log.ts';
import { bytesOf } from './support.ts';

const stderr = (message: string) => `2026-11-23 12:51:46.000 UTC [1] LOG:  ${message}\n`;
const json = (message: string) =>
  `${JSON.stringify({ timestamp: '2026-11-23 12:51:46.000 UTC', pid: 1, error_severity: 'LOG', message })}\n`;
const csv = (message: string) =>
  `2026-11-23 12:51:46.000 UTC,,,1,,6b0436e3.1,1,,2026-11-23 12:51:46 UTC,,0,LOG,00000,"${message.replaceAll('"', '""')}",,,,,,,,,"","postmaster",,0\n`;

async function incompleteOf(text: string): Promise<readonly string[]> {
  return (await collectWorkload([readLog('pg.log', bytesOf(text))])).incomplete;
}

it.each([
  ['stderr', stderr],
  ['jsonlog', json],
  ['csvlog', csv],
])('a %s that tells of sampling is said to be a sample', async (_, line) => {
  const text = [
    'duration: 1.000 ms  statement: SELECT a FROM t',
    'received SIGHUP, reloading configuration files',
    'parameter "log_statement_sample_rate" changed to "0.1"',
    'parameter "work_mem" changed to "64MB"',
    'parameter "auto_explain.sample_rate" changed to "0.05"',
    'parameter "log_statement_sample_rate" changed to "0.5"',
    'parameter "log_transaction_sample_rate" changed to "0"',
    'parameter "log_min_duration_statement" changed to "250ms"',
  ];
  expect(await incompleteOf(text.map(line).join(''))).toEqual([
    'pg.log: while it was written auto_explain.sample_rate was set to 0.05: from then on plans are those of a sample',
    'pg.log: while it was written log_min_duration_statement was set to 250ms: from then on faster statements are not counted',
    'pg.log: while it was written log_statement_sample_rate was set to 0.1 and 0.5: from then on calls and times are those of a sample',
  ]);
});

it('what a function raises, and what leaves nothing out, is no setting', async () => {
  const text = [
    'duration: 1.000 ms  statement: SELECT a FROM t',
    'parameter "log_statement_sample_rate" changed to "1"',
    'parameter "log_min_duration_statement" changed to "0"',
    'parameter "log_min_duration_sample" changed to "0"',
    'parameter "log_statement_sample_rate" removed from configuration file, reset to default',
    'parameter "log_statement_sample_rate" changed to "0.1"',
  ].map(stderr);
  const raised = '2026-11-23 12:51:46.000 UTC [1] CONTEXT:  PL/pgSQL function f() line 1 at RAISE\n';
  expect(await incompleteOf(text.join('') + raised)).toEqual([]);
});

it.each([
  ['-1', 'parameter "log_min_duration_statement" changed to "-1"'],
  ['its default', 'parameter "log_min_duration_statement" removed from configuration file, reset to default'],
  [
    'it in German',
    'Parameter »log_min_duration_statement« wurde aus Konfigurationsdatei entfernt, wird auf Standardwert zurückgesetzt',
  ],
  [
    'it in French',
    'paramètre « log_min_duration_statement » supprimé du fichier de configuration ;\n\tréinitialisation à la valeur par défaut',
  ],
  [
    'it in Japanese',
    'パラメーター"log_min_duration_statement"が設定ファイルから削除されました。デフォルト値に戻ります。',
  ],
])('that statements are no longer logged is said: %s', async (_, message) => {
  expect(await incompleteOf(stderr('duration: 1.000 ms  statement: SELECT a FROM t') + stderr(message))).toEqual([
    'pg.log: while it was written log_min_duration_statement was set to -1: from then on only what other settings log is counted',
  ]);
});

it('what is faster than what is sampled is not there, and neither is what comes when nothing is sampled', async () => {
  const text = [
    'duration: 1.000 ms  statement: SELECT a FROM t',
    'parameter "log_min_duration_sample" changed to "100ms"',
    'parameter "log_min_duration_sample" removed from configuration file, reset to default',
  ];
  expect(await incompleteOf(text.map(stderr).join(''))).toEqual([
    'pg.log: while it was written log_min_duration_sample was set to -1: from then on only what other settings log is counted',
    'pg.log: while it was written log_min_duration_sample was set to 100ms: from then on faster statements are counted only as far as other settings log them',
  ]);
});

it.each([
  ['parameter "log_timezone" changed to "Asia/Shanghai"'],
  ['Parameter »log_timezone« auf »Asia/Shanghai« gesetzt'],
])('names a zone that a log came to be in too late to tell by it what its times are: %s', async (change) => {
  const early = stderr('duration: 1.000 ms  statement: SELECT a FROM t').repeat(1_500);
  const read = stderr('received SIGHUP, reloading configuration files');
  const late = (zone: string, time: string) =>
    early + read + stderr(change).replace('12:51:46.000 UTC', `${time} ${zone}`);
  expect(await incompleteOf(late('CST', '20:51:46.010'))).toEqual([
    'pg.log: while it was written log_timezone was set to Asia/Shanghai: from then on its times are read as those of another zone; for that one, pass it as --log-timezone',
  ]);
  expect(await incompleteOf(late('+08', '20:51:46.010'))).toEqual([]);
  const { incomplete } = await collectWorkload([
    readLog('pg.log', bytesOf(late('CST', '20:51:46.010')), { timezone: 'Asia/Shanghai' }),
  ]);
  expect(incomplete).toEqual([]);
});
