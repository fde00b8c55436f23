import type { Board } from './board.ts';

/** Demands that would take other ways than they do on the board. */
export interface Touched {
  readonly board: Board;
  readonly demands: Int32Array;
  count: number;
  /** By demand. */
  readonly isTouched: Uint8Array;
  /** By demand that is touched, the way that it would take. */
  readonly taken: Int32Array;
}

export function createTouched(board: Board): Touched {
  const { length } = board.taken;
  return {
    board,
    demands: new Int32Array(length),
    count: 0,
    isTouched: new Uint8Array(length),
    taken: new Int32Array(length),
  };
}

/** The way that a demand would take. */
export function takenBy({ board, isTouched, taken }: Touched, demand: number): number {
  return (isTouched[demand] ? taken : board.taken)[demand]!;
}

export function touch(touched: Touched, demand: number, way: number): void {
  if (!touched.isTouched[demand]) {
    touched.isTouched[demand] = 1;
    touched.demands[touched.count++] = demand;
  }
  touched.taken[demand] = way;
}

/** A total, with what the demands would cost in the stead of what they do. */
export function totalWith({ board, demands, count, taken }: Touched, total: number): number {
  const { calls, costs } = board.table;
  let sum = total;
  for (let n = 0; n < count; n++) {
    const demand = demands[n]!;
    sum += calls[demand]! * (costs[taken[demand]!]! - costs[board.taken[demand]!]!);
  }
  return sum;
}

export function clear(touched: Touched): void {
  for (let n = 0; n < touched.count; n++) touched.isTouched[touched.demands[n]!] = 0;
  touched.count = 0;
}
