import type { IndexDefinition } from '../../../src/catalog/model.ts';

/** Queries that are each planned with exactly these indexes beside the existing ones. */
export interface IndexSet {
  readonly about: string;
  readonly indexes: readonly IndexDefinition[];
  readonly queries: readonly string[];
}

export interface FidelitySchema {
  readonly name: string;
  /** Makes and fills the tables; VACUUM ANALYZE follows. */
  readonly sql: string;
  readonly sets: readonly IndexSet[];
}
