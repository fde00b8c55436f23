import { describe, expect, test } from '@jest/globals';
import { estimateIndexSize } from '../../src/advisor/size.ts';
import { formatSizes, relativeError, shareWithin } from '../support/size-table.ts';
import { tpchBuiltSizes, tpchCatalog, tpchIndex } from '../support/tpch.ts';

describe('estimated sizes of btree indexes on TPC-H', () => {
  const catalog = tpchCatalog();
  const rowsOf = ({ name }: { name: string }) => catalog.relations.find((one) => one.name === name)?.tuples ?? null;
  const rows = [...tpchBuiltSizes()].map(([sql, built]) => {
    const definition = tpchIndex(sql);
    const relation = catalog.relations.find(({ name }) => name === definition.relation.name)!;
    const { sizeBytes } = estimateIndexSize(relation, definition, { serverVersionNum: 150_018, rowsOf });
    return { name: sql.replace('create index on ', ''), method: 'btree', estimated: sizeBytes, built };
  });

  test('are within 15 % of the built ones in at least 95 % of the cases', () => {
    console.log(formatSizes(rows.toSorted((a, b) => Math.abs(relativeError(a)) - Math.abs(relativeError(b)))));
    expect(rows.length).toBeGreaterThanOrEqual(100);
    expect(shareWithin(rows, 0.15)).toBeGreaterThanOrEqual(0.95);
  });
});
