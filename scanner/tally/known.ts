import { COMMENTS, KEY, ORIGIN, SESSION } from '../row-layout';
import { HashTable } from './hash-table';
import { hashOf, setHash, setJoining } from './sessions';

/*
 * What rows name by hashes, as far as the host has said what it is. An entry of a statement has its address and how many values its text has
 * placeholders for, one of a client its number and whether it is left out, one of comments the number of their tags. Reasons to leave something out are small numbers, from 1 on.
 */

export const statements = new HashTable();
export const origins = new HashTable();
export const tags = new HashTable();
const sessions = new HashTable();

/** Larger numbers are addresses. */
export const MOST_REASONS: u32 = 64;

export function knowStatement(row: usize, statement: usize, parameters: u32): void {
  statements.set(load<u64>(row + KEY), <u32>statement, parameters);
}

/** `restarts`: whether the session is another client's after it. */
export function knowSkipped(row: usize, reason: u32, restarts: bool): void {
  statements.set(load<u64>(row + KEY), reason, restarts ? 1 : 0);
}

/** `reason`: 0 for one that is counted. */
export function knowOrigin(row: usize, origin: u32, reason: u32): void {
  origins.set(load<u64>(row + ORIGIN), origin + 1, reason);
}

export function knowTags(row: usize, number: u32): void {
  tags.set(load<u64>(row + COMMENTS), number + 1, 0);
}

/** `joining`: the flags of the rows that are counted of it. */
export function knowSession(row: usize, session: usize, joining: i32): void {
  const hash = load<u64>(row + SESSION);
  sessions.set(hash, <u32>session, 0);
  setHash(session, hash);
  setJoining(session, joining);
}

/** The session of a row; 0 where the host is to be asked. */
export function sessionOf(row: usize): usize {
  const hash = load<u64>(row + SESSION);
  const session = <usize>sessions.valueOf(hash);
  return session != 0 && hashOf(session) == hash ? session : 0;
}

/** Another log begins, where the same hash may stand for something else. */
export function forgetAll(): void {
  statements.clear();
  origins.clear();
  tags.clear();
  sessions.clear();
}
