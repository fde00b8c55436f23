import { defineRule, foundNamed, namedObjects } from '../../src/lint/contract.ts';

export default defineRule({
  id: 'schema/name-truncation-risk',
  severity: 'info',
  since: '0.1.0',
  needs: ['catalog'],
  summary: 'A name is 63 bytes long, the most that PostgreSQL keeps: it was probably cut off.',
  consequence:
    'The end of the name is lost, and with it what told it from others. A migration that makes a second name with the same beginning fails, or passes over it with IF NOT EXISTS.',
  action: 'Give it a shorter name of your own.',
  details:
    'Counted in bytes, as PostgreSQL does. Names that PostgreSQL makes itself are shortened in the middle and stay unique.',
  options: {},
  bad: {
    schema: `CREATE TABLE shipment_confirmation (id bigint PRIMARY KEY, customer_reference text NOT NULL);
CREATE INDEX index_shipment_confirmation_on_customer_reference_when_it_is_still_open ON shipment_confirmation (customer_reference);`,
  },
  good: {
    schema: `CREATE TABLE shipment_confirmation (id bigint PRIMARY KEY, customer_reference text NOT NULL);
CREATE INDEX shipment_confirmation_open_reference_idx ON shipment_confirmation (customer_reference);`,
  },

  *check(context) {
    for (const named of namedObjects(context)) {
      const { kind, name } = named;
      // Names of constraints and indexes that PostgreSQL made end as it ends them.
      if (Buffer.byteLength(name) < 63 || /_(?:idx|key|fkey|pkey|check|excl|seq)\d*$/.test(name)) continue;
      yield foundNamed(named, `The ${kind} name ${name} has 63 bytes and was probably cut off`);
    }
  },
});
