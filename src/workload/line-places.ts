/** Lines of an unwrapped log: where each begins, and where the carrier's line that completed it does; both grow. */
export interface PlacedLines {
  readonly starts: ArrayLike<number>;
  readonly places: ArrayLike<number>;
}

/** Tells where in a carrier's file the lines are that an unwrapped log's came from. */
export class LinePlaces {
  /** In order, none of them empty. */
  #pieces: PlacedLines[] = [];

  add(piece: PlacedLines): void {
    if (piece.starts.length > 0) this.#pieces.push(piece);
  }

  /** The place of the carrier's line that told what the log has at an offset; null where nothing is known. */
  at(offset: number): number | null {
    const piece = this.#pieces.findLast(({ starts }) => starts[0]! <= offset) ?? this.#pieces[0];
    return piece?.places[lastUpTo(piece.starts, offset)] ?? null;
  }

  /** Nobody will ask for the places of what comes before. */
  forgetBefore(offset: number): void {
    while (this.#pieces.length > 1 && this.#pieces[1]!.starts[0]! <= offset) this.#pieces.shift();
  }

  /** All that is known, which then is another's to keep. */
  take(): { readonly starts: Float64Array; readonly places: Float64Array } {
    const length = this.#pieces.reduce((sum, { starts }) => sum + starts.length, 0);
    const taken = { starts: new Float64Array(length), places: new Float64Array(length) };
    let at = 0;
    for (const { starts, places } of this.#pieces) {
      taken.starts.set(starts, at);
      taken.places.set(places, at);
      at += starts.length;
    }
    this.#pieces = [];
    return taken;
  }
}

/** The index of the last number that is not larger; 0 where none is. */
function lastUpTo(numbers: ArrayLike<number>, most: number): number {
  let low = 0;
  let high = numbers.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (numbers[middle]! <= most) low = middle;
    else high = middle - 1;
  }
  return low;
}
