import { expect, it } from '@jest/globals';
import { withoutValues } from '../../src/advisor/unplannable-reason.ts';

it.each([
  ['invalid input value for enum mood: "bob@example.com"', 'invalid input value for enum mood: "…"'],
  ['malformed array literal: "{"bob": 1}"', 'malformed array literal: "…"'],
  ['value "74657301" is out of range for type integer', 'value "…" is out of range for type integer'],
  ['column "bob" of relation "Orders" does not exist', 'column "…" does not exist'],
  ['relation "shop.Orders" does not exist', 'relation "shop.Orders" does not exist'],
  ['column "mail" of relation "Orders" does not exist', 'column "mail" of relation "Orders" does not exist'],
  ['permission denied for table orders', 'permission denied for table orders'],
])('of %s no value of the query is left', (message, expected) => {
  expect(withoutValues(message, 'SELECT mail FROM shop."Orders" WHERE mood = $1')).toBe(expected);
});
