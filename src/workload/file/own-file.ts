import { firstBytesOf } from '../first-time.ts';

/** How all JSON files begin that we read again. */
const OURS = '{"format":"idx-advisor/';

/** Whether we wrote a file: it is none of the logs of its folder. */
export async function isOwnFile(path: string): Promise<boolean> {
  return (await firstBytesOf(path)).toString('latin1', 0, OURS.length) === OURS;
}
