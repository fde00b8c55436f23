import { isTabbed } from '../tabbed-prefix.ts';

/** A part of a log_line_prefix: text as it stands (`field` is empty), or the field of an escape (its letter). */
export interface PrefixStep {
  readonly field: string;
  readonly role: Role;
  /** The text as it stands; of a field of any characters the text that follows it, where it ends. */
  readonly text: string;
}

/** As scanner/prefix.ts has them: what names the session, what tells one client from another, and what differs from line to line of a session. */
export const ROLE = { none: 0, session: 1, client: 2, variable: 3 } as const;
type Role = (typeof ROLE)[keyof typeof ROLE];

export interface PrefixSteps {
  readonly steps: readonly PrefixStep[];
  /** The escape that tells the time; empty without one. */
  readonly time: string;
}

const ESCAPES = 'abcdehilLmnpPQrstuvx';
/** Fields of any characters. */
const OPEN = 'abdiuhL';
const VARIABLES = 'elmnQstvx';
const CLIENTS = 'adhru';

/**
 * A prefix as steps that are read without ever going back. Null for one that takes that: fields side by side, paddings, one that ends in
 * an open field; and for one of which a record may begin with a TAB.
 */
export function prefixSteps(prefix: string): PrefixSteps | null {
  if (isTabbed(prefix)) return null;
  const steps: PrefixStep[] = [];
  let fields = '';
  for (const [part, padding, letter] of prefix.matchAll(/%(-?\d*)(.)|[^%]+/gs)) {
    if (letter === 'q') continue;
    if (letter === undefined || letter === '%') {
      const text = letter ?? part;
      const last = steps.at(-1);
      if (last?.field === '') steps[steps.length - 1] = { ...last, text: last.text + text };
      else steps.push({ field: '', role: ROLE.none, text });
      continue;
    }
    // Of a field that comes twice only the first is kept.
    if (padding !== '' || !ESCAPES.includes(letter) || fields.includes(letter)) return null;
    fields += letter;
    const role = VARIABLES.includes(letter) ? ROLE.variable : CLIENTS.includes(letter) ? ROLE.client : ROLE.none;
    steps.push({ field: letter, role, text: '' });
  }
  const first = (letters: string) => [...letters].find((letter) => fields.includes(letter)) ?? '';
  const session = first('cp');
  if (fields.includes('m') && fields.includes('t')) return null;
  for (const [index, step] of steps.entries()) {
    if (step.field === '') continue;
    const next = steps[index + 1];
    if (next?.field !== '' && OPEN.includes(step.field)) return null;
    const role = step.field === session ? ROLE.session : step.role;
    steps[index] = { ...step, role, text: next?.field === '' ? next.text : '' };
  }
  return { steps, time: first('mtn') };
}
