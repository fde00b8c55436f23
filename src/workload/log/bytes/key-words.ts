import { AFTER_BY_LIST, CLOCKS, MODIFIED_TYPES, TYPE_CONTINUATION } from '../../../sql/normalize-words.ts';
import { foldText } from './byte-class.ts';

/* The words on which the normalised text depends, as foldWord has them. */

const folded = (words: Iterable<string>) => new Set([...words].map(foldText));
export const ENDS_BY_LIST = folded(AFTER_BY_LIST);
export const TAKES_MODIFIER = folded([...MODIFIED_TYPES, ...CLOCKS, 'precision', 'varying']);
export const CONTINUES_TYPE = folded(TYPE_CONTINUATION);
export const GROUPING = folded(['rollup', 'cube', 'sets']);
export const BEFORE_BY = folded(['order', 'group']);
export const [BY, AS, IN, ARRAY, EXTRACT, ZONE] = ['by', 'as', 'in', 'array', 'extract', 'zone'].map(foldText) as [
  number,
  number,
  number,
  number,
  number,
  number,
];
