import { defineRule, foundNamed, namedObjects } from '../../src/lint/contract.ts';

export default defineRule({
  id: 'schema/name-confusable',
  severity: 'warning',
  since: '0.1.0',
  needs: ['catalog'],
  summary: 'Two names in one place differ only in case or in signs, such as `user_id` and `"userId"`.',
  consequence: 'Sooner or later one is written where the other is meant, and both exist, so that nothing fails.',
  action: 'Find out which of the two is in use, move the data, and drop the other.',
  details:
    'Tables and views of one schema, and columns of one table, compared without case and without what is neither letter nor digit.',
  options: {},
  bad: { schema: 'CREATE TABLE account (id bigint PRIMARY KEY, owner_id bigint NOT NULL, ownerid bigint NOT NULL);' },
  good: {
    schema: 'CREATE TABLE account (id bigint PRIMARY KEY, owner_id bigint NOT NULL, creator_id bigint NOT NULL);',
  },

  *check(context) {
    const seen = new Map<string, string>();
    for (const named of namedObjects(context)) {
      const { kind, name, object } = named;
      if (kind !== 'table' && kind !== 'view' && kind !== 'column') continue;
      const plain = name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
      const place = kind === 'column' ? [object.schema, object.name, plain] : [object.schema, plain];
      const key = JSON.stringify(place);
      const other = seen.get(key);
      seen.set(key, name);
      if (plain === '' || other === undefined) continue;
      yield foundNamed(named, `${name} and ${other} are easily taken for each other`);
    }
  },
});
