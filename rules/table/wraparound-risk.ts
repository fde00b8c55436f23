import { countText, defineRule, found, partNames, someOf, storedTables } from '../../src/lint/contract.ts';
import type { Catalog, Relation } from '../../src/lint/contract.ts';

const options = {
  /** Transactions or multixacts; 2,147,483,648 is the end. */
  errorAge: 1_500_000_000,
  /** Times the age at which autovacuum begins (autovacuum_freeze_max_age). */
  warningFactor: 2,
};

interface Age {
  readonly what: 'transactions' | 'multixacts';
  readonly age: number;
  /** The age from which on it is a warning. */
  readonly limit: number;
}

export default defineRule({
  id: 'table/wraparound-risk',
  severity: 'error',
  since: '0.1.0',
  needs: ['catalog'],
  summary: 'A table was not frozen for so many transactions that wraparound comes near.',
  consequence:
    'Within some millions of transactions of the end (2,147,483,648) the server takes no more writes until the table is vacuumed, which can take hours.',
  action:
    'Find what holds vacuum back (long transactions, prepared transactions, replication slots, workers that are cancelled again and again), end it, and run `VACUUM (FREEZE, VERBOSE)` on the table.',
  details:
    'The greater age of the table and of its TOAST table, for `relfrozenxid` and for `relminmxid`. Autovacuum begins at `autovacuum_freeze_max_age` (200 million) or `autovacuum_multixact_freeze_max_age` (400 million), so a table a little older than that is no news: from twice that age on it is a warning, from 1.5 billion on, just before the failsafe of PostgreSQL 14 (1.6 billion), an error.',
  options,
  bad: {
    schema: 'CREATE TABLE ledger (id bigint PRIMARY KEY, amount numeric NOT NULL);',
    observed: { tables: { ledger: { frozenXidAge: 1_700_000_000 } } },
  },
  good: {
    schema: 'CREATE TABLE ledger (id bigint PRIMARY KEY, amount numeric NOT NULL);',
    observed: { tables: { ledger: { frozenXidAge: 210_000_000 } } },
  },

  *check(context) {
    const { errorAge, warningFactor } = context.options;
    for (const { table, parts } of storedTables(context.catalog)) {
      const old = parts.flatMap((part) => {
        const worst = agesOf(part, context.catalog, warningFactor)
          .filter(({ age, limit }) => age >= Math.min(limit, errorAge))
          .sort((a, b) => b.age - a.age)[0];
        return worst ? [{ part, ...worst }] : [];
      });
      const [worst] = [...old].sort((a, b) => b.age - a.age);
      if (!worst) continue;
      const names = partNames({ table, parts: old.map(({ part }) => part) });
      yield found(table, `${worst.part.name} was not frozen for ${countText(worst.age)} ${worst.what}`, {
        severity: worst.age >= errorAge ? 'error' : 'warning',
        ...(names.length > 1 ? { notes: [`The partitions concerned: ${someOf(names, 20)}.`] } : {}),
      });
    }
  },
});

function agesOf({ frozenXidAge, multixactAge }: Relation, catalog: Catalog, factor: number): readonly Age[] {
  const limit = (name: string, otherwise: number) => Number(catalog.settings[name]?.value ?? otherwise) * factor;
  return [
    {
      what: 'transactions',
      age: frozenXidAge ?? 0,
      limit: limit('autovacuum_freeze_max_age', 200_000_000),
    },
    {
      what: 'multixacts',
      age: multixactAge ?? 0,
      limit: limit('autovacuum_multixact_freeze_max_age', 400_000_000),
    },
  ];
}
