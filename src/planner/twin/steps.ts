import type { PGlite } from '@electric-sql/pglite';
import { messageOf } from './messages.ts';

export type StepKind =
  | 'schema'
  | 'extension'
  | 'collation'
  | 'type'
  | 'function'
  | 'relation'
  | 'partition'
  | 'index'
  | 'constraint'
  | 'view'
  | 'policy';

/** One statement that makes one object of the twin. */
export interface Step {
  readonly kind: StepKind;
  /** The object, quoted and qualified; for the parts of a relation, the relation. */
  readonly of: string;
  /** What it makes, for messages. */
  readonly name: string;
  readonly sql: string;
}

export interface FailedStep extends Step {
  readonly reason: string;
}

/** Statements sent at once; they share a transaction. */
const BATCH = 100;

export function step(kind: StepKind, of: string, sql: string, name = of): Step {
  return { kind, of, name, sql };
}

/** Runs every step, in order, and returns those that failed: a bad object never stops the others. */
export async function runSteps(db: PGlite, steps: readonly Step[]): Promise<FailedStep[]> {
  const failed: FailedStep[] = [];
  for (let start = 0; start < steps.length; start += BATCH) {
    const batch = steps.slice(start, start + BATCH);
    if ((await attempt(db, batch.map(({ sql }) => sql).join(';\n'))) === null) continue;
    for (const one of batch) {
      const reason = await attempt(db, one.sql);
      if (reason !== null) failed.push({ ...one, reason });
    }
  }
  return failed;
}

/** Runs steps whose order is not known, such as views on views, until no further one succeeds. */
export async function runUntilStable(db: PGlite, steps: readonly Step[]): Promise<FailedStep[]> {
  let open = await runSteps(db, steps);
  for (;;) {
    const still = await runSteps(db, open);
    if (still.length === open.length) return still;
    open = still;
  }
}

async function attempt(db: PGlite, sql: string): Promise<string | null> {
  try {
    await db.exec(sql);
    return null;
  } catch (error) {
    return messageOf(error);
  }
}
