import type { Catalog, Constraint, Index, Relation } from '../catalog/model.ts';
import { isUsable } from './index-facts.ts';
import { partitionTree } from './indexed-relations.ts';
import { holdsWhereNotNull } from './null-tests.ts';

/** A foreign key, or columns that are looked up like one. */
export type CoveredKey = Pick<Constraint, 'columns' | 'period'>;

/**
 * How well an index finds the rows that refer to one row: `SELECT … WHERE fk1 = $1 AND fk2 = $2`, which the server runs
 * for each row deleted from, or re-keyed in, the table referred to. `partial` means some of the columns, or an access
 * method that finds candidates only.
 */
export type Cover = 'full' | 'partial' | 'none';

/**
 * What the indexes of a table do for a foreign key. A partitioned table is covered by a valid index of its own, or by those
 * of all of its partitions: an index ON ONLY the parent is not valid until each partition's is attached to it.
 */
export function foreignKeyCover(catalog: Catalog, relation: Relation, key: CoveredKey): Cover {
  const own = best(relation.indexes.map((index) => indexCover(index, key)));
  if (own === 'full' || relation.kind !== 'partitioned-table') return own;
  // Foreign tables cannot have indexes of this server, and a partition being detached is none any more.
  const partitions = partitionTree(catalog)
    .partitionsOf(relation)
    .filter(({ kind, partitionOf }) => kind !== 'foreign-table' && partitionOf?.detachPending !== true);
  if (partitions.length === 0) return own;
  const each = partitions.map((partition) => foreignKeyCover(catalog, partition, key));
  return best([own, each.every((cover) => cover === 'full') ? 'full' : each.includes('none') ? 'none' : 'partial']);
}

/** The indexes that serve a part of the key, for a message. */
export function partlyCovering(relation: Relation, key: CoveredKey): readonly Index[] {
  return relation.indexes.filter((index) => indexCover(index, key) === 'partial');
}

/** The indexes that would serve all of the key, if they held all rows, for a message. */
export function coveringSomeRows(relation: Relation, key: CoveredKey): readonly Index[] {
  return relation.indexes.filter(
    (index) =>
      index.predicate !== null &&
      indexCover(index, key) === 'none' &&
      indexCover({ ...index, predicate: null }, key) === 'full',
  );
}

export function indexCover(index: Index, key: CoveredKey): Cover {
  if (!isUsable(index) || !servesEveryKey(index, key)) return 'none';
  const columns = new Set(key.columns);
  const head = index.keys.slice(0, columns.size);
  const isServed = ({ column, collation, operatorClass }: Index['keys'][number]) =>
    column !== null && columns.has(column) && collation === null && isEquality(operatorClass);
  const [first] = head;
  if (!first || !isServed(first)) return 'none';
  const whole =
    head.length === columns.size && head.every(isServed) && new Set(head.map(columnOf)).size === columns.size;
  // The last column of a temporal key is compared by overlap, which a B-tree cannot find.
  if (key.period) return whole && index.method === 'gist' ? 'full' : 'partial';
  return whole && (index.method === 'btree' || index.method === 'hash') ? 'full' : 'partial';
}

/** The equality of the query is strict, so that it proves its columns to be not null, and nothing else. */
function servesEveryKey({ predicate }: Index, { columns }: CoveredKey): boolean {
  return predicate === null || holdsWhereNotNull(predicate, (column) => columns.includes(column));
}

/** record_image_ops knows no `=`; the pattern classes of text do. */
function isEquality(operatorClass: string | null): boolean {
  return operatorClass !== 'record_image_ops';
}

function columnOf({ column }: Index['keys'][number]): string | null {
  return column;
}

function best(covers: readonly Cover[]): Cover {
  return covers.includes('full') ? 'full' : covers.includes('partial') ? 'partial' : 'none';
}
