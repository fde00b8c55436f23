import { readFile } from 'node:fs/promises';
import { expect, it } from '@jest/globals';
import { splitFields } from '../../src/workload/log/csvlog.ts';
import { readText } from './support.ts';

const HEADER =
  'log_time,user_name,database_name,process_id,connection_from,session_id,session_line_num,command_tag,session_start_time,virtual_transaction_id,transaction_id,error_severity,sql_state_code,message,detail,hint,internal_query,internal_query_pos,context,query,query_pos,location,application_name,backend_type,leader_pid,query_id\n';

const log = await readFile('fixtures/logs/debian.csv', 'utf8');

/** Records end at a newline outside of quotes. */
const records = log.match(/(?:"(?:[^"]|"")*"|[^"\n])+/g)!;

/** As a server has it whose csvlog has so many columns. */
function withColumns(count: number): string {
  const quote = (field: string) => (/[",\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field);
  return records.map((record) => `${splitFields(record, ',').slice(0, count).map(quote).join(',')}\n`).join('');
}

it.each([
  [8.4, 22],
  [9.6, 23],
  [13, 24],
  [18, 26],
])('the csvlog of PostgreSQL %d, of %d columns, is read', async (_, columns) => {
  const expected = await readText(log);
  const { executions, source } = await readText(withColumns(columns));
  const withoutApplication = expected.executions.map((execution) => ({ ...execution, application: null }));
  expect(executions).toEqual(columns === 22 ? withoutApplication : expected.executions);
  expect(source.skipped).toEqual(expected.source.skipped);
});

it.each([
  ['syslog', 'Nov 23 12:51:47 vm postgres[7]: '],
  ['docker compose', 'db-1  | '],
  ['kubectl logs --prefix', '[pod/db-0/postgres] '],
])('behind what %s puts before each line too', async (_, head) => {
  const expected = await readText(log);
  const { executions } = await readText(`${log.trimEnd().replaceAll(/^/gm, head)}\n`);
  expect(executions).toEqual(expected.executions);
});

it('so is one that COPY has written of a table, with a header or without', async () => {
  const expected = await readText(log);
  const copied = log
    .replace(/^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)\.(\d{3}) UTC,/gm, (_, time: string, ms: string) => {
      const fraction = ms.replace(/0+$/, '');
      return `${time}${fraction === '' ? '' : '.'}${fraction}+00,`;
    })
    .replace(/,(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d) UTC,/g, ',$1+00,');
  expect(copied).not.toContain(' UTC,');
  for (const text of [copied, HEADER + copied, HEADER + log]) {
    const { executions, source } = await readText(text);
    expect(executions).toEqual(expected.executions);
    expect(source).toMatchObject({ format: 'csvlog', skipped: expected.source.skipped });
  }
});

it('is a csvlog also where its literals have more lines that look like those of another log', async () => {
  const other = "\n2026-11-20 09:00:00 UTC [5] app@shop LOG:  duration: 1.000 ms  statement: SELECT 'bob'";
  const written = `INSERT INTO lines VALUES ('${other.replaceAll("'", "''").repeat(5)}')`;
  const record = `2026-11-23 12:51:46.003 UTC,"app","shop",7,"1.1.1.1:5",69.7,1,"INSERT",2026-11-23 12:00:00 UTC,3/4,0,LOG,00000,"duration: 1.000 ms  statement: ${written}",,,,,,,,,"web","client backend",,0\n`;
  const { executions, source } = await readText(record.repeat(3));
  expect(source.format).toBe('csvlog');
  expect(executions.map(({ sql }) => sql)).toEqual([written, written, written]);
});

it('is no other program’s log whose statements have TABs, and a tag in a literal', async () => {
  const record = (sql: string) =>
    `2026-11-23 12:49:53.902 UTC,"app","shop",20,"[local]",6b04366e.14,4,"SELECT",2026-11-23 12:49:50 UTC,20/0,0,LOG,00000,"duration: 1.000 ms  statement: ${sql}",,,,,,,,,"web","client backend",,0\n`;
  const text =
    record('SELECT id FROM t\nWHERE a\tAND b') +
    record("SELECT 1\nFROM lines WHERE line = 'ERROR:  x'") +
    record('COMMIT');
  const { executions, source } = await readText(text);
  expect(source.format).toBe('csvlog');
  expect(executions).toHaveLength(2);
});
