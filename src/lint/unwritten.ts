import { REPLACED } from './replacements.ts';
import { SERVED } from './withdraw.ts';
import type { Finding } from '../report/model.ts';

/** Why no file was written for a finding without a fix: another one mends it, none can be planned, or it takes more than a migration. */
export function reasonForNoFile({ rule, evidence: { notes } }: Finding): string {
  const told = notes.find((note) => note.startsWith('no fix') || note.endsWith(SERVED) || note.includes(REPLACED));
  return told ?? `no migration mends it by itself, see: idx-advisor rules show ${rule}`;
}
