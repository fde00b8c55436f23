import type { Catalog, IndexDefinition, Relation } from '../catalog/model.ts';
import type { FixIntent } from './model.ts';
import type { Namer } from './names.ts';
import type { FixOptions } from './plan.ts';

/** What every plan needs besides its intent. */
export interface FixSurroundings {
  readonly catalog: Catalog;
  readonly namer: Namer;
  readonly options: FixOptions;
}

/** One index to build, with everything looked up. */
export interface FixRequest extends FixSurroundings {
  readonly kind: FixIntent['kind'];
  readonly definition: IndexDefinition;
  /** The name asked for, or null. */
  readonly wanted: string | null;
  readonly relation: Relation;
}
