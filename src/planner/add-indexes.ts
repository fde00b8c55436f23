import { UnplannableError } from './engine.ts';
import type { HypotheticalIndex, PlannerEngine, WantedIndex } from './engine.ts';

/** Declares several indexes, together where the engine is quicker so; in their order, with the error of each that cannot be created. */
export async function addIndexes(
  engine: PlannerEngine,
  wanted: readonly WantedIndex[],
): Promise<readonly (HypotheticalIndex | UnplannableError)[]> {
  if (wanted.length === 0) return [];
  if (engine.addIndexes) return engine.addIndexes(wanted);
  const added: (HypotheticalIndex | UnplannableError)[] = [];
  for (const { definition, sizeBytes } of wanted) {
    try {
      added.push(await engine.addIndex(definition, sizeBytes));
    } catch (error) {
      if (!(error instanceof UnplannableError)) throw error;
      added.push(error);
    }
  }
  return added;
}
