import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { ByteScanner } from '../../src/workload/log/bytes/byte-scanner.ts';
import { RowTable } from '../../src/workload/log/bytes/row-table.ts';
import { readText } from './support.ts';

const at = (rest: string) => `2026-11-23 12:51:46.003 UTC [21200] postgres@shop ${rest}\n`;
const select = (n: number) => at(`LOG:  duration: ${n}.000 ms  statement: SELECT ${n}`);
const csv = (sql: string) =>
  `2026-11-23 12:49:50.740 UTC,"postgres","shop",1,"h:1",6b04366e.4ba9,3,"SELECT",2026-11-23 12:49:50 UTC,3/0,0,LOG,00000,"duration: 1.000 ms  statement: ${sql}",,,,,,,,,"psql","client backend",,1\n`;
const json = (sql: string) =>
  `{"timestamp":"2026-11-23 12:49:51.864 UTC","pid":1,"session_id":"6b04366e.4ba9","error_severity":"LOG","message":"duration: 1.000 ms  statement: ${sql}"}\n`;

/** What is found, by the scanner of bytes and by the readers of strings: the same. */
async function read(content: string | Buffer) {
  const [bytes, strings] = await Promise.all([readText(content), readText(content, { onlyStrings: true })]);
  expect(bytes.executions).toEqual(strings.executions);
  expect(bytes.source).toEqual(strings.source);
  const { skipped, lostAt } = bytes.source;
  return { sql: bytes.executions.map(({ sql }) => sql), skipped, lostAt };
}

describe('a log that ends inside of a line', () => {
  const begin = select(1) + select(2);

  it('has that line named by its place, and what there is of a record taken', async () => {
    expect(await read(begin + at('LOG:  duration: 3.000 ms  statement: SELECT 3 FROM t').slice(0, -5))).toEqual({
      sql: ['SELECT 1', 'SELECT 2', 'SELECT 3 FR'],
      skipped: { 'last line without its end': 1 },
      lostAt: { 'last line without its end': [begin.length] },
    });
  });

  it('does not take a cut prefix for more of the statement before it', async () => {
    expect(await read(`${begin}2026-11-23 12:5`)).toEqual({
      sql: ['SELECT 1', 'SELECT 2'],
      skipped: { 'last line without its end': 1 },
      lostAt: { 'last line without its end': [begin.length] },
    });
  });

  it('may end so in a further line of a record', async () => {
    const text = `${begin}${at('LOG:  duration: 3.000 ms  statement: SELECT 3').slice(0, -1)}\n\tFROM`;
    expect(await read(text)).toMatchObject({
      sql: ['SELECT 1', 'SELECT 2', 'SELECT 3\nFROM'],
      lostAt: { 'last line without its end': [text.length - 5] },
    });
  });

  it('has nothing named where it ends at the end of a record', async () => {
    expect(await read(begin)).toMatchObject({ skipped: {}, lostAt: {} });
  });

  it.each([
    ['csvlog', csv],
    ['jsonlog', json],
  ])('loses the record where it is a %s, which tells what is whole', async (_, record) => {
    const whole = record('SELECT 1');
    for (const cut of [30, 120, 140]) {
      const { sql, skipped, lostAt } = await read(whole + record('SELECT 2').slice(0, cut));
      expect(sql).toEqual(['SELECT 1']);
      expect(Object.values(skipped)).toEqual([1]);
      expect(Object.values(lostAt!)).toEqual([[whole.length]]);
    }
    expect(await read(whole + record('SELECT 2').slice(0, -1))).toMatchObject({ skipped: {} });
  });

  it('is the same when it is compressed, or in a carrier', async () => {
    const text = begin + select(3).slice(0, -3);
    expect(await read(gzipSync(Buffer.from(text)))).toMatchObject({
      lostAt: { 'last line without its end': [begin.length] },
    });
    const lines = begin.replaceAll(/^/gm, '2026-11-23T12:51:46.003Z stdout F ').slice(0, -34);
    const cut = '2026-11-23T12:51:46.003Z stdout F 2026-11-23 12:51:46.003 UTC [21200] postgres@sh';
    expect(await read(lines + cut)).toMatchObject({ lostAt: { 'last line without its end': [lines.length] } });
    const docker = (line: string) => `${JSON.stringify({ log: line, stream: 'stderr', time: 'x' })}\n`;
    const entries = docker(select(1)) + docker(select(2));
    expect(await read(entries + docker(select(3)).slice(0, 60))).toMatchObject({
      sql: ['SELECT 1', 'SELECT 2'],
      lostAt: { 'line not recognised': [entries.length] },
    });
    expect(await read(entries.slice(0, -1))).toMatchObject({ skipped: {} });
  });
});

