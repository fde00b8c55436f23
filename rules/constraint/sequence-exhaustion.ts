import { defineRule, found, isSystemSchema } from '../../src/lint/contract.ts';

const options = {
  /** Share of the numbers that must be left, 0 to 1. */
  minLeft: 0.1,
};

export default defineRule({
  id: 'constraint/sequence-exhaustion',
  severity: 'error',
  since: '0.1.0',
  needs: ['catalog'],
  summary: 'A sequence has given out nearly all of its numbers.',
  consequence: 'When they are gone, `nextval` fails, and with it every insert that uses it.',
  action:
    'Give the sequence a wider type or a greater limit with `ALTER SEQUENCE`, after widening the columns that take its numbers.',
  details:
    'Counted from its minimum (or maximum, when it counts down) to its limit; reported when at most `minLeft` is left. Sequences that start over (`CYCLE`) never run out. Where the role may not read the last value, nothing is said. With a fix where the sequence is narrower than the only column that it fills.',
  options,
  bad: {
    schema: `CREATE SEQUENCE ticket MAXVALUE 1000;
SELECT setval('ticket', 950);`,
  },
  good: {
    schema: `CREATE SEQUENCE ticket MAXVALUE 1000 CYCLE;
SELECT setval('ticket', 950);`,
  },

  *check(context) {
    for (const sequence of context.catalog.sequences) {
      const { schema, name, lastValue, cycle, extension, ownedBy } = sequence;
      if (lastValue === null || cycle || extension !== null || isSystemSchema(schema)) continue;
      const [min, max, last] = [BigInt(sequence.minValue), BigInt(sequence.maxValue), BigInt(lastValue)];
      const left = sequence.increment.startsWith('-') ? last - min : max - last;
      const share = max === min ? 0 : Number(left) / Number(max - min);
      if (share > context.options.minLeft) continue;
      const of = ownedBy ? `, of ${ownedBy.table}.${ownedBy.column},` : '';
      yield found({ schema, name }, `The sequence ${name}${of} has ${Math.floor(share * 100)} % of its numbers left`);
    }
  },
});
