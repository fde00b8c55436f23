import { columnOf, defineRule, foundIndex, ownIndexes } from '../../src/lint/contract.ts';
import type { Catalog, IndexKey, ObjectName, OwnIndex } from '../../src/lint/contract.ts';

export default defineRule({
  id: 'index/collation-version-mismatch',
  severity: 'error',
  since: '0.1.0',
  needs: ['catalog'],
  summary:
    'An index is sorted by a collation whose library sorts otherwise by now: glibc or ICU was updated under the server.',
  consequence: 'Queries by the index miss rows that are there, and unique indexes let duplicates in, without an error.',
  action:
    'Rebuild each such index, then tell the server with `ALTER COLLATION … REFRESH VERSION`, or `ALTER DATABASE … REFRESH COLLATION VERSION`. Of a unique one, look for duplicates first.',
  details: `Compared are the version that was recorded with the collation, or with the database since PostgreSQL 15, and the one that the library reports now. \`C\` and \`POSIX\` have no version
and never change; nor does the order of \`text_pattern_ops\`, nor hash indexes.`,
  options: {},
  bad: {
    schema: `CREATE TABLE account (id bigint PRIMARY KEY, city text);
CREATE INDEX ON account (city);`,
    observed: { database: { collationVersion: '2.28', actualCollationVersion: '2.36' } },
  },
  good: {
    schema: `CREATE TABLE account (id bigint PRIMARY KEY, city text);
CREATE INDEX ON account (city);`,
    observed: { database: { collationVersion: '2.36', actualCollationVersion: '2.36' } },
  },

  *check({ catalog }) {
    const { collationVersion, actualCollationVersion } = catalog.database;
    const isDefaultOutdated =
      collationVersion !== null && actualCollationVersion !== null && collationVersion !== actualCollationVersion;
    if (!isDefaultOutdated && catalog.outdatedCollations.length === 0) return;
    for (const own of ownIndexes(catalog)) {
      const { index, holder, relation } = own;
      if (index.method !== 'btree' && index.method !== 'gist') continue;
      const outdated = index.keys
        .map((key, position) => collationOf(own, key, position))
        .find((collation) =>
          collation === 'default' ? isDefaultOutdated : collation !== null && isOutdated(catalog, collation),
        );
      if (outdated === undefined || outdated === null) continue;
      const name = outdated === 'default' ? 'the database’s collation' : `collation ${outdated.name}`;
      yield foundIndex(own, `${index.name} of ${holder.name} is sorted by an older version of ${name}`, {
        ...(relation.kind === 'partitioned-table'
          ? { notes: ['Rebuild the index of each partition'] }
          : {
              fix: {
                kind: 'reindex',
                relation: { schema: relation.schema, name: relation.name },
                index: index.name,
              } as const,
            }),
      });
    }
  },
});

const COLLATABLE = /^(?:text|character varying|character|bpchar|(?:\w+\.)?citext)(?:\(\d+\))?(?:\[\])?$/;

/** `default` is the database's; null where the key has none, or is compared byte by byte. */
function collationOf({ relation, index }: OwnIndex, key: IndexKey, position: number): ObjectName | 'default' | null {
  if (key.operatorClass?.endsWith('_pattern_ops')) return null;
  if (key.collation) return key.collation;
  const column = key.column === null ? undefined : columnOf(relation, key.column);
  const type = column?.baseType ?? index.expressionTypes?.[position] ?? '';
  if (!COLLATABLE.test(type)) return null;
  return column?.collation ?? 'default';
}

function isOutdated({ outdatedCollations }: Catalog, { schema, name }: ObjectName): boolean {
  return outdatedCollations.some((collation) => collation.schema === schema && collation.name === name);
}
