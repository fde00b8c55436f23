import type { Catalog } from '../../catalog/model.ts';

/**
 * Names of functions whose value the twin cannot know: current_setting(), and the stable ones that users made, of settings and of rows that
 * the twin has none of. What is volatile the planner runs for no estimate, and what returns a set is no value.
 */
export function sessionFunctions({ functions }: Pick<Catalog, 'functions'>): (name: string) => boolean {
  const areOfSession = new Map<string, boolean>();
  for (const { name, volatility, returns } of functions) {
    const isOne = volatility === 'stable' && !/^(?:SETOF|TABLE)\b/.test(returns);
    areOfSession.set(name, (areOfSession.get(name) ?? true) && isOne);
  }
  return (name) => name === 'current_setting' || areOfSession.get(name) === true;
}
