import { isObject, type JsonObject } from './json-objects.ts';

/** What Docker and containerd make pieces of: a line is cut after as many bytes. */
const PIECE_BYTES = 16_384;
/** What one line may have: what goes on after it is damage. */
const LONGEST = 16 * 1024 * 1024;

/** Puts lines together that came as several entries, those of each container by themselves. */
export interface HeldParts {
  /** The whole line with the text that ends it; null where that is one more part. */
  add(object: JsonObject, text: string, isPart: boolean): string | null;
  /** What began, and did not end. */
  end(): string[];
}

export function holdParts(): HeldParts {
  const held = new Map<string, string>();
  return {
    add(object, text, isPart) {
      if (held.size === 0 && !isPart) return text;
      const source = sourceOf(object);
      const whole = (held.get(source) ?? '') + text;
      const goesOn = isPart && whole.length <= LONGEST;
      if (goesOn) held.set(source, whole);
      else held.delete(source);
      return goesOn ? null : whole;
    },
    end: () => [...held.values()],
  };
}

/**
 * Whether an entry has no more than a part of a line, as the `logtag` of containerd's lines tells, and Docker's drivers and Vector do; null where
 * none of them does.
 */
export function toldPart(object: JsonObject): boolean | null {
  const tag = object.logtag ?? object._p;
  if (tag === 'P' || tag === 'F') return tag === 'P';
  const partial = object.partial_message ?? object.CONTAINER_PARTIAL_MESSAGE ?? object._partial;
  const last = object.partial_last ?? object.CONTAINER_PARTIAL_LAST;
  if (partial === undefined && last === undefined) return null;
  return isTrue(partial) && !isTrue(last);
}

/** Whether a line may have been cut at its end, where nothing tells. */
export function isAsLongAsPart(text: string): boolean {
  // A character has three bytes at most for each of its units.
  return text.length <= PIECE_BYTES && text.length * 3 >= PIECE_BYTES && Buffer.byteLength(text) === PIECE_BYTES;
}

function isTrue(value: unknown): boolean {
  return value === true || value === 'true';
}

function sourceOf(object: JsonObject): string {
  const { stream, source, container_id: id, file, pod, kubernetes, CONTAINER_ID: dockerId } = object;
  const { pod_name: name, container_name: container } = isObject(kubernetes) ? kubernetes : object;
  return [stream, source, id ?? dockerId, file, pod, name, container].join(' ');
}
