import type { Relation } from '../catalog/model.ts';

/**
 * Whether `<noun>_id` of the table may be a key of several tables, which `<noun>_type` tells apart (camel case too). Beside
 * `<noun>_type_id`, the type is one of the thing itself, as in an order's copy of a product.
 */
export function isPolymorphic({ columns }: Relation, noun: string): boolean {
  const has = (...names: readonly string[]) => columns.some(({ name }) => names.includes(name));
  return has(`${noun}_type`, `${noun}Type`) && !has(`${noun}_type_id`, `${noun}TypeId`);
}
