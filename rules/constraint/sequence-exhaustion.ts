import {
  columnOf,
  defineRule,
  foundElsewhere,
  isSystemSchema,
  maximumOf,
  quoteQualified,
} from '../../src/lint/contract.ts';
import type { FixIntent, RuleContext, Sequence } from '../../src/lint/contract.ts';

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
      const fix = fixFor(context, sequence);
      yield foundElsewhere(
        { kind: 'sequence', schema, name },
        `The sequence ${name}${of} has ${Math.floor(share * 100)} % of its numbers left`,
        fix ? { fix } : {},
      );
    }
  },
});

/** Where the sequence is what ends first. A limit that somebody chose within its type stays (ALTER SEQUENCE, PostgreSQL 10). */
function fixFor(context: Pick<RuleContext, 'relation'>, sequence: Sequence): FixIntent | undefined {
  const { type, usedBy, ownedBy, identity, maxValue, minValue } = sequence;
  const [user, ...more] = identity && ownedBy ? [ownedBy] : usedBy;
  const column = user && columnOf(context.relation({ schema: user.schema, name: user.table }), user.column);
  const [own, wide] = [maximumOf(type), maximumOf(column?.baseType ?? '')];
  if (!column || more.length > 0 || own === undefined || wide === undefined || own >= wide) return undefined;
  const limit = sequence.increment.startsWith('-') ? -BigInt(minValue) - 1n : BigInt(maxValue);
  if (limit !== own) return undefined;
  const alter = `ALTER SEQUENCE ${quoteQualified(sequence)} AS`;
  return {
    kind: 'statement',
    relation: null,
    target: `SEQUENCE ${quoteQualified(sequence)}`,
    up: [`${alter} ${column.baseType}`],
    down: [`${alter} ${type}`],
    transactional: true,
    lock: 'SHARE ROW EXCLUSIVE',
  };
}
