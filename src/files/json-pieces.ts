/** Few enough to be nothing in memory, and enough that what is done for each piece takes no time. */
const PIECE_CHARACTERS = 64 * 1024;

/**
 * The text of JSON.stringify(document), in pieces whose borders depend on nothing but the text. Lists at the top of the document may be any
 * iterables: their items are asked for one by one, so that not all of them have to be there at once.
 */
export function* jsonPieces(document: object): Generator<string> {
  let piece = '';
  for (const part of partsOf(document)) {
    piece += part;
    if (piece.length < PIECE_CHARACTERS) continue;
    yield piece;
    piece = '';
  }
  if (piece !== '') yield piece;
}

function* partsOf(document: object): Generator<string> {
  let separator = '{';
  for (const [key, value] of Object.entries(document) as [string, unknown][]) {
    if (value === undefined) continue;
    yield `${separator}${JSON.stringify(key)}:`;
    if (isIterable(value)) yield* partsOfList(value);
    else yield JSON.stringify(value);
    separator = ',';
  }
  yield separator === '{' ? '{}' : '}';
}

function* partsOfList(items: Iterable<unknown>): Generator<string> {
  let separator = '[';
  for (const item of items) {
    yield separator;
    yield JSON.stringify(item);
    separator = ',';
  }
  yield separator === '[' ? '[]' : ']';
}

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value;
}
