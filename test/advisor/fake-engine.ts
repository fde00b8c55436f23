import type { IndexDefinition } from '../../src/catalog/model.ts';
import type { IndexSize } from '../../src/advisor/size.ts';
import { UnplannableError } from '../../src/planner/engine.ts';
import type { HypotheticalIndex, Plan, PlannerEngine } from '../../src/planner/engine.ts';

/** What a fake statement asks of one table: each named column divides the rows that are left. */
export interface FakeNeed {
  readonly table: string;
  readonly rows: number;
  /** Columns compared for equality, with how many values each has. */
  readonly equal?: Readonly<Record<string, number>>;
  /** Columns compared by range, with the fraction of rows that it keeps. */
  readonly range?: Readonly<Record<string, number>>;
  readonly reads?: readonly string[];
  /** By the keys of an index, or the first of them alone, how many times as dear it seems to be. */
  readonly seems?: Readonly<Record<string, number>>;
}

/**
 * An engine with a small cost model of its own, deterministic and monotone as the planner's is: a sequential scan costs
 * rows / 10; an index finds rows by its leading equality columns and one range behind them, costs a page for each row that
 * it finds, and a hundredth of that when it also holds all columns that are read.
 */
export function fakeEngine(needs: Readonly<Record<string, readonly FakeNeed[]>>) {
  const asked: string[] = [];
  const added: HypotheticalIndex[] = [];
  const engine: PlannerEngine = {
    name: 'twin',
    unplannableRelations: [],
    addIndex(definition, sizeBytes) {
      if (definition.keys.some((key) => key.column === 'impossible')) {
        return Promise.reject(new UnplannableError('no operator class'));
      }
      const index = { id: added.length + 1, definition, sizeBytes };
      added.push(index);
      return Promise.resolve(index);
    },
    plan(statement, indexes) {
      asked.push(
        `${statement.sql} | ${indexes
          .map(({ id }) => id)
          .sort((a, b) => a - b)
          .join(' ')}`,
      );
      const parts = needs[statement.sql];
      if (!parts) return Promise.reject(new UnplannableError('the fake does not know it'));
      return Promise.resolve(planOf(parts, indexes));
    },
    usage: () => ({ calls: asked.length, ms: 0 }),
    close: () => Promise.resolve(),
  };
  return { engine, asked, added };
}

function planOf(parts: readonly FakeNeed[], indexes: readonly HypotheticalIndex[]): Plan {
  const scans = parts.map((need) => {
    const paths = indexes
      .filter(({ definition }) => definition.relation.name === need.table)
      .map((index) => ({ index, cost: costOf(need, index) }))
      .filter(({ cost }) => cost < need.rows / 10)
      .sort((a, b) => a.cost - b.cost || a.index.id - b.index.id);
    return { need, path: paths[0], cost: paths[0]?.cost ?? need.rows / 10 };
  });
  const totalCost = scans.reduce((sum, { cost }) => sum + cost, 0);
  const node = (type: string, cost: number) => ({
    'Node Type': type, 'Startup Cost': 0, 'Total Cost': cost, 'Plan Rows': 1, 'Plan Width': 8,
  }); // prettier-ignore
  return {
    totalCost,
    startupCost: 0,
    rows: 1,
    root: {
      ...node('Append', totalCost),
      Plans: scans.map(({ need, path, cost }) => ({
        ...node(path ? 'Index Scan' : 'Seq Scan', cost),
        'Relation Name': need.table,
        Schema: 'public',
        ...(path && { 'Index Name': `idx_advisor_${path.index.id}` }),
      })),
    },
    existingIndexes: [],
    hypotheticalIndexes: [...new Set(scans.flatMap(({ path }) => path?.index.id ?? []))].sort((a, b) => a - b),
  };
}

function costOf(need: FakeNeed, { definition, sizeBytes }: HypotheticalIndex): number {
  let found = need.rows;
  const keys = definition.keys.map(({ column }) => column ?? '');
  for (const key of keys) {
    const values = need.equal?.[key];
    found = values === undefined ? found * (need.range?.[key] ?? 1) : found / values;
    if (values === undefined) break;
  }
  if (found === need.rows) return Number.POSITIVE_INFINITY;
  const stored = new Set([...keys, ...definition.include]);
  const isCovering = (need.reads ?? ['*']).every((column) => stored.has(column));
  // A wider index has a little more to read.
  const factor = need.seems?.[keys.join(', ')] ?? need.seems?.[keys[0] ?? ''] ?? 1;
  return factor * (4 + found * (isCovering ? 0.01 : 1) + sizeBytes / 1e9);
}

/** Eight bytes a column, and as much again for each entry. */
export function fakeSize(definition: IndexDefinition, rows: number): IndexSize {
  const sizeBytes = rows * 8 * (1 + definition.keys.length + definition.include.length);
  return { sizeBytes, pages: Math.ceil(sizeBytes / 8192), tuples: rows, height: 2 };
}
