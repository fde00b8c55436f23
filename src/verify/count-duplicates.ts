import type { Session } from '../connection/model.ts';
import type { FixIntent } from '../migration/model.ts';
import { quoteIdentifier, quoteQualified } from '../sql/quote.ts';

export type UniqueIntent = Extract<FixIntent, { kind: 'add-unique' }>;

export interface DuplicateCount {
  readonly relation: UniqueIntent['relation'];
  readonly columns: readonly string[];
  /** Keys that occur more than once now. */
  readonly duplicateKeys: number;
  /** Rows whose key holds no NULL; null when the check could not run. */
  readonly checkedRows: number | null;
  /** Why it could not run; null when it did. */
  readonly problem: string | null;
}

/** Counts, in the session's transaction, the keys that stand in the way of each unique constraint. Each reads its whole table. */
export async function countDuplicates(
  session: Session,
  keys: readonly UniqueIntent[],
): Promise<readonly DuplicateCount[]> {
  const counts: DuplicateCount[] = [];
  for (const key of keys) counts.push(await countFor(session, key));
  return counts;
}

async function countFor(session: Session, key: UniqueIntent): Promise<DuplicateCount> {
  const { relation, columns } = key;
  // A key that cannot be read or takes too long must not end the transaction for the others.
  await session.query('SAVEPOINT count_duplicates');
  try {
    const [row] = await session.query<{ keys: string; rows: string | null }>(countSql(key));
    return {
      relation,
      columns,
      duplicateKeys: Number(row?.keys ?? 0),
      checkedRows: Number(row?.rows ?? 0),
      problem: null,
    };
  } catch (error) {
    await session.query('ROLLBACK TO SAVEPOINT count_duplicates');
    return { relation, columns, duplicateKeys: 0, checkedRows: null, problem: (error as Error).message };
  }
}

/** A row with a NULL in its key is the equal of none, unless the constraint says otherwise. */
function countSql({ relation, columns, predicate, nullsNotDistinct }: UniqueIntent): string {
  const keys = columns.map(quoteIdentifier);
  const conditions = [
    ...(nullsNotDistinct ? [] : keys.map((column) => `${column} IS NOT NULL`)),
    ...(predicate === null ? [] : [`(${predicate})`]),
  ];
  const where = conditions.length > 0 ? ` WHERE ${conditions.join(' AND ')}` : '';
  const groups = `SELECT count(*) AS n FROM ${quoteQualified(relation)}${where} GROUP BY ${keys.join(', ')}`;
  return `SELECT count(*) FILTER (WHERE n > 1) AS keys, sum(n) AS rows FROM (${groups}) AS groups`;
}
