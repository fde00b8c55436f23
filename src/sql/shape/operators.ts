import type { PredicateKind } from '../model.ts';

const KINDS: Readonly<Record<string, PredicateKind>> = {
  '=': 'equality',
  '<>': 'inequality',
  '<': 'range',
  '<=': 'range',
  '>': 'range',
  '>=': 'range',
  '~~': 'like',
  '~~*': 'like',
  '~': 'like',
  '~*': 'like',
  '^@': 'like',
  '!~~': 'inequality',
  '!~~*': 'inequality',
  '!~': 'inequality',
  '!~*': 'inequality',
  '@>': 'containment',
  '<@': 'containment',
  '&&': 'containment',
  '?': 'containment',
  '?|': 'containment',
  '?&': 'containment',
  '@@': 'containment',
  '@@@': 'containment',
  '@?': 'containment',
  '<<': 'containment',
  '>>': 'containment',
  '<<=': 'containment',
  '>>=': 'containment',
  '&<': 'containment',
  '&>': 'containment',
  '-|-': 'containment',
  '@': 'containment',
  '%': 'containment',
  '<%': 'containment',
  '%>': 'containment',
  '<<%': 'containment',
  '%>>': 'containment',
};

export function kindOf(operator: string): PredicateKind {
  return KINDS[operator] ?? 'other';
}

const COMMUTATORS: Readonly<Record<string, string>> = {
  '=': '=',
  '<>': '<>',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
  '@>': '<@',
  '<@': '@>',
  '&&': '&&',
  '@@': '@@',
  '<<': '>>',
  '>>': '<<',
  '<<=': '>>=',
  '>>=': '<<=',
  '-|-': '-|-',
  '@': '@',
  '%': '%',
  '<%': '%>',
  '%>': '<%',
  '<<%': '%>>',
  '%>>': '<<%',
};

/** The operator with its sides swapped; undefined where there is none. */
export function commute(operator: string): string | undefined {
  return COMMUTATORS[operator];
}

const NEGATORS: Readonly<Record<string, string>> = {
  '=': '<>',
  '<>': '=',
  '<': '>=',
  '<=': '>',
  '>': '<=',
  '>=': '<',
  '~~': '!~~',
  '!~~': '~~',
  '~~*': '!~~*',
  '!~~*': '~~*',
  '~': '!~',
  '!~': '~',
  '~*': '!~*',
  '!~*': '~*',
};

export function negate(operator: string): string | undefined {
  return NEGATORS[operator];
}
