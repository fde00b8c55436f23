import type { PGlite } from '@electric-sql/pglite';
import { lastString, walk } from '../../sql/ast.ts';
import { parse, type Node } from '../../sql/parser.ts';
import { quoteIdentifier } from '../../sql/quote.ts';
import { messageOf } from './messages.ts';
import { runSteps, type FailedStep } from './steps.ts';

/**
 * Functions that a statement calls and the twin cannot have, as they are an extension's: each that is missed is made, of any arguments and with a text
 * for its result. That is good for what is selected, sorted or grouped by. A condition wants a truth value, or compares a number: there the planner refuses the text.
 */
export class StandInFunctions {
  readonly #db: PGlite;
  readonly #statement: string;
  readonly #made: string[] = [];
  #missed: unknown;

  /** @param statement that is to be planned */
  constructor(db: PGlite, statement: string) {
    this.#db = db;
    this.#statement = statement;
  }

  /** What the statement failed for before it failed for what stands in for that. */
  get missed(): unknown {
    return this.#missed;
  }

  /** Quoted where they must be. */
  get names(): readonly string[] {
    return this.#made;
  }

  /** Whether there is now what an error says is missing. */
  async supply(error: unknown): Promise<boolean> {
    const [, missed] = /^function (.+?)\(/.exec(messageOf(error)) ?? [];
    const path = missed?.split('.') ?? [];
    if (path.length === 0 || !/ does not exist$/.test(messageOf(error))) return false;
    if ((await this.#isKnown(path.at(-1)!)) || isReadFrom(this.#statement, path.at(-1)!)) return false;
    const name = path.map(quoteIdentifier).join('.');
    await this.#db.exec(
      `CREATE FUNCTION ${name}(VARIADIC "any") RETURNS text LANGUAGE internal STABLE PARALLEL SAFE AS 'text_concat'`,
    );
    this.#made.push(name);
    this.#missed = error;
    return true;
  }

  /** Takes those away that did not help, so that the next statement that misses them is told so. */
  async withdraw(): Promise<void> {
    for (const name of this.#made) await this.#db.exec(`DROP FUNCTION ${name}`);
  }

  /** With other arguments, that is. */
  async #isKnown(name: string): Promise<boolean> {
    const { rows } = await this.#db.query('SELECT FROM pg_proc WHERE proname = $1 LIMIT 1', [name]);
    return rows.length > 0;
  }
}

/**
 * Runs steps again that failed, with stand-ins of the functions that they miss.
 * @returns what still fails, and the names of the stand-ins
 */
export async function runWithStandIns(
  db: PGlite,
  failed: readonly FailedStep[],
): Promise<{ readonly failed: readonly FailedStep[]; readonly names: readonly string[] }> {
  const still: FailedStep[] = [];
  const names: string[] = [];
  for (const first of failed) {
    const standIns = new StandInFunctions(db, first.sql);
    let last: FailedStep | undefined = first;
    while (last && (await standIns.supply(last.reason))) [last] = await runSteps(db, [first]);
    if (!last) {
      names.push(...standIns.names);
      continue;
    }
    await standIns.withdraw();
    still.push(first);
  }
  return { failed: still, names };
}

/** Whether it makes rows, in FROM: how many, who knows. */
function isReadFrom(statement: string, name: string): boolean {
  let isRead = false;
  walk(parse(statement), (type, fields) => {
    if (type !== 'RangeFunction') return true;
    walk(fields, (inner, { funcname }) => {
      if (inner === 'FuncCall' && lastString(funcname as Node[]) === name) isRead = true;
      return true;
    });
    return true;
  });
  return isRead;
}
