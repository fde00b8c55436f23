import { defineRule, foundIndex, indexedRelations } from '../../src/lint/contract.ts';

export default defineRule({
  id: 'index/larger-than-table',
  severity: 'info',
  since: '0.1.0',
  needs: ['catalog'],
  summary: 'An index is larger than its table.',
  consequence:
    'It is bloated, or has wide keys or expressions; either way it takes more memory than the rows that it finds.',
  action:
    'See whether `index/bloat` tells of it too, and rebuild it then. If not, look at its keys and included columns.',
  details:
    'Indexes of 100 MB or more, by the sizes of the files. GIN indexes of long texts may well be larger than the table.',
  options: {
    minSizeBytes: 104_857_600,
  },
  bad: {
    schema: `CREATE TABLE note (id bigint PRIMARY KEY, lang text);
CREATE INDEX note_lang_idx ON note (lang);`,
    observed: { indexes: { note_lang_idx: { sizeBytes: 536_870_912 } } },
  },
  good: {
    schema: `CREATE TABLE note (id bigint PRIMARY KEY, lang text);
CREATE INDEX note_lang_idx ON note (lang);`,
  },

  *check({ catalog, options }) {
    for (const relation of indexedRelations(catalog)) {
      if (relation.kind === 'partitioned-table') continue;
      for (const index of relation.indexes) {
        if (index.sizeBytes < options.minSizeBytes || index.sizeBytes <= relation.sizeBytes || index.inBuild) continue;
        const own = { relation, index, holder: relation, sizeBytes: index.sizeBytes, scans: null, lastScanAt: null };
        yield foundIndex(own, `${index.name} is larger than its table, ${relation.name}`);
      }
    }
  },
});
