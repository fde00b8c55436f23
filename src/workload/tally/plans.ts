import { ownText } from '../own-text.ts';
import { redactPlan } from '../redact-plan.ts';

/** Plans that are kept of one statement. */
export const MOST_PLANS = 3;
/** A longer one is not kept: plans over thousands of partitions. */
const LONGEST_PLAN = 50_000;

/** A plan that auto_explain logged of one execution. */
export interface HeldPlan {
  readonly durationUs: number;
  /** Milliseconds since 1970; null where unknown. */
  readonly at: number | null;
  /** In EXPLAIN's format, as it was logged. */
  readonly text: string;
}

interface Shaped extends HeldPlan {
  readonly shape: string;
}

/**
 * Keeps the slowest plan of each of a few shapes (nodes and conditions, without numbers), those of the slowest shapes. A shape's slowest
 * execution decides alone, so what is kept depends neither on the order in which plans come nor on how their parts are merged.
 */
export class PlanReservoir {
  #held: Shaped[] = [];

  add(plan: HeldPlan): void {
    if (plan.text.length > LONGEST_PLAN) return;
    const last = this.#held.length < MOST_PLANS ? undefined : this.#held.at(-1);
    if (last && compare(last, plan) <= 0) return;
    const { durationUs, at } = plan;
    const shape = shapeOf(plan.text);
    const same = this.#held.find((held) => held.shape === shape);
    if (same && compare(same, plan) <= 0) return;
    const others = this.#held.filter((held) => held !== same);
    this.#held = [...others, { durationUs, at, text: ownText(plan.text), shape }].sort(compare).slice(0, MOST_PLANS);
  }

  /** Slowest first. */
  held(): HeldPlan[] {
    return this.#held.map(({ durationUs, at, text }) => ({ durationUs, at, text }));
  }
}

function compare(a: HeldPlan, b: HeldPlan): number {
  return b.durationUs - a.durationUs || (a.at ?? 0) - (b.at ?? 0) || (a.text < b.text ? -1 : a.text > b.text ? 1 : 0);
}

function shapeOf(text: string): string {
  return redactPlan(text).replaceAll(/(?<![\w$])\d+(?:\.\d+)?/g, '');
}
