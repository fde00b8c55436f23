/** What benchmarks ask the advisor to choose from. To be imported once the project is compiled (bench/tsconfig.json). */
const load = (path) => import(`../dist/bench/${path}.js`);
const { candidateContext } = await load('src/advisor/candidate-context');
const { indexCandidates } = await load('src/advisor/candidates');
const { coveringIndex } = await load('src/advisor/coverage');
const { buildContext } = await load('src/lint/context');
const { runRules } = await load('src/lint/run');
const { default: missingComposite } = await load('rules/index/missing-composite');

/** The proposals of index/missing-composite. */
export function proposalsFor(catalog, queries, options) {
  const candidates = candidateContext(catalog, queries, options);
  const context = buildContext({
    catalog,
    queries,
    indexCandidates: (relation, use, query) => indexCandidates(relation, use, query.shape, candidates),
    coveringIndex,
  });
  return runRules([missingComposite], context).proposals.map(({ proposal }) => proposal);
}
