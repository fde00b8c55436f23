import * as Flags from '@oclif/core/flags';
import type { Catalog, ObjectName } from '../catalog/model.ts';
import type { Session } from '../connection/model.ts';
import { UserError } from '../errors.ts';
import type { PlannerEngine, PlannerSetup } from '../planner/engine.ts';
import { cacheDirectory } from './cache-directory.ts';
import { withServer, type ServerFlags } from './server.ts';

/** Which optimizer prices the statements. */
export const plannerFlag = {
  planner: Flags.option({ options: ['twin', 'hypopg'] as const })({
    helpGroup: 'CHOICE',
    description: 'plan in an embedded PostgreSQL that holds no data, or on the server, where it has HypoPG',
    default: 'twin',
  }),
};

export interface PlannerFlags extends ServerFlags {
  readonly planner?: 'twin' | 'hypopg' | undefined;
  readonly snapshot?: string | undefined;
  readonly schema?: string | undefined;
}

/** @throws UserError where there is no server that could plan */
export function checkPlannerFlags(flags: PlannerFlags): void {
  const file = flags.snapshot !== undefined ? 'snapshot' : flags.schema !== undefined ? 'schema' : null;
  if (flags.planner !== 'hypopg' || file === null) return;
  throw new UserError(`--planner hypopg plans on the database itself, and --${file} is a file`, {
    hint: 'leave one of them out',
  });
}

export async function openPlanner(
  flags: PlannerFlags,
  catalog: Catalog,
  relations: readonly ObjectName[],
  signal: AbortSignal,
  setup?: PlannerSetup,
): Promise<PlannerEngine> {
  checkPlannerFlags(flags);
  if (flags.planner === 'hypopg') return openHypopg(flags, catalog, signal, () => openTwin(catalog, relations, setup));
  return openTwin(catalog, relations, setup);
}

export async function openTwin(
  catalog: Catalog,
  relations: readonly ObjectName[],
  setup?: PlannerSetup,
): Promise<PlannerEngine> {
  const { createTwin } = await import('../planner/twin/engine.ts');
  return createTwin(catalog, { cacheDirectory: cacheDirectory(), relations, ...setup });
}

/** Holds the connection, which Ctrl-C cancels and closes, until the engine is closed. */
async function openHypopg(
  flags: PlannerFlags,
  catalog: Catalog,
  signal: AbortSignal,
  openTwin: () => Promise<PlannerEngine>,
): Promise<PlannerEngine> {
  const { createHypopg } = await import('../planner/hypopg/engine.ts');
  const { HypopgWithTwin } = await import('../planner/hypopg/with-twin.ts');
  const limits = { statementTimeoutMs: flags['statement-timeout'] * 1000, lockTimeoutMs: 2000 };
  return new Promise((resolve, reject) => {
    const done = withServer(flags, signal, (server) => {
      return new Promise<void>((letGo, fail) => {
        const session: Session = {
          query: (sql, parameters) => server.query(sql, parameters),
          close: () => {
            letGo();
            return done;
          },
        };
        createHypopg(session, catalog, limits)
          .then((engine) => new HypopgWithTwin(engine, openTwin))
          .then(resolve, fail);
      });
    });
    done.catch(reject);
  });
}
