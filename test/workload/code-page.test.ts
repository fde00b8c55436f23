import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { codePageOf, withoutCodePage, type CodePage } from '../../src/workload/code-page.ts';
import { collectWorkload } from '../../src/workload/collect.ts';
import { openInput } from '../../src/workload/files.ts';
import { readLog } from '../../src/workload/read-log.ts';
import { bytesOf, withoutPlaces } from './support.ts';

/** Node only decodes: what each character is made of is found by decoding all that one or two bytes may be. */
function encoderOf(codePage: CodePage): (text: string) => Buffer {
  const decoder = new TextDecoder(codePage);
  const bytesOfCharacter = new Map<string, number[]>();
  const take = (...bytes: number[]) => {
    const text = decoder.decode(Uint8Array.from(bytes));
    if ([...text].length === 1 && text !== '\ufffd' && !bytesOfCharacter.has(text)) bytesOfCharacter.set(text, bytes);
  };
  for (let byte = 0; byte < 256; byte++) take(byte);
  for (let lead = 0x81; lead < 0xff; lead++) for (let trail = 0x40; trail < 0xff; trail++) take(lead, trail);
  return (text) => Buffer.from([...text].flatMap((character) => bytesOfCharacter.get(character) ?? [63]));
}

const CASES: readonly (readonly [language: string, codePage: CodePage])[] = [
  ['ru_RU', 'windows-1251'],
  ['ru_RU', 'koi8-u'],
  ['ru_RU', 'iso-8859-5'],
  ['ru_RU', 'ibm866'],
  ['uk_UA', 'windows-1251'],
  ['uk_UA', 'koi8-u'],
  ['zh_CN', 'gb18030'],
  ['zh_TW', 'big5'],
  ['ko_KR', 'euc-kr'],
  ['ja_JP', 'euc-jp'],
  ['ja_JP', 'shift_jis'],
];

let folder: string;
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'idx-advisor-code-page-'))));
afterAll(() => rm(folder, { recursive: true }));

const fixtureOf = async (name: string) => gunzipSync(await readFile(`fixtures/logs/languages/${name}.gz`)).toString();

async function read(log: Buffer, suffix = '') {
  const path = join(folder, `postgresql.log${suffix}`);
  await writeFile(path, log);
  const { queries, statistics, events, incomplete } = await collectWorkload([readLog(path, openInput(path))]);
  return {
    queries,
    failed: [...statistics!.values()].map(({ failed }) => failed),
    events,
    incomplete: withoutPlaces(incomplete),
  };
}

describe.each(CASES)('a log in %s, in the code page %s', (language, codePage) => {
  const encode = encoderOf(codePage);

  it.each(['log', 'csv'])('tells the same as in UTF-8, compressed or not: %s', async (format) => {
    const text = await fixtureOf(`${language}.${format}`);
    const expected = await read(Buffer.from(text));
    expect(await read(encode(text))).toEqual(expected);
    expect(await read(gzipSync(encode(text)), '.gz')).toEqual(expected);
  });

  it('is told from its first bytes', async () => {
    const text = await fixtureOf(`${language}.log`);
    expect(codePageOf(encode(text))).toBe(codePage);
    expect(codePageOf(Buffer.from(text))).toBeNull();
  });
});

it.each([
  ['pl', 'windows-1250'],
  ['pl', 'iso-8859-2'],
  ['tr', 'windows-1254'],
] as const)('a log in %s, in the code page %s, too', async (language, codePage) => {
  const text = await readFile(`fixtures/logs/catalogues/${language}.log`, 'utf8');
  const encoded = encoderOf(codePage)(text);
  expect(codePageOf(encoded)).toBe(codePage);
  expect(await read(encoded)).toEqual(await read(Buffer.from(text)));
});

it('lines of backends that write UTF-8 stay as they are', async () => {
  const encode = encoderOf('windows-1251');
  const at = '2026-11-23 12:00:00.000 MSK [7] ';
  const server = `${at}СООБЩЕНИЕ:  работа системы БД была остановлена\n`;
  const backend = `${at}СООБЩЕНИЕ:  продолжительность: 1.000 мс, оператор: SELECT id FROM t WHERE name = 'Ёлка 東'\n`;
  const log = Buffer.concat([encode(server), Buffer.from(backend), encode(server)]);
  const { queries, incomplete } = await read(log);
  expect(queries).toMatchObject([{ calls: 1, sql: 'SELECT id FROM t WHERE name = $1' }]);
  expect(queries[0]!.samples[0]!.sql).toContain('Ёлка 東');
  expect(incomplete).toEqual([]);
});

it.each(['de_DE', 'es_ES', 'fr_FR', 'it_IT', 'sv_SE'])('Latin-1 is none of them: %s', async (language) => {
  expect(codePageOf(Buffer.from(await fixtureOf(`${language}.log`), 'latin1'))).toBeNull();
});

it('does not depend on where chunks end', async () => {
  const text = (await fixtureOf('ja_JP.log')).slice(0, 4_000);
  const encoded = encoderOf('euc-jp')(text);
  for (const size of [64, 333, 100_000]) {
    const whole: Uint8Array[] = [];
    // What comes before the first word of a message is handed on as it is.
    for await (const chunk of withoutCodePage(bytesOf(encoded, size))) whole.push(chunk);
    const decoded = Buffer.concat(whole).toString();
    expect(decoded.slice(-2_000)).toBe(text.slice(-2_000));
  }
});
