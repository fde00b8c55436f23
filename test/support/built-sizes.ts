import { relationFacts } from '../../src/advisor/relations.ts';
import { introspect } from '../../src/catalog/introspect.ts';
import type { Catalog, Index } from '../../src/catalog/model.ts';
import { connect } from '../../src/connection/connect.ts';
import { expectedIndexBytes } from '../../src/lint/expected-size.ts';
import { createTwin } from '../../src/planner/twin/engine.ts';
import type { SizeRow } from './size-table.ts';

/**
 * What each index of `CREATE INDEX ON …` is estimated to have, and has once it is built, in a database without indexes of its own. Estimates are
 * as the advisor makes them, with a twin that is asked about expressions; of an index with a fill factor, as the linter does.
 */
export async function buildAndCompare(url: string, definitions: readonly string[]): Promise<readonly SizeRow[]> {
  const session = await connect({ url, environment: {} });
  await session.query('ANALYZE');
  await session.query("SET maintenance_work_mem = '256MB'");
  const before = await introspect(session);
  for (const [i, index] of definitions.entries()) await session.query(`CREATE INDEX built_${i} ON ${index}`);
  const after = await introspect(session);
  await session.close();
  const byName = new Map(after.relations.flatMap(({ indexes }) => indexes).map((index) => [index.name, index]));
  const built = definitions.map((_, i) => byName.get(`built_${i}`)!);
  const estimated = await estimateAll(before, built);
  return definitions.map((name, i) => ({
    name,
    method: built[i]!.method,
    estimated: estimated[i]!,
    built: built[i]!.sizeBytes,
  }));
}

async function estimateAll(catalog: Catalog, indexes: readonly Index[]): Promise<readonly number[]> {
  const facts = relationFacts(catalog, []);
  const twin = await createTwin(catalog, { cacheDirectory: null });
  try {
    await facts.describe(twin, indexes);
  } finally {
    await twin.close();
  }
  return indexes.map((index) => {
    const relation = facts.find(index.relation)!;
    const isPlain = !index.options.some((option) => option.startsWith('fillfactor'));
    return isPlain ? facts.size(relation, index).sizeBytes : expectedIndexBytes(catalog, relation, index)!;
  });
}
