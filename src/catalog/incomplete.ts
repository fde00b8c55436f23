import { quoteQualified } from '../sql/quote.ts';
import type { ObjectName, Relation } from './model.ts';
import type { RelationRow } from './queries/relations.ts';
import type { SchemaRow } from './queries/schemas.ts';
import type { SequenceRow } from './queries/sequences.ts';
import type { SettingRow } from './queries/settings.ts';

interface Seen {
  readonly locked: readonly ObjectName[];
  readonly schemas: readonly SchemaRow[];
  readonly sequences: readonly SequenceRow[];
  readonly settings: readonly SettingRow[];
  readonly relationRows: readonly RelationRow[];
  readonly relations: readonly Relation[];
}

const NAMED = 5;
const WITH_STATISTICS = new Set<Relation['kind']>(['table', 'partitioned-table', 'materialized-view', 'foreign-table']);

/** What the role could not see, in a few lines, each with its consequence. */
export function describeIncomplete({ locked, schemas, sequences, settings, relationRows, relations }: Seen): string[] {
  // Members of extensions are no concern of any rule.
  const own = relations.filter(({ extension }) => extension === null);
  const ownRows = relationRows.filter(({ extension }) => extension === null);
  const unreadable = own.filter(({ readable, kind }) => !readable && WITH_STATISTICS.has(kind));
  const partly = unreadable.filter((relation) => relation.columns.some(({ statistics }) => statistics !== null));
  const hiddenByPolicy = ownRows.filter(({ rls_hides, readable }) => rls_hides && readable);
  const lines = [
    line(
      schemas.filter(({ usable, extension }) => !usable && extension === null),
      'schema',
      'schemas',
      {
        name: ({ name }) => name,
        text: (list) => `no USAGE privilege on ${list}: tables there cannot be queried`,
      },
    ),
    line(
      unreadable.filter((relation) => !partly.includes(relation)),
      'table',
      'tables',
      {
        name: quoteQualified,
        text: (list, several) =>
          `no SELECT privilege on ${list}: ${several ? 'their' : 'its'} column statistics are unknown`,
      },
    ),
    line(partly, 'table', 'tables', {
      name: quoteQualified,
      text: (list) => `SELECT privilege on only some columns of ${list}: the statistics of the others are unknown`,
    }),
    line(hiddenByPolicy, 'table', 'tables', {
      name: quoteQualified,
      text: (list) => `row security hides the column statistics of ${list} from this role: they are unknown`,
    }),
    line(neverAnalysed(own, hiddenByPolicy), 'table', 'tables', {
      name: quoteQualified,
      text: (list, several) =>
        `${list} ${several ? 'were' : 'was'} never analysed: run ANALYZE, for costs are guesses until then`,
    }),
    line(locked, 'relation', 'relations', {
      name: quoteQualified,
      text: (list, several) =>
        `${list} ${several ? 'are' : 'is'} locked by another session (ALTER TABLE or the like), and left out: scan again later`,
    }),
    line(
      sequences.filter(({ visible }) => !visible),
      'sequence',
      'sequences',
      {
        name: quoteQualified,
        text: (list, several) =>
          `no privilege on ${list}: ${several ? 'their last values are' : 'its last value is'} unknown`,
      },
    ),
    // Reserved to superusers and pg_read_all_settings; shared_preload_libraries stands for about a dozen others.
    settings.some(({ name }) => name === 'shared_preload_libraries')
      ? null
      : 'some settings (shared_preload_libraries and others) are visible only to members of pg_read_all_settings',
  ];
  return lines.filter((one) => one !== null);
}

/** Tables that hold rows but no statistics which the role could see if there were any. */
function neverAnalysed(relations: readonly Relation[], hidden: readonly ObjectName[]): Relation[] {
  const invisible = new Set(hidden.map(quoteQualified));
  const filled = new Set<string>();
  const byName = new Map(relations.map((relation) => [quoteQualified(relation), relation]));
  for (const leaf of relations) {
    if (leaf.sizeBytes === 0) continue;
    // A partitioned table is filled when any of its leaves is.
    for (
      let one: Relation | undefined = leaf;
      one;
      one = one.partitionOf ? byName.get(quoteQualified(one.partitionOf.parent)) : undefined
    ) {
      filled.add(quoteQualified(one));
    }
  }
  return relations.filter(
    (relation) =>
      relation.readable &&
      WITH_STATISTICS.has(relation.kind) &&
      relation.columns.length > 0 &&
      filled.has(quoteQualified(relation)) &&
      !invisible.has(quoteQualified(relation)) &&
      relation.columns.every(
        ({ statistics, inheritedStatistics }) => statistics === null && inheritedStatistics === null,
      ),
  );
}

/** `3 tables (app.a, app.b, app.c)`, naming at most five, in a sentence; null for nothing. */
function line<T>(
  items: readonly T[],
  one: string,
  many: string,
  say: { readonly name: (item: T) => string; readonly text: (list: string, several: boolean) => string },
): string | null {
  if (items.length === 0) return null;
  const names = items.slice(0, NAMED).map(say.name).join(', ');
  const rest = items.length > NAMED ? ' and others' : '';
  return say.text(`${items.length} ${items.length === 1 ? one : many} (${names}${rest})`, items.length > 1);
}
