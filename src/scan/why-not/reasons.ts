import { countsAll, type Obstacle, type ObstacleKind } from '../../advisor/obstacles.ts';
import { describeIndex, width } from '../../advisor/definition.ts';
import type { AdviceOptions, PricedQuery, RejectedIndex, RejectionKind } from '../../advisor/model.ts';
import type { RelationFacts } from '../../advisor/relations.ts';
import type { AnalyzedQuery } from '../../lint/contract.ts';
import type { PlanNode } from '../../planner/engine.ts';
import { nodesOf } from '../../planner/plan.ts';
import { countText, formatShare, plural } from '../../report/format.ts';
import type { UnadvisedQuery } from '../../report/model.ts';
import type { Node } from '../../sql/parser.ts';
import { unaskedPartitionKey } from './every-partition.ts';
import { hasCondition, heaviestOf, type Heaviest } from './heaviest.ts';

export type Why = Pick<UnadvisedQuery, 'reason' | 'message' | 'help'>;

export interface Evidence {
  readonly query: AnalyzedQuery;
  readonly price: PricedQuery | undefined;
  /** Its plan as things are; undefined where the time ran out before. */
  readonly root: PlanNode | undefined;
  readonly statement: Node | undefined;
  readonly obstacles: readonly Obstacle[];
  /** Why it cannot be planned. */
  readonly unplannable: string | undefined;
  /** Whether no index was sought for it. */
  readonly isUnsought?: boolean;
  /** Indexes that were proposed for it, and not taken. */
  readonly rejected: readonly RejectedIndex[];
  readonly facts: RelationFacts;
  readonly options: Pick<AdviceOptions, 'minCalls' | 'minTableRows'>;
}

/** From this share of a table's rows on, it is the number of rows that takes the time, and no index changes that. */
const MOST_OF_TABLE = 0.1;
/** Conditions that most rows satisfy as a rule; where they do, writing them otherwise changes nothing. */
const ASKS_FOR_MOST: ReadonlySet<ObstacleKind> = new Set(['inequality', 'column-to-column']);
/** Rows that an index finds without anyone noticing. */
const FEW_ROWS = 1000;

/** Why no index is advised for a query: the first reason that holds. */
export function explanationOf(evidence: Evidence): Why {
  const { query, price, root, unplannable, obstacles, options } = evidence;
  if (query.shape.kind === 'utility') return why('unplannable', 'a utility statement has no plan');
  if (unplannable !== undefined) return why('unplannable', `it cannot be planned: ${unplannable}`);
  if (!price) return why('not-looked-at', 'it was not priced: the time budget ran out');
  if (evidence.isUnsought) return why('not-looked-at', 'no index was sought for it: there was not the time');
  if (!root) return why('not-looked-at', `it was not looked at further: ${reasonOfTime(price)}`);
  const heaviest = heaviestOf(root, evidence.facts);
  if (!heaviest) return why('reads-nothing', readsNothing(query, root));
  if (heaviest.isFound && heaviest.rows <= FEW_ROWS && heaviest.node.Filter === undefined)
    return servedBy(query, heaviest);
  if (query.calls < options.minCalls) {
    const times = query.calls === 1 ? 'once' : `${countText(query.calls)} times`;
    return why('rare', `asked ${times}, fewer than --min-calls ${options.minCalls}`);
  }
  if (heaviest.tableRows < options.minTableRows) {
    const { table, tableRows } = heaviest;
    return why(
      'small-table',
      `${table} has ${plural(tableRows, 'row')}, fewer than --min-rows ${options.minTableRows}: reading all of it costs next to nothing`,
    );
  }
  const refused = refusalOf(evidence.rejected);
  if (refused) return refused;
  const isMost = heaviest.rows >= heaviest.tableRows * MOST_OF_TABLE;
  const obstacle = obstacles.find(({ kind }) => !isMost || !ASKS_FOR_MOST.has(kind));
  if (obstacle) return why('rewrite', obstacle.message, obstacle.rewrite);
  return readsMost(evidence, heaviest) ?? (heaviest.isFound ? servedBy(query, heaviest) : unhelped(evidence, heaviest));
}

/** From here on it is the query itself that takes the time. */
const SLOW_PLAN_MS = 1000;

