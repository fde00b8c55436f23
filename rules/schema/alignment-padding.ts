import { defineRule, found, ownTables } from '../../src/lint/contract.ts';
import type { Column } from '../../src/lint/contract.ts';

const options = {
  /** Share of a row that may be padding. */
  maxWaste: 0.1,
};

const ALIGNMENT = { c: 1, s: 2, i: 4, d: 8 } as const;

export default defineRule({
  id: 'schema/alignment-padding',
  severity: 'off',
  since: '0.1.0',
  needs: ['catalog'],
  summary:
    'The order of the columns wastes more than a tenth of each row on padding. A policy: off unless tables are new or huge.',
  consequence: 'The table and everything that reads it is larger than it need be.',
  action:
    'In a new table, list the columns of 8 bytes first, then those of 4, 2 and 1, and those of variable length last. An existing table needs a rebuild to change their order.',
  details:
    'The row as it is, with the 24 bytes of its header, is compared with the same columns in the best order; columns of variable length count with their average width, or 16 bytes where it is not known, and nulls as if they were there.',
  options,
  bad: {
    schema:
      'CREATE TABLE flag (a boolean NOT NULL, id bigint PRIMARY KEY, b boolean NOT NULL, made_at timestamptz NOT NULL, c boolean NOT NULL, seen_at timestamptz NOT NULL);',
  },
  good: {
    schema:
      'CREATE TABLE flag (id bigint PRIMARY KEY, made_at timestamptz NOT NULL, seen_at timestamptz NOT NULL, a boolean NOT NULL, b boolean NOT NULL, c boolean NOT NULL);',
  },

  *check(context) {
    for (const table of ownTables(context)) {
      const stored = table.columns.filter(({ generated }) => generated?.kind !== 'virtual');
      const now = rowBytes(stored);
      const best = rowBytes([...stored].sort((a, b) => rank(b) - rank(a)));
      if ((now - best) / now <= context.options.maxWaste) continue;
      yield found(table, `A row of ${table.name} takes ${now} bytes, and ${best} with its columns in another order`);
    }
  },
});

/** Bytes of a row: t_hoff is 24 with up to eight columns that may be null, and the whole is aligned to 8 (htup_details.h). */
function rowBytes(columns: readonly Column[]): number {
  const end = columns.reduce((offset, column) => {
    // A short value of variable length has a header of one byte and no alignment.
    if (column.typeLength < 0) return offset + (column.statistics?.averageWidth ?? 16);
    const unit = ALIGNMENT[column.typeAlignment];
    return Math.ceil(offset / unit) * unit + column.typeLength;
  }, 24);
  return Math.ceil(end / 8) * 8;
}

function rank({ typeLength, typeAlignment }: Column): number {
  return typeLength < 0 ? 0 : ALIGNMENT[typeAlignment];
}
