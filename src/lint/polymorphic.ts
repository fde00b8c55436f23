import type { Relation } from '../catalog/model.ts';
import { singular, wordsOf } from './identifier-words.ts';

/**
 * Whether `<noun>_id` of the table may be a key of several tables, which `<noun>_type` tells apart (camel case too). Beside
 * `<noun>_type_id`, the type is one of the thing itself, as in an order's copy of a product; and where the table holds
 * such things (`transaction_id` of `payment_transaction`), so is the key.
 */
export function isPolymorphic({ name: table, columns }: Relation, noun: string): boolean {
  const has = (...names: readonly string[]) => columns.some(({ name }) => names.includes(name));
  return (
    has(`${noun}_type`, `${noun}Type`) &&
    !has(`${noun}_type_id`, `${noun}TypeId`) &&
    !`_${nounsOf(table)}`.endsWith(`_${nounsOf(noun)}`)
  );
}

function nounsOf(name: string): string {
  return wordsOf(name).map(singular).join('_');
}
