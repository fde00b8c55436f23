import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { setTimeout } from 'node:timers/promises';
import { UnplannableError } from '../../src/planner/engine.ts';
import { CrashError, reportCrashes } from '../../src/planner/twin/crash.ts';
import { openEmbedded } from '../../src/planner/twin/embedded.ts';
import { TwinEngine } from '../../src/planner/twin/engine.ts';
import { openSession } from '../../src/planner/twin/session.ts';
import { loadParser } from '../../src/sql/parser.ts';
import { btree, catalog, column, relation } from '../advisor/make.ts';
import { cacheDirectory } from './support.ts';

type Instantiate = (code: { readonly byteLength?: number }, imports: unknown) => Promise<unknown>;

describe('the code of extensions', () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  test('is linked whole, whichever is compiled first', async () => {
    const { WebAssembly: machine } = globalThis as unknown as { WebAssembly: { instantiate: Instantiate } };
    const { instantiate } = machine;
    let extensions = 0;
    jest.spyOn(machine, 'instantiate').mockImplementation(async (code, imports) => {
      const instance = instantiate(code, imports);
      const isExtension = (code.byteLength ?? Infinity) < 100_000;
      if (isExtension && ++extensions > 1) await setTimeout(200);
      return instance;
    });
    const names = ['pg_trgm', 'hstore', 'ltree'];
    const db = await openEmbedded({ textOrder: 'language', extensions: names, cacheDirectory });
    try {
      for (const name of names) await db.exec(`CREATE EXTENSION ${name}`);
      expect((await db.exec("SELECT 'abcdef' % 'abcde' AS similar")).at(-1)!.rows).toEqual([{ similar: true }]);
    } finally {
      await db.close();
    }
  });
});

describe('a request that PGlite stopped in the middle of', () => {
  /** As PGlite does: errors of the main loop are kept, and what was answered until then returned. */
  function embedded(loop: () => void) {
    const db = {
      Module: { _PostgresMainLoopOnce: loop },
      exec: () => {
        try {
          db.Module._PostgresMainLoopOnce();
        } catch {
          // Nobody is told.
        }
        return Promise.resolve([]);
      },
      query: () => db.exec(),
    };
    return reportCrashes(db as never);
  }

  const failing = (error: unknown) => () => {
    throw error;
  };

  test('fails, and all that follow it', async () => {
    let times = 0;
    const db = embedded(() => {
      if (++times === 2) throw new Error('unreachable');
    });
    await expect(db.exec('')).resolves.toEqual([]);
    await expect(db.exec('')).rejects.toThrow(new CrashError(new Error('unreachable')));
    await expect(db.query('')).rejects.toThrow('unreachable');
  });

  test('out of stack is nested too deeply', async () => {
    const crash = await embedded(failing(new RangeError('Maximum call stack size exceeded')))
      .exec('')
      .catch(String);
    expect(crash).toBe('CrashError: the statement is nested too deeply');
  });

  test('by an SQL error is none', async () => {
    await expect(embedded(failing({ status: 100 })).exec('')).resolves.toEqual([]);
  });
});

describe('a twin that breaks down', () => {
  const options = { cacheDirectory };
  const shop = catalog([relation('orders', [column('id', 'bigint'), column('customer', 'bigint')])]);

  /** The session breaks down at the first request that is like the pattern, once for each session. */
  async function breakingTwin(pattern: RegExp): Promise<TwinEngine> {
    await loadParser();
    const session = await openSession(shop, options);
    const exec = session.db.exec.bind(session.db);
    let crash: CrashError | null = null;
    session.db.exec = (sql, ...rest) => {
      if (pattern.test(sql)) crash ??= new CrashError(new Error('unreachable'));
      return crash ? Promise.reject(crash) : exec(sql, ...rest);
    };
    return new TwinEngine(shop, options, session);
  }

  const statement = { sql: 'SELECT * FROM orders WHERE customer = 7' };

  test('plans the statement again, with the hypothetical indexes, and says so', async () => {
    const twin = await breakingTwin(/EXPLAIN.*customer = 7/);
    try {
      const byCustomer = await twin.addIndex(btree('orders', ['customer']), 2_000_000);
      expect((await twin.plan(statement, [byCustomer])).hypotheticalIndexes).toEqual([byCustomer.id]);
      expect(twin.notes).toEqual(['the embedded PostgreSQL broke down (unreachable), was restarted and asked again']);
    } finally {
      await twin.close();
    }
  });

  test('declares the indexes again', async () => {
    const twin = await breakingTwin(/CREATE INDEX/);
    try {
      const [byCustomer, missing] = await twin.addIndexes([
        { definition: btree('orders', ['customer']), sizeBytes: 2_000_000 },
        { definition: btree('orders', ['nothing']), sizeBytes: 2_000_000 },
      ]);
      expect(missing).toBeInstanceOf(UnplannableError);
      const plan = await twin.plan(statement, [byCustomer as Exclude<typeof byCustomer, Error | undefined>]);
      expect(plan.hypotheticalIndexes).toHaveLength(1);
    } finally {
      await twin.close();
    }
  });
});
