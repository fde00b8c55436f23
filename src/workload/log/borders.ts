/** What the server's messages begin with of where a session begins or ends: its process id may have been another one's. */
export const BORDERS = {
  received: 'connection received: ',
  authorized: 'connection authorized: ',
  ended: 'disconnection: ',
} as const;

const HEADS = Object.values(BORDERS);
const HEAD_CODES = HEADS.map((head) => Array.from(head, (letter) => letter.charCodeAt(0)));

/** Whether a message in English is of where a session begins or ends. */
export function isBorder(message: string): boolean {
  return HEADS.some((head) => message.startsWith(head));
}

/** Which of those the message begins with that is at a place in bytes; null for another one. */
export function borderAt(bytes: Buffer, start: number, end: number): (typeof HEADS)[number] | null {
  const head = HEAD_CODES.findIndex((codes) => begins(bytes, start, end, codes));
  return head < 0 ? null : HEADS[head]!;
}

function begins(bytes: Buffer, start: number, end: number, head: readonly number[]): boolean {
  if (end - start < head.length) return false;
  for (let i = 0; i < head.length; i++) if (bytes[start + i] !== head[i]) return false;
  return true;
}
