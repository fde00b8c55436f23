import type { Calendar } from './calendar.ts';

/** Takes what a log carrier put around PostgreSQL's lines off again. */
export interface Unwrapper {
  unwrap(line: string): readonly string[];
  end(): readonly string[];
}

/** Tells of what the carrier itself wrote and cannot be read. */
export interface Losses {
  /** @param place where it begins; that of the line at hand where it is left out */
  readonly onLost: (place?: number) => void;
  /** Where in the log the line at hand is. */
  readonly place: () => number;
}

/** For who only tries. */
export const UNHEARD: Losses = { onLost: () => {}, place: () => 0 };

export interface UnwrapOptions extends Losses {
  /** Puts the carrier's time, as `%m ` writes it, before the lines whose own prefix has none. */
  readonly addTime: boolean;
  /** For times that are not whole; null where nothing tells when the log was written. */
  readonly calendar?: Calendar | null;
}

export type CreateUnwrapper = (options: UnwrapOptions) => Unwrapper;

/**
 * The outer one first.
 * @param timed the innermost of those that may have a time of their own, by its place: it is the nearest to the server's
 */
export function chain(creators: readonly CreateUnwrapper[], timed = creators.length - 1): CreateUnwrapper {
  const [only, ...others] = creators;
  if (only && others.length === 0) return only;
  return (options) => {
    const unwrappers = creators.map((create, i) => create({ ...options, addTime: options.addTime && i >= timed }));
    const through = (lines: readonly string[], from: number): readonly string[] =>
      unwrappers.slice(from).reduce((inner, each) => inner.flatMap((line) => each.unwrap(line)), lines);
    return {
      unwrap: (line) => through([line], 0),
      end: () =>
        unwrappers.reduce<readonly string[]>((lines, each, i) => [...lines, ...through(each.end(), i + 1)], []),
    };
  };
}
