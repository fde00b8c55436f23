import type { AnalyzedQuery } from '../lint/contract.ts';
import { countText } from '../count-text.ts';

/** From this share of the queries on, it is the workload that is of another database, and not some tables that are gone. */
const MOST = 0.5;
/** The catalog holds nothing of the system's, which is in every database. */
const SYSTEM = /^(?:pg_|information_schema\.)/;

/** One line where most queries name tables that the database does not have, and none that it has. */
export function unknownTables(queries: readonly AnalyzedQuery[]): readonly string[] {
  const known = queries.filter(({ shape }) => shape.relations.length > 0);
  const unknown = queries.filter(
    ({ shape }) => shape.relations.length === 0 && shape.unresolved.some((name) => !SYSTEM.test(name)),
  );
  const count = known.length + unknown.length;
  if (unknown.length === 0 || unknown.length < count * MOST) return [];
  return [
    `${countText(unknown.length)} of ${countText(count)} queries name tables of which none was found: is the workload another database’s?`,
  ];
}