describe('NUL bytes', () => {
  const nuls = '\0'.repeat(40);

  it('before a record leave it whole, and are named', async () => {
    for (const record of [select, (n: number) => csv(`SELECT ${n}`), (n: number) => json(`SELECT ${n}`)]) {
      expect(await read(record(1) + nuls + record(2) + record(3))).toEqual({
        sql: ['SELECT 1', 'SELECT 2', 'SELECT 3'],
        skipped: { 'line with NUL bytes': 1 },
        lostAt: { 'line with NUL bytes': [record(1).length] },
      });
    }
  });

  it('inside of a record take it away, and nothing else', async () => {
    for (const record of [
      (sql: string) => at(`LOG:  duration: 1.000 ms  statement: ${sql.replaceAll('\n', '\n\t')}`),
      csv,
      (sql: string) => json(sql.replaceAll('\n', '\\n')),
    ]) {
      const [first, last] = [record('SELECT 1'), record('SELECT 3')];
      for (const sql of [`SELECT '${nuls}'`, `SELECT ${nuls}\n, 2`, `SELECT 2${nuls}`]) {
        expect(await read(first + record(sql) + last)).toEqual({
          sql: ['SELECT 1', 'SELECT 3'],
          skipped: { 'line with NUL bytes': 1 },
          lostAt: { 'line with NUL bytes': [first.length] },
        });
      }
      const { sql, skipped } = await read(first + record(`SELECT 2\n, '${nuls}'\n, 3`) + last);
      expect(sql).toEqual(['SELECT 1', 'SELECT 3']);
      expect(skipped).toEqual({ 'line with NUL bytes': 1 });
    }
  });

  it('in a DETAIL take the record away', async () => {
    const text = `${select(1)}${at(`DETAIL:  parameters: $1 = '${nuls}'`)}${select(2)}`;
    expect(await read(text)).toMatchObject({ sql: ['SELECT 2'], skipped: { 'line with NUL bytes': 1 } });
  });
});

describe('NUL bytes before what begins no record', () => {
  const record = (n: number) => select(n);

  it.each(['\x01\x02', '\tFROM t', 'of another program'])('are named once: %j', async (rest) => {
    const begin = record(1) + record(2);
    expect(await read(`${begin}${record(3)}\0\0${rest}\n${record(4)}`)).toMatchObject({
      // What goes on after them may have lost more.
      sql: rest.startsWith('\t') ? ['SELECT 1', 'SELECT 2', 'SELECT 4'] : [1, 2, 3, 4].map((n) => `SELECT ${n}`),
      skipped: { [rest.startsWith('\t') ? 'line with NUL bytes' : 'line not recognised']: 1 },
    });
  });

  it('are named once in a csvlog and a jsonlog', async () => {
    for (const each of [csv, json]) {
      const text = `${each('SELECT 1')}\0\0{ or other things\n${each('SELECT 2')}`;
      const { sql, skipped } = await read(text);
      expect(sql).toEqual(['SELECT 1', 'SELECT 2']);
      expect(Object.values(skipped)).toEqual([1]);
    }
  });
});

