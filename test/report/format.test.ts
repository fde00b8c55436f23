import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { briefQuery } from '../../src/report/brief-query.ts';
import { widthOf } from '../../src/text-width.ts';
import { formatBytes, formatCost, formatFactor, formatMs, formatShare } from '../../src/report/format.ts';

describe('numbers', () => {
  it.each([
    [formatBytes(0), '0 bytes'],
    [formatBytes(8192), '8 kB'],
    [formatBytes(43.2 * 1024 ** 2), '43.2 MB'],
    [formatBytes(5 * 1024 ** 4), '5 TB'],
    [formatCost(12.345), '12.35'],
    [formatCost(26540.4), '26,540'],
    [formatMs(0.084), '0.08 ms'],
    [formatMs(61_000), '1.02 min'],
    [formatShare(0), '0 %'],
    [formatShare(0.004), '<1 %'],
    [formatShare(0.342), '34 %'],
    [formatFactor(300, 2), '150×'],
    [formatFactor(3, 2), '1.5×'],
    [formatFactor(2, 3), ''],
  ])('%s', (actual, expected) => expect(actual).toBe(expected));
});

describe('a query in one line', () => {
  it('loses its long select list before its conditions, and quotes that mean nothing', () => {
    const sql = 'SELECT "m"."id", "m"."created_at", "m"."updated_at", "m"."user_hash" FROM "m" WHERE "m"."Odd" = $1';
    expect(briefQuery(sql, 60)).toBe('SELECT … FROM m WHERE m."Odd" = $1');
  });

  it('keeps the quotes that mean something', () => {
    for (const sql of [
      'SELECT "user", id FROM "order" WHERE "end" = $1',
      'SELECT * FROM "Sales"."weird ""name"" x"',
      'SELECT U&"d" FROM t',
    ])
      expect(briefQuery(sql, 80)).toBe(sql);
    expect(
      briefQuery(
        'SELECT "o"."user", "o"."total", "o"."placed_at", "o"."updated_at" FROM "o" WHERE "o"."user" = $1',
        34,
      ),
    ).toBe('SELECT … FROM o WHERE "user" = $1');
  });

  it('is cut by what its characters take on a terminal, and between them', () => {
    expect(briefQuery('SELECT 表格名称 FROM t', 12)).toBe('SELECT 表格…');
    expect(briefQuery('SELECT 😀😀', 9)).toBe('SELECT …');
    expect(briefQuery('SELECT 😀😀', 10)).toBe('SELECT 😀…');
  });

  it('never takes more than its room, nor more than one line', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 80 }), (sql, width) => {
        const line = briefQuery(sql, width);
        return widthOf(line) <= width && !line.includes('\n');
      }),
    );
  });
});
