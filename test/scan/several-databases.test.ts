import { expect, test } from '@jest/globals';
import { severalDatabases } from '../../src/scan/several-databases.ts';
import { collectWorkload } from '../../src/workload/collect.ts';
import { readLog } from '../../src/workload/read-log.ts';
import { aCatalog } from '../support/catalog-builder.ts';
import { bytesOf } from '../workload/support.ts';

async function remarksOf(databases: readonly string[], ofCatalog: string): Promise<readonly string[]> {
  const lines = databases.map(
    (name, i) =>
      `2026-11-20 10:00:00.${100 + i} UTC [${i}] app@${name} LOG:  duration: 1.000 ms  statement: SELECT * FROM t${i % 2}\n`,
  );
  const workload = await collectWorkload([readLog('a.log', bytesOf(lines.join('')))]);
  const catalog = aCatalog();
  return severalDatabases({ ...catalog, database: { ...catalog.database, name: ofCatalog } }, workload);
}

test('of a log of one database nothing is said, whatever it is called', async () => {
  expect(await remarksOf(['shop', 'shop', 'shop'], 'shop_copy')).toEqual([]);
});

test('of several it is said which they are, those of most calls first', async () => {
  expect(await remarksOf(['crm', 'shop', 'shop', 'shop'], 'shop')).toEqual([
    'the statements ran in several databases, and all are counted: shop (75 %) and crm (25 %); --log-database shop leaves out those of the others',
  ]);
});

test('where none is called as the catalog’s, the user has to choose', async () => {
  const remarks = await remarksOf(['a', 'a', 'a', 'b', 'c', 'd', 'e', 'f'], 'shop');
  expect(remarks).toEqual([
    'the statements ran in several databases, and all are counted: a (38 %), b (13 %), c (13 %) and others; --log-database takes those of one',
  ]);
});
