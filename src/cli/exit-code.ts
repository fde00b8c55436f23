import { UserError } from '../errors.ts';
import { visibleText } from '../report/visible.ts';
import { isUsageError, lowerFirst, tidy, usageText } from './usage-error.ts';

/** The exit codes of the contract. */
export const EXIT = { ok: 0, findings: 1, userError: 2, bug: 70, interrupted: 130 } as const;

export interface Verdict {
  readonly exitCode: number;
  /** What to print on standard error. */
  readonly text: string;
}

/** V8 reserves ten gigabytes of addresses for each WebAssembly memory, however little is used of them, to check bounds by the processor. */
const UNADDRESSABLE = /WebAssembly\.\w+\(\): (?:Out of memory|could not allocate)/i;
const TOO_FEW_ADDRESSES =
  'the memory that this process may address is limited (ulimit -v), and WebAssembly needs more; raise the limit, or set NODE_OPTIONS=--disable-wasm-trap-handler';

/** What an error that ended a command means: the one place where errors become exit codes. */
export function verdictOf(error: unknown): Verdict {
  if (error instanceof Error && error.name === 'AbortError') return { exitCode: EXIT.interrupted, text: 'interrupted' };
  if (error instanceof UserError)
    return { exitCode: EXIT.userError, text: oneLine(parserless(error.message), error.hint) };
  if (isUsageError(error)) {
    const { message, hint } = usageText(error);
    return { exitCode: EXIT.userError, text: oneLine(message, hint) };
  }
  if (error instanceof Error && UNADDRESSABLE.test(error.message))
    return { exitCode: EXIT.userError, text: TOO_FEW_ADDRESSES };
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { exitCode: EXIT.bug, text: `this is a bug of idx-advisor; please report it with what follows\n${stack}` };
}

/** oclif writes into the message of what a flag's own parser throws. */
function parserless(message: string): string {
  return message.startsWith('Parsing --') ? tidy(message) : message;
}

function oneLine(message: string, hint: string | undefined): string {
  const text = visibleText(message.trim().replaceAll(/\s*\n\s*/g, ' '));
  return hint ? `${text.replace(/[.;:]$/, '')}; ${lowerFirst(hint.replace(/\.$/, ''))}` : text;
}
