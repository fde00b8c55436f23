import type { Rule } from './contract.ts';
import { ignoreRules } from './ignore-rules.ts';
import { rules } from './registry.ts';

/** Every rule that comes along, in the order of their ids: those under rules/, and what the engine says of ignores. */
export const builtInRules: readonly Rule[] = [...ignoreRules, ...rules].sort((a, b) => (a.id < b.id ? -1 : 1));
