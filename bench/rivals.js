/**
 * What others would choose, priced by the same twin and kept to the same sizes: a greedy choice of one-column indexes, and Extend (Schlosser,
 * Kossmann and Boissier, ICDE 2019) as index_selection_evaluation has it, with its default of min_cost_improvement 1.003.
 */
const load = (path) => import(`../dist/bench/${path}.js`);
const { bit, bitsOf, NONE } = await load('src/advisor/bits');
const { definitionKey, indexOn } = await load('src/advisor/definition');
const { createPricer } = await load('src/advisor/pricing');
const { relationFacts } = await load('src/advisor/relations');
const { statementsOf } = await load('src/advisor/statements');

const MIN_COST_IMPROVEMENT = 1.003;

/**
 * Prices sets of indexes, each plan once for both rivals and all budgets.
 * @param queries of which each counts as often as it has calls
 */
export function createRivals({ catalog, engine, queries, options }) {
  const facts = relationFacts(catalog, queries);
  const candidates = [];
  const numbers = new Map();
  /** For each query the columns that it names, by relation. */
  const named = queries.map(({ shape }) => {
    const columns = new Set();
    for (const use of shape.relations) {
      const keys = [...use.predicates, ...use.joins, ...use.groupBy, ...use.orderBy].flatMap(
        ({ column }) => column ?? [],
      );
      for (const column of [...keys, ...use.columnsRead]) columns.add(`${use.relation.name}.${column}`);
    }
    return columns;
  });
  const relevance = queries.map(() => NONE);
  const askedBy = [];
  const pricer = createPricer({
    engine,
    statements: queries.map(statementsOf),
    candidates,
    relevant: (query) => relevance[query],
  });

  function numberOf(relation, columns) {
    const keys = columns.map((column) => ({
      column, expression: null, operatorClass: null, collation: null, direction: 'asc', nulls: 'last',
    })); // prettier-ignore
    const definition = indexOn(relation, keys);
    const key = definitionKey(definition);
    if (numbers.has(key)) return numbers.get(key);
    const number =
      candidates.push({ definition, relation, columns, sizeBytes: facts.size(relation, definition).sizeBytes }) - 1;
    numbers.set(key, number);
    askedBy[number] = [];
    named.forEach((own, query) => {
      if (!own.has(`${relation.name}.${columns[0]}`)) return;
      relevance[query] |= bit(number);
      askedBy[number].push(query);
    });
    return number;
  }

  /** One for each column that a query names, of tables that are worth an index. */
  const attributes = catalog.relations
    .filter((relation) => facts.rows(relation) >= options.minTableRows)
    .flatMap((relation) =>
      relation.columns
        .filter(({ name }) => named.some((own) => own.has(`${relation.name}.${name}`)))
        .map(({ name }) => ({ relation, column: name })),
    );
  const sizeOf = (set) => set.reduce((sum, number) => sum + candidates[number].sizeBytes, 0);

  async function costsOf(set, concerned, known) {
    const bits = bitsOf(set);
    const costs = [...known];
    for (const query of concerned) costs[query] = queries[query].calls * (await pricer.price(query, bits)).cost;
    return costs;
  }
  const all = queries.map((_, query) => query);
  const sum = (costs) => costs.reduce((total, cost) => total + cost, 0);

  /** @returns indexes by number, what each query costs with them, and whether the time ended it */
  async function extend(budgetBytes, width, isLate) {
    let set = [];
    let costs = await costsOf([], all, []);
    for (;;) {
      let best;
      const consider = async (next, concerned, grownBytes) => {
        if (sizeOf(next) > budgetBytes || isLate()) return;
        const found = await costsOf(next, concerned, costs);
        if (sum(found) * MIN_COST_IMPROVEMENT >= sum(costs)) return;
        const ratio = (sum(costs) - sum(found)) / Math.max(grownBytes, 1);
        if (ratio > (best?.ratio ?? 0)) best = { set: next, costs: found, ratio };
      };
      for (const { relation, column } of attributes) {
        const single = numberOf(relation, [column]);
        if (!set.includes(single)) await consider([...set, single], askedBy[single], candidates[single].sizeBytes);
        for (const member of set) {
          const { columns, relation: own, sizeBytes } = candidates[member];
          if (own !== relation || columns.length >= width || columns.includes(column)) continue;
          const wider = numberOf(relation, [...columns, column]);
          if (set.includes(wider)) continue;
          const next = [...set.filter((one) => one !== member), wider];
          await consider(next, askedBy[member], candidates[wider].sizeBytes - sizeBytes);
        }
      }
      if (!best || isLate()) return { set, costs, isCut: isLate() };
      ({ set, costs } = best);
    }
  }

  /** Each one-column index alone: gains add up over the queries, and the best for their size are taken. */
  async function greedy(budgetBytes) {
    const base = await costsOf([], all, []);
    const ranked = [];
    for (const { relation, column } of attributes) {
      const number = numberOf(relation, [column]);
      const costs = await costsOf([number], askedBy[number], base);
      const gain = base.reduce((total, cost, query) => total + Math.max(0, cost - costs[query]), 0);
      if (gain > 0) ranked.push({ number, score: gain / candidates[number].sizeBytes });
    }
    ranked.sort((a, b) => b.score - a.score);
    const set = [];
    for (const { number } of ranked) if (sizeOf([...set, number]) <= budgetBytes) set.push(number);
    return { set, costs: await costsOf(set, all, base) };
  }

  return {
    greedy,
    extend,
    base: () => costsOf([], all, []),
    describe: (set) => set.map((one) => `${candidates[one].relation.name}(${candidates[one].columns})`),
  };
}
