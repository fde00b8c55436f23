import type { PGlite } from '@electric-sql/pglite';
import { listElements, machineOf, wordsOf, type Machine } from './machine.ts';

declare const WebAssembly: { readonly Table: { readonly prototype: FunctionTable } };

/** The first server version that searches B-trees behind a column without `=`, one of its values after the other. */
const SKIP_SCAN_SINCE = 180_000;

/** Pointers to functions are positions in it. */
interface FunctionTable {
  get(position: number): CostEstimate;
  set: (this: FunctionTable, position: number, work: CostEstimate) => void;
}

/** Offsets in bytes of PostgreSQL 18's structures, where pointers have four (pathnodes.h). */
const REL_OPT_INFO = { indexlist: 108 };
const INDEX_OPT_INFO = { indexoid: 4, nkeycolumns: 40, indexkeys: 44, relam: 80, amcostestimate: 116 };
const INDEX_PATH = { indexinfo: 72, indexclauses: 76 };

/** pg_am.oid */
const BTREE = 403;
/** That of a system column, which never has statistics. */
const UNKNOWN_COLUMN = -1;

/** btcostestimate(root, path, loop_count, then where it writes startup cost, total cost, selectivity, correlation and pages) */
type CostEstimate = (...args: number[]) => void;
const COST_ESTIMATE = { signature: 'viidiiiii', path: 1, correlation: 6 };

/**
 * Has the embedded PostgreSQL 18 price B-trees as a server of this version does. Before 18, conditions behind a column without `=` (one with a range, or
 * in no condition) bound no search; with skip scan, which has no switch, they do. But where statistics do not tell how many values that column
 * has, btcostestimate() (selfuncs.c) counts on no skipping, and computes what it did before 18. So a function of ours is called in its place, which hides
 * them from it.
 */
export function priceAsServer(db: PGlite, serverVersionNum: number): void {
  if (serverVersionNum >= SKIP_SCAN_SINCE) return;
  const machine = machineOf(db);
  const words = () => wordsOf(machine);
  const doubles = () => new Float64Array(machine.HEAPU8.buffer);
  /** By the index's oid. */
  const correlations = new Map<number, number>();
  let btcostestimate: CostEstimate;

  const estimate: CostEstimate = (...args) => {
    const path = args[COST_ESTIMATE.path]!;
    const correlation = args[COST_ESTIMATE.correlation]! >> 3;
    const conditions = (path + INDEX_PATH.indexclauses) >> 2;
    const list = words()[conditions]!;
    const index = words()[(path + INDEX_PATH.indexinfo) >> 2]!;
    const count = words()[(index + INDEX_OPT_INFO.nkeycolumns) >> 2]!;
    if (count === 1 || list === 0) return btcostestimate(...args);

    // How the table's rows are ordered is told by statistics too, and is the same with any conditions.
    const oid = words()[(index + INDEX_OPT_INFO.indexoid) >> 2]!;
    if (!correlations.has(oid)) {
      words()[conditions] = 0;
      btcostestimate(...args);
      words()[conditions] = list;
      correlations.set(oid, doubles()[correlation]!);
    }

    const keys = words()[(index + INDEX_OPT_INFO.indexkeys) >> 2]! >> 2;
    const columns = words().slice(keys, keys + count);
    words().fill(UNKNOWN_COLUMN, keys, keys + count);
    btcostestimate(...args);
    words().set(columns, keys);
    doubles()[correlation] = correlations.get(oid)!;
  };
  const { table, position } = addToTable(machine, estimate, COST_ESTIMATE.signature);

  /** Called for each relation that is planned with, until one has a B-tree, which tells where btcostestimate is. */
  const takePlace = (_root?: number, _relation?: number, _isParent?: number, rel = 0): void => {
    const indexes = listElements(machine, words()[(rel + REL_OPT_INFO.indexlist) >> 2]!);
    const btree = indexes.find((index) => words()[(index + INDEX_OPT_INFO.relam) >> 2] === BTREE);
    if (btree === undefined) return;
    const place = words()[(btree + INDEX_OPT_INFO.amcostestimate) >> 2]!;
    btcostestimate = table.get(place);
    table.set(place, table.get(position));
    words()[machine._get_relation_info_hook >> 2] = 0;
  };
  words()[machine._get_relation_info_hook >> 2] = machine.addFunction(takePlace, 'viiii');
}

/** Emscripten keeps the table to itself, but sets an entry of it here. */
function addToTable(machine: Machine, work: CostEstimate, signature: string) {
  const { prototype } = WebAssembly.Table;
  const { set } = prototype;
  const seen: FunctionTable[] = [];
  prototype.set = function (...args) {
    seen.push(this);
    set.apply(this, args);
  };
  try {
    const position = machine.addFunction(work, signature);
    return { table: seen[0]!, position };
  } finally {
    prototype.set = set;
  }
}