function reasonOfTime({ planningMs = 0 }: PricedQuery): string {
  if (planningMs < SLOW_PLAN_MS) return 'the time ran out';
  return `each plan of it takes ${Math.round(planningMs / 1000)} s here, and the time budget sufficed for no more`;
}

function readsNothing({ shape }: AnalyzedQuery, root: PlanNode): string {
  const [target] = shape.relations.filter(({ role }) => role === 'target');
  if (target) return `it writes ${target.relation.name} and looks nothing up`;
  const isOfCatalog = nodesOf(root).some(({ Schema: schema }) => schema === 'pg_catalog');
  return isOfCatalog ? 'it reads the system catalog alone, which takes no further index' : 'it reads no table';
}

function servedBy(query: AnalyzedQuery, heaviest: Heaviest): Why {
  const { index, rows, tableRows, table, partitions } = heaviest;
  const unasked = unaskedPartitionKey(query, heaviest);
  if (unasked)
    return why(
      'served',
      `already served: ${index} is searched in each of the ${countText(partitions)} partitions of ${table}, and that takes the time`,
      `a condition on ${unasked.join(' and ')}, by which ${table} is partitioned, leaves out the partitions that cannot hold its rows`,
    );
  const found =
    rows <= 1
      ? 'finds its row'
      : rows <= FEW_ROWS
        ? `finds its ${countText(rows)} rows`
        : `finds ${countText(rows)} of the ${countText(tableRows)} rows of ${table}, and reading these takes the time`;
  return why('served', `already served: ${index} ${found}`);
}

const REFUSALS: Partial<Record<RejectionKind, Why['reason']>> = { upkeep: 'does-not-pay', 'no-room': 'no-room' };

function refusalOf(rejected: readonly RejectedIndex[]): Why | undefined {
  // The plainest of several: each included column makes an index dearer to keep.
  const [found] = rejected
    .filter(({ why: kind }) => kind !== undefined && REFUSALS[kind] !== undefined)
    .sort((a, b) => width(a.definition) - width(b.definition));
  if (!found) return undefined;
  const reason = REFUSALS[found.why!]!;
  const verdict = reason === 'does-not-pay' ? 'does not pay' : 'would serve';
  return why(reason, `an index on ${describeIndex(found.definition)} ${verdict}: ${found.reason}`);
}

const SUMMARY = 'where the answer may be a little old, keep it in a summary table or a materialized view';

function readsMost({ statement, query }: Evidence, { node, rows, tableRows, table }: Heaviest): Why | undefined {
  if (rows < tableRows * MOST_OF_TABLE) return undefined;
  const isAggregated = query.shape.relations.some(({ aggregated }) => aggregated);
  if (statement && countsAll(statement)) {
    return why(
      'reads-most',
      `it counts all ${plural(tableRows, 'row')} of ${table}`,
      `keep the number in a row of its own, by a trigger; or read pg_class.reltuples, where an estimate will do`,
    );
  }
  const isWhole = node.Filter === undefined && !hasCondition(node);
  const message = isWhole
    ? `it needs all ${plural(tableRows, 'row')} of ${table}: no condition, join or limit leaves any out`
    : `it needs ${rows > 0.995 * tableRows ? 'nearly all' : formatShare(rows / tableRows)} of the ${plural(tableRows, 'row')} of ${table}: reading them takes the time, however they are found`;
  return why('reads-most', message, isAggregated ? SUMMARY : null);
}

function unhelped({ rejected }: Evidence, { table }: Heaviest): Why {
  const little = rejected.find(({ why: kind }) => kind === 'saves-little');
  if (little) return why('saves-little', `an index on ${describeIndex(little.definition)}${verdictOf(little)}`);
  const tried = rejected.filter(({ why: kind }) => kind === 'unused').length;
  return tried > 0
    ? why(
        'no-index-helps',
        tried === 1
          ? 'the planner does not use the one index that was tried'
          : `the planner uses none of the ${countText(tried)} indexes that were tried`,
      )
    : why('no-index-helps', `none of its conditions on ${table} is one that an index could serve`);
}

/** `saves 3 %, less than 5 %` is said of the index; every other reason is a sentence of its own. */
function verdictOf({ reason }: RejectedIndex): string {
  return reason.startsWith('saves ') ? ` ${reason}` : `: ${reason}`;
}

function why(reason: Why['reason'], message: string, help: string | null = null): Why {
  return { reason, message, help };
}
