/* Rows as src/workload/log/bytes/row-table.ts has them: kinds, the places of the columns in bytes, and flags. */

export const LINES: i32 = 0;
export const EXECUTION: i32 = 1;
export const FETCH: i32 = 2;
export const STEP: i32 = 3;
export const RECORD: i32 = 4;
export const BEGUN: i32 = 5;
export const DURATION: i32 = 6;
export const ENDED: i32 = 7;

export const KIND: usize = 0;
export const START: usize = 4;
export const END: usize = 8;
export const KEY: usize = 12;
export const ORIGIN: usize = 20;
export const SESSION: usize = 28;
export const SESSION_START: usize = 36;
export const SESSION_END: usize = 40;
export const LEAD_START: usize = 44;
export const LEAD_END: usize = 48;
export const TAIL_START: usize = 52;
export const TAIL_END: usize = 56;
export const FLAGS: usize = 60;
export const LINE_COUNT: usize = 64;
export const TEXT_START: usize = 68;
export const TEXT_END: usize = 72;
export const DETAIL_START: usize = 76;
export const DETAIL_END: usize = 80;
export const VALUES: usize = 84;
export const COMMENTS: usize = 92;
/* Of a RECORD, in the places of what only statements have. */
export const SEVERITY: usize = KEY;
export const STATE_START: usize = KEY + 4;
export const CONTEXT_START: usize = LEAD_START;
export const STATEMENT_START: usize = TAIL_START;
export const WIDTH: usize = 100;

/** The hash of the session where the prefix tells none: nothing is known of the order of its statements. */
export const NO_SESSION: u64 = 1;

/** Lines begin with a TAB where they continue one. */
export const HAS_TABS: i32 = 2;
/** The text or the detail holds escapes. */
export const IS_ESCAPED: i32 = 4;
/** The DETAIL may hold a value that was cut off. */
export const MAY_BE_CUT: i32 = 8;
/** The host has found the duration of a statement that was logged when it began, or that it has none. */
export const JOINED: i32 = 16;
export const UNTIMED: i32 = 32;
/** Of a statement that has begun: it is of the extended protocol. */
export const IS_EXTENDED: i32 = 64;
/** Of a statement that has begun: the bits from here on are how many bytes of the message stand before its text. */
export const HEAD_LENGTH: i32 = 8;

/** Microseconds, and milliseconds since 1970 or NaN: two doubles a row. */
export const TIMES_WIDTH: usize = 16;

export const MOST_ROWS: i32 = 2_048;