describe('a csvlog’s record that is cut off inside of quotes', () => {
  const start = '2026-11-23 12:49:50.740 UTC';
  const unnamed = (message: string) =>
    `${start},,,77,,6b04366e.77,1,,2026-11-23 12:00:00 UTC,,0,LOG,00000,"${message}",,,,,,,,,"","checkpointer",,0\n`;
  const cut = csv('SELECT 2 FROM t').slice(0, 150);

  it('takes none of those with it that follow, of clients or not', async () => {
    for (const next of [
      unnamed('checkpoint starting: time'),
      unnamed('""a"" is not known'),
      unnamed('a\nb').replace('"",', ','),
      csv('SELECT 3'),
      csv('SELECT 3').replace('"shop"', ''),
      csv('SELECT 3').replace('"postgres","shop"', '"",""'),
      csv('SELECT 3').replace(start, `"${start}"`),
    ]) {
      const { skipped, lostAt, sql } = await read(`${csv('SELECT 1')}${cut}\n${next}${next}${csv('SELECT 4')}`);
      expect(sql.filter((each) => each !== 'SELECT 3')).toEqual(['SELECT 1', 'SELECT 4']);
      expect(sql).toHaveLength(next.includes('SELECT 3') ? 4 : 2);
      expect(skipped).toEqual({ 'malformed record': 1 });
      expect(lostAt).toEqual({ 'malformed record': [csv('SELECT 1').length] });
    }
  });

  it('is none where a text in quotes only looks like more records', async () => {
    for (const each of [
      unnamed('checkpoint starting: time'),
      csv('SELECT 3'),
      unnamed('"quoted" words'),
      unnamed(''),
    ]) {
      const text = `SELECT '\n${each}${each}${each.trim()}', 5`;
      expect(await read(csv(text.replaceAll('"', '""')) + csv('SELECT 4'))).toEqual({
        sql: [text, 'SELECT 4'],
        skipped: {},
        lostAt: {},
      });
    }
  });
});

describe('half of a surrogate pair', () => {
  it("in a carrier's JSON is named, and read as what stands for such characters", async () => {
    const first = `${JSON.stringify({ log: select(1) })}\n`;
    const text = `${first}${JSON.stringify({ log: at("LOG:  duration: 2.000 ms  statement: SELECT 'a\ud83d'") })}\n`;
    expect(await read(text)).toEqual({
      sql: ['SELECT 1', "SELECT 'a\ufffd'"],
      skipped: { 'lone surrogate': 1 },
      lostAt: { 'lone surrogate': [first.length] },
    });
  });
});

describe('the scanner of bytes', () => {
  it('has a small window again after a long record', () => {
    const scanner = new ByteScanner('jsonlog', null);
    const before = scanner.windowBytes;
    const bytes = Buffer.from(json('SELECT 1') + json(`SELECT '${'x'.repeat(9_000_000)}'`) + json('SELECT 2'));
    const rows = new RowTable();
    expect(scanner.scan(bytes, 0, bytes.length, true, rows)).toBe(bytes.length);
    expect(rows.count).toBe(3);
    expect(scanner.windowBytes).toBe(before);
  });
});

