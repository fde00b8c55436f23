import { estimateIndexSize, sizeOptions } from '../../src/advisor/size.ts';
import { introspect } from '../../src/catalog/introspect.ts';
import { connect } from '../../src/connection/connect.ts';
import type { SizeRow } from './size-table.ts';

/** What each index of `CREATE INDEX ON …` is estimated to have, and has once it is built, in a database without indexes of its own. */
export async function buildAndCompare(url: string, definitions: readonly string[]): Promise<readonly SizeRow[]> {
  const session = await connect({ url, environment: {} });
  await session.query('ANALYZE');
  await session.query("SET maintenance_work_mem = '256MB'");
  const before = await introspect(session);
  for (const [i, index] of definitions.entries()) await session.query(`CREATE INDEX built_${i} ON ${index}`);
  const after = await introspect(session);
  await session.close();
  const options = sizeOptions(before);
  return definitions.map((name, i) => {
    const built = after.relations.flatMap(({ indexes }) => indexes).find((index) => index.name === `built_${i}`)!;
    const relation = before.relations.find(({ name }) => name === built.relation.name)!;
    const { sizeBytes } = estimateIndexSize(relation, built, options);
    return { name, method: built.method, estimated: sizeBytes, built: built.sizeBytes };
  });
}
