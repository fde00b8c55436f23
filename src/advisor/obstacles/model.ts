/** What of a statement keeps every index from serving it, and how it could be written instead. */
export interface Obstacle {
  readonly kind: ObstacleKind;
  /** One clause: names of columns and functions, no value of the workload. */
  readonly message: string;
  /** What to write instead, or what else would serve. */
  readonly rewrite: string;
}

export type ObstacleKind =
  | 'array-any'
  | 'arithmetic'
  | 'cast'
  | 'column-to-column'
  | 'function'
  | 'inequality'
  | 'leading-wildcard'
  | 'not-distinct'
  | 'not-in'
  | 'null-default'
  | 'offset'
  | 'optional-parameter'
  | 'or-across-tables'
  | 'random-order'
  | 'time-part';
