import { isWithoutUser } from './inference/evidence.ts';
import { compilePrefix, type PrefixReader } from './prefix.ts';

/** A first field that is empty in the lines of processes without a session, and a TAB: of `%u\t%m\t`, say. */
const TABBED = /^(?:%[abdhiLruvq])+\t/;

/** Whether lines may begin with a TAB that begin a record. */
export function isTabbed(prefix: string): boolean {
  return TABBED.test(prefix);
}

/**
 * A reader of lines that begin with a TAB and begin a record all the same: those of background processes, by a prefix that has a TAB after
 * a client's field. All others go on with what was before. Null for a prefix without.
 */
export function compileTabbed(prefix: string): PrefixReader | null {
  if (!isTabbed(prefix)) return null;
  const read = compilePrefix(prefix);
  return (line) => {
    const prefixed = read(line);
    if (!prefixed || prefixed.user || prefixed.database || prefixed.application || prefixed.host) return null;
    // A statement's text may have a line that looks like one without a time.
    return prefixed.timestamp !== null || isWithoutUser(prefixed.text) ? prefixed : null;
  };
}