describe('the objects of a carrier', () => {
  const docker = (line: string) => `${JSON.stringify({ log: line, stream: 'stderr', time: '2026-11-23T12:51:46Z' })}\n`;
  const inDocker = (n: number) => docker(select(n));

  it('have what stands between them named by its place', async () => {
    const begin = inDocker(1) + inDocker(2);
    for (const junk of ['plain words', '[info] a list, say', '"one quote', '}', 'more {braces', '{"words"}']) {
      const { sql, skipped, lostAt } = await read(`${begin}${junk}\n${inDocker(3)}`);
      expect(sql).toEqual(['SELECT 1', 'SELECT 2', 'SELECT 3']);
      const isNothing = junk === '}';
      expect(skipped).toEqual(isNothing ? {} : { 'line not recognised': 1 });
      expect(lostAt).toEqual(isNothing ? {} : { 'line not recognised': [begin.length] });
    }
  });

  it('have the server’s own lines read that stand between them', async () => {
    const bare = select(2).replace(/\n$/, '\n\tFROM t\n');
    expect(await read(inDocker(1) + bare + inDocker(3))).toEqual({
      sql: ['SELECT 1', 'SELECT 2\nFROM t', 'SELECT 3'],
      skipped: {},
      lostAt: {},
    });
  });

  it('have one that is cut off named by its own place, compressed or not', async () => {
    const begin = inDocker(1) + inDocker(2);
    const text = `${begin}${inDocker(3).slice(0, 80)}\n${inDocker(4)}`;
    for (const content of [text, gzipSync(text)]) {
      expect(await read(content)).toEqual({
        sql: ['SELECT 1', 'SELECT 2', 'SELECT 4'],
        skipped: { 'line not recognised': 1 },
        lostAt: { 'line not recognised': [begin.length] },
      });
    }
  });

  it('have what is wrong within them named by their places', async () => {
    const [first, last] = [csv('SELECT 1'), csv('SELECT 2')].map(docker);
    const text = `${first!}${docker('no record\n')}${docker(csv('SELECT 3').slice(0, 140))}${docker('\n')}${last!}`;
    for (const content of [text, gzipSync(text)]) {
      const { sql, lostAt } = await read(content);
      expect(sql).toEqual(['SELECT 1', 'SELECT 2']);
      expect(lostAt).toEqual({
        'line not recognised': [first!.length],
        'malformed record': [text.length - last!.length - docker('\n').length],
      });
    }
  });

  it('lose nothing to what a list of them has around it', async () => {
    const entries = [1, 2].map((n) => ({ message: select(n).trimEnd() }));
    for (const text of [
      JSON.stringify({ first: 'x', events: entries, searched: [{ name: 'a' }], nextToken: 'x]' }),
      JSON.stringify({ first: 'x', events: entries, searched: [['a']], nextToken: 'x]' }, null, 2),
      JSON.stringify(entries, null, 1),
      `[\n${entries.map((entry) => JSON.stringify(entry)).join(',\n')}\n]`,
      `${entries.map((entry) => JSON.stringify(entry)).join(',\n')}`,
      JSON.stringify({ hits: { total: 2, hits: entries }, took: 1 }, null, 2),
    ])
      expect(await read(`${text}\n`)).toEqual({ sql: ['SELECT 1', 'SELECT 2'], skipped: {}, lostAt: {} });
  });
});

it('a table’s row that is cut off is named by its own place', async () => {
  const row = (n: number) => `2026-11-23 12:51:46,"${select(n).trimEnd()}"\n`;
  const begin = `timestamp,message\n${row(1)}${row(2)}`;
  const text = `${begin}${row(3).slice(0, 60)}\nand more of it\n${row(4)}`;
  expect(await read(text)).toEqual({
    sql: ['SELECT 1', 'SELECT 2', 'SELECT 4'],
    skipped: { 'line not recognised': 1 },
    lostAt: { 'line not recognised': [begin.length] },
  });
});

describe('very many lines of another program after a record', () => {
  const line = `${'something else '.repeat(100)}\n`;

  it.each([
    ['than are tried as the statement’s', 1_000],
    ['than are held', 12_000],
  ])('are each named, also where there are more %s', async (_, count) => {
    const { sql, skipped } = await read(select(1) + line.repeat(count) + select(2));
    expect(sql).toEqual(['SELECT 1', 'SELECT 2']);
    expect(skipped).toEqual({ 'line not recognised': count });
  });

  it('do not make the event before them longer than a record may be', async () => {
    const { sql, skipped } = await read(select(1) + at('LOG:  checkpoint starting: time') + line.repeat(12_000));
    expect(sql).toEqual(['SELECT 1']);
    expect(skipped['line not recognised']).toBeGreaterThan(0);
  });
});
