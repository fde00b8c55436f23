import type { ObjectName } from '../../catalog/model.ts';
import type { ExpressionFacts } from '../../planner/engine.ts';

export interface IndexSize {
  readonly sizeBytes: number;
  /** Of 8 kB. */
  readonly pages: number;
  /** Index entries' rows. */
  readonly tuples: number;
  /** Levels above the leaves; 0 for access methods without a tree. */
  readonly height: number;
}

export interface SizeOptions {
  /** Rows in the index, where the caller knows better than the statistics (a partial index's selectivity). */
  readonly rows?: number;
  /** Before 130000 btree did not merge equal keys; 180000 when left out. */
  readonly serverVersionNum?: number;
  /** Whether btree merges equal keys of type character(n), which depends on the minor release; true when left out. */
  readonly deduplicatesCharacter?: boolean;
  /** default_statistics_target; 100 when left out. */
  readonly statisticsTarget?: number;
  /** Percent; the access method's default when left out. */
  readonly fillFactor?: number;
  /** Rows of another table: a foreign key has no more keys than the table that it refers to has rows. */
  readonly rowsOf?: (relation: ObjectName) => number | null;
  /** Whether equal strings of a collation have equal bytes; taken to be so when left out. */
  readonly isDeterministic?: (collation: ObjectName | null) => boolean;
  /** What an expression over a table's columns yields, where an engine was asked; null where not. */
  readonly expression?: (relation: ObjectName, text: string) => ExpressionFacts | null;
}
