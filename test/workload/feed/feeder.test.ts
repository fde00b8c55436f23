import { readFile } from 'node:fs/promises';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from '@jest/globals';
import { collectSources } from '../../../src/workload/collect.ts';
import type { WorkloadDocument } from '../../../src/workload/file/document.ts';
import { Feeder } from '../../../src/workload/feed/feeder.ts';
import type { FeedThread } from '../../../src/workload/feed/feed-thread.ts';
import { openInput } from '../../../src/workload/files.ts';
import { readLog } from '../../../src/workload/read-log.ts';
import { recordsOf } from '../as-logged.ts';
import { CARRIERS } from '../carriers.ts';
import { temporaryFiles } from '../pieces/support.ts';

const write = temporaryFiles();
const debian = await readFile('fixtures/logs/debian.log');
const records = recordsOf(gunzipSync(await readFile('fixtures/logs/debian.json.gz')).toString('utf8'));
const wrapped = CARRIERS['Docker’s json-file']!;

/** Blocks that are smaller than many records. */
const feeder = new Feeder({ blocks: 3, blockBytes: 1_000, worthBytes: 0 });
afterAll(() => feeder.close());

/** The workload file of a log as text, and its bytes as progress had them; what is wrong instead, where nothing can be made of it. */
async function documentOf(path: string, by: Feeder | null): Promise<{ text: string; bytes: number }> {
  let bytes = 0;
  const input = openInput(path, (count) => (bytes += count));
  try {
    const builder = await collectSources([readLog(path, input, { feeder: by })]);
    return { text: JSON.stringify(builder.toDocument(), null, 1), bytes };
  } catch (error) {
    return { text: String(error), bytes };
  }
}

/** Whether a log reads the same with and without the other thread, which has read it. */
async function expectSame(name: string, content: Buffer | string): Promise<string> {
  const path = write(name, content);
  const alone = await documentOf(path, null);
  let opened = 0;
  const counting = Object.create(feeder, {
    open: { value: (...args: Parameters<Feeder['open']>) => (opened++, feeder.open(...args)) },
    isWorth: { value: (...args: Parameters<Feeder['isWorth']>) => feeder.isWorth(...args) },
  }) as Feeder;
  expect(await documentOf(path, counting)).toEqual(alone);
  expect(opened).toBe(1);
  return alone.text;
}

describe('a log that another thread decompresses or unwraps', () => {
  it.each(Object.entries(CARRIERS))('is the same in %s', async (_, carry) => {
    const content = carry(records);
    const path = write('carried.log', content);
    // Some carriers' lines are read as they are.
    expect(await documentOf(path, feeder)).toEqual(await documentOf(path, null));
  });

  it('has what is lost of it at the same places', async () => {
    const [first = '', ...others] = wrapped(records).split(/^/m);
    const text = [first, 'of another program\n', first.slice(0, 70), '\n', ...others, '[x] {\n', ...others].join('');
    for (const content of [text, gzipSync(text)]) {
      const { lostAt } = (JSON.parse(await expectSame('damaged.log', content)) as WorkloadDocument).sources[0]!;
      expect(lostAt).toMatchObject({
        'line not recognised': [first.length, text.indexOf('\n', first.length) + 1, text.indexOf('[x]')].map((at) =>
          Buffer.byteLength(text.slice(0, at)),
        ),
      });
    }
  });

  it('is the same when it is compressed, and when a carrier has wrapped it besides', async () => {
    expect(await expectSame('debian.log.gz', gzipSync(debian))).toContain('"statements"');
    expect(await expectSame('wrapped.gz', gzipSync(wrapped(records)))).toContain('"statements"');
  });

  it('is the same in UTF-16, and with CR as its line ends', async () => {
    await expectSame('utf16.log', Buffer.from(`\ufeff${debian.toString('utf8')}`, 'utf16le'));
    await expectSame('cr.log', debian.toString('latin1').replaceAll('\n', '\r'));
  });

  it('has its losses with their places', async () => {
    const packed = gzipSync(Buffer.concat(Array.from({ length: 40 }, () => debian)));
    expect(await expectSame('cut.gz', packed.subarray(0, packed.length - 100))).toContain('compressed data cut short');
    const lines = wrapped(records).split('\n');
    const damaged = [...lines.slice(0, 40), 'no entry', ...lines.slice(40, 60), '{"log":', ...lines.slice(60)];
    expect(await expectSame('damaged.json', damaged.join('\n').slice(0, -30))).toContain('line not recognised');
  });
});

it('reads the next log when one was left in its middle', async () => {
  const path = write('left.gz', gzipSync(Buffer.concat(Array.from({ length: 40 }, () => debian))));
  const events = readLog(path, openInput(path), { feeder })[Symbol.asyncIterator]();
  expect((await events.next()).done).toBe(false);
  await events.return?.();
  await expectSame('next.gz', gzipSync(debian));
});

it('leaves to others what is small, no file, or not there', () => {
  const usual = new Feeder();
  const path = write('small.log', debian);
  expect([usual.isWorth(path, false), feeder.isWorth(path, false)]).toEqual([false, true]);
  expect(feeder.isWorth('/dev/null', false)).toBe(false);
  expect(feeder.isWorth(`${path}.gone`, false)).toBe(false);
});

it('throws the error by which the thread ended', async () => {
  const failing = new Feeder({
    worthBytes: 0,
    startThread(_, onFailure): FeedThread {
      setImmediate(() => onFailure(new Error('out of memory')));
      return {
        begin() {},
        report: () => {
          throw new Error('nothing was filled');
        },
        close: () => Promise.resolve(),
      };
    },
  });
  const path = write('failing.gz', gzipSync(debian));
  expect(await documentOf(path, failing)).toMatchObject({ text: 'Error: out of memory' });
});
