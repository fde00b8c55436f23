import {
  columnUniqueness,
  defineRule,
  externalKeyName,
  isFrameworkTable,
  listOf,
  lookupsBy,
  namesSource,
  partitionColumns,
  scopeOf,
  singular,
  uniqueIndexesWith,
  wordsOf,
} from '../../src/lint/contract.ts';
import type { Column, ExternalKeyName, Lookup, Proposal, Relation, RuleContext } from '../../src/lint/contract.ts';

const options = {
  /** Column names that are external keys here, besides those that the rule knows. */
  names: [] as readonly string[],
  /** Fewer rows than this tell nothing about uniqueness. */
  minRows: 100,
};

/** What speaks for and against one key. */
interface Verdict {
  readonly points: number;
  readonly note?: string;
  /** Why it is no key, whatever else speaks for it. */
  readonly against?: string;
}

/** Points from which on it is reported, and from which on it is an error. */
const REPORTED = 3;
const CERTAIN = 5;

export default defineRule({
  id: 'constraint/non-unique-external-key',
  severity: 'warning',
  since: '0.1.0',
  needs: ['catalog'],
  summary:
    'A column looks like the key by which the outside world knows a row (`external_id`, `uuid`, `slug`, `email`, a provider’s id), and no unique index keeps it unique.',
  consequence:
    'Two requests at the same moment, or one delivered twice, insert the same thing twice. From then on every look-up finds one of the two, by chance, and what refers to them is divided between them.',
  action:
    'List the duplicates with the query of the fix, mend them, and add the unique constraint. Where the key is given by several parties, the constraint starts with the column that tells which.',
  details: `The evidence is weighed. From 3 points on the key is reported as a warning, from 5 on as an error.

| what | points |
|---|---|
| name: \`external_id\`, \`uuid\`, \`slug\`, \`token\`, \`api_key\`, \`sku\`, \`iban\`, the table’s own \`*_ref\`, \`*_uuid\` or provider’s id, \`uid\` beside \`provider\`, \`email\` or \`username\` in a table of people; a default that generates a UUID | 3 |
| name that often is a key: \`uid\`, \`code\`, \`*_number\`, \`*_key\`, \`*_token\`, \`*_ref\` | 2 |
| name that may be one: other \`*_id\`, \`*_uuid\`; \`email\` elsewhere | 1 |
| given by a party that another column names (\`type\`, \`provider\`, \`source\`): the key is composite | 2 |
| statistics: no value occurs twice (\`n_distinct\` is -1 or within 1 % of it, no most common values, at least \`minRows\` rows), or \`--check-data\` found no duplicate | 2 |
| the workload looks rows up by exactly this key and expects one (\`LIMIT 1\`, Django’s \`LIMIT 21\`, at most one row a call) | 2 |
| it looks rows up by it, with other conditions or an unknown number of rows | 1 |
| a log, event, audit or history table, where a key repeats | -2 |

Duplicates that exist now (\`--check-data\`) make it an error. A key that only the look-ups speak for is reported as info, or not at all.

It is silent where any unique index or exclusion constraint holds the column (partial and expression indexes too: whoever made it thought about the key), on primary and foreign keys, on columns with a constant default (\`''\`),
where statistics show clearly more than one row a value, on children by inheritance, on frameworks' own tables, and on a partitioned table whose partition key the constraint would have to include.
The scope of the key (tenant, type, provider, parent) is what the workload compares together with it; without look-ups, the columns' names decide. In a table with soft deletion the index is partial.`,
  options,
  bad: {
    schema:
      'CREATE TABLE core_channel (id bigint PRIMARY KEY, type varchar(20) NOT NULL, external_id varchar(50) NOT NULL, name text);',
    queries: ['SELECT id, name FROM core_channel WHERE type = $1 AND external_id = $2 LIMIT 1'],
  },
  good: {
    schema: `CREATE TABLE core_channel (id bigint PRIMARY KEY, type varchar(20) NOT NULL, external_id varchar(50) NOT NULL, name text,
  UNIQUE (type, external_id));`,
    queries: ['SELECT id, name FROM core_channel WHERE type = $1 AND external_id = $2 LIMIT 1'],
  },

  *check(context) {
    const nouns = new Set(context.tables.map((table) => singular(wordsOf(table.name).at(-1) ?? '')));
    for (const relation of context.tables) {
      // A constraint is not inherited, so each child would be reported along with its parent.
      if (relation.inherits.length > 0 || isFrameworkTable(relation)) continue;
      for (const column of relation.columns) {
        if (!canBeExternalKey(relation, column)) continue;
        const proposal = judge(context, relation, column, nameOf(context.options, relation, column, nouns));
        if (proposal) yield proposal;
      }
    }
  },
});

function nameOf(
  { names }: { readonly names: readonly string[] },
  relation: Relation,
  column: Column,
  nouns: ReadonlySet<string>,
): ExternalKeyName {
  if (names.includes(column.name)) return { weight: 3, scope: 'source' };
  if (/^(?:public\.)?(?:gen_random_uuid|uuid_generate_v\w+|uuidv[47])\(/.test(column.default ?? ''))
    return { weight: 3, scope: 'global' };
  const name = externalKeyName(relation.name, column.name, nouns);
  const isNumber = /^(?:integer|bigint)$/.test(column.baseType);
  // An integer that might be another table's key nearly always is, and nobody could guess a token that is one.
  if (isNumber && (name.weight === 1 || RANDOM.test(column.name))) return { ...name, weight: 0 };
  // OmniAuth's (provider, uid), and what others call the two.
  return column.name === 'uid' && relation.columns.some(({ name: other }) => GIVERS.test(other))
    ? { ...name, weight: 3 }
    : name;
}

/** Names of what is drawn at random, so that nobody has the same. */
const RANDOM = /(?:token|uuid|guid|ulid|cuid|hash_?id|nano_?id|api_?key)$/i;
const GIVERS = /^(?:provider|issuer|strategy|source|connector)(?:_(?:id|name|type))?$/;

const KEY_TYPES = /^(?:text|character varying|character|uuid|integer|bigint|(?:.*\.)?citext)$/;

/** A default that many rows share: what is unique has none. */
const CONSTANT = /^(?:'[^']*'(?:::[\w ]+(?:\(\d+\))?)?|-?\d+)$/;

function canBeExternalKey(relation: Relation, column: Column): boolean {
  const inForeignKey = relation.constraints.some(
    ({ kind, columns }) => kind === 'foreign-key' && columns.includes(column.name),
  );
  return (
    KEY_TYPES.test(column.baseType) &&
    column.generated === null &&
    column.identity === null &&
    !(column.default ?? '').startsWith('nextval(') &&
    !CONSTANT.test(column.default ?? '') &&
    !inForeignKey &&
    !isKnownUnique(relation, column)
  );
}

/** A unique index that holds the whole primary key besides is unique by that alone, and says nothing of this column. */
function isKnownUnique(relation: Relation, column: Column): boolean {
  const primary = relation.indexes.find((index) => index.primary)?.keys.map((key) => key.column) ?? [];
  return uniqueIndexesWith(relation, column.name).some(
    ({ keys }) =>
      primary.length === 0 ||
      primary.includes(column.name) ||
      !primary.every((name) => keys.some((key) => key.column === name)),
  );
}

function judge(
  context: RuleContext<typeof options>,
  relation: Relation,
  column: Column,
  name: ExternalKeyName,
): Proposal | undefined {
  const lookups = lookupsBy(context.uses(relation), column.name);
  if (name.weight === 0 && lookups.length === 0) return undefined;
  const scope = scopeOf(relation, column, name, lookups);
  const columns = [...scope, column.name];
  const statistics = weighStatistics(relation, column, scope, context.rows(relation), context.options.minRows);
  const asked = weighLookups(lookups, columns);
  const counted = weighDuplicates(context, relation, columns);
  const evidence = [statistics, asked, counted.verdict];
  const isUnique = statistics.points > 0 || counted.verdict.points > 0;
  const provider = name.scope === 'source' && name.weight === 3 && namesSource(relation, column, scope) ? 2 : 0;
  const repeats = isEventTable(relation) && !isUnique ? -2 : 0;
  const points = name.weight + provider + repeats + (isUnique ? 2 : 0) + asked.points;
  if (points < REPORTED && !counted.exist) return undefined;
  if (name.weight === 0 && !(isUnique && asked.points === 2)) return undefined;

  const proposal: Proposal = {
    object: { schema: relation.schema, table: relation.name, columns, name: null },
    message: `Nothing stops two rows of ${relation.name} from having the same ${listOf(columns)}`,
    notes: evidence.flatMap(({ note }) => (note === undefined ? [] : [note])),
    fingerprints: lookups.map((lookup) => lookup.fingerprint),
  };
  const against =
    evidence.find((verdict) => verdict.against !== undefined)?.against ?? partitionObstacle(relation, columns);
  if (against !== undefined) return { ...proposal, silence: against };
  return {
    ...proposal,
    severity:
      counted.exist || (points >= CERTAIN && name.weight >= 2) ? 'error' : isDoubtful(name, asked) ? 'info' : 'warning',
    fix: {
      kind: 'add-unique',
      relation: { schema: relation.schema, name: relation.name },
      columns,
      nullsNotDistinct: false,
      predicate: name.scope === 'global' ? null : livingRows(relation),
      name: null,
    },
  };
}

function isDoubtful(name: ExternalKeyName, asked: Verdict): boolean {
  return name.weight === 0 || (name.weight === 1 && asked.points < 2);
}

function weighStatistics(
  relation: Relation,
  column: Column,
  scope: readonly string[],
  rows: number | null,
  minRows: number,
): Verdict {
  if (rows === null) return { points: 0, note: 'never analysed: no statistics tell whether it is unique' };
  const own = columnUniqueness(column, rows);
  if (own === null || rows < minRows) return { points: 0 };
  if (own.nullFraction === 1) return { points: 0, note: `${column.name} is null in every row` };
  if (own.distinctFraction >= 0.99 && own.mostCommonRows === 0)
    return { points: 2, note: `statistics: no value of ${column.name} occurs twice` };
  // How many rows one value of the key may have at most: one for each value of its scope.
  const perValue = scope.reduce((product, name) => {
    const other = relation.columns.find((candidate) => candidate.name === name);
    return product * Math.max(1, (other && columnUniqueness(other, rows)?.distinctCount) ?? 1e6);
  }, 1);
  const perKey = 1 / Math.max(own.distinctFraction, 1e-9);
  // pg_stats is an estimate from 300 rows for each unit of the statistics target: up to a tenth may be its error, or real duplicates.
  if (perKey > perValue / 0.9)
    return {
      points: 0,
      against: `${listOf([...scope, column.name])} repeat: about ${Math.round(perKey)} rows for each ${column.name}`,
    };
  if (own.mostCommonRows > Math.max(10, 2 * perValue, rows / 1000) && own.mostCommonRows > perValue * 1.5)
    return { points: 0, against: `one value of ${column.name} stands in about ${Math.round(own.mostCommonRows)} rows` };
  return scope.length > 0
    ? { points: 0 }
    : { points: 0, note: `statistics: a few values of ${column.name} may occur twice` };
}

function weighLookups(lookups: readonly Lookup[], columns: readonly string[]): Verdict {
  const byKey = lookups.filter((lookup) => columns.every((name) => lookup.columns.includes(name)));
  const callsOf = (answer: Lookup['answer']) =>
    byKey.filter((lookup) => lookup.answer === answer).reduce((sum, lookup) => sum + lookup.calls, 0);
  const calls = callsOf('one') + callsOf('many') + callsOf('unknown');
  if (calls === 0) return { points: 0 };
  if (callsOf('many') > calls / 10)
    return { points: 0, against: `queries that look up ${listOf(columns)} get several rows` };
  const exactly = byKey.some((lookup) => lookup.answer === 'one' && lookup.columns.length === columns.length);
  const how = exactly ? 'one row is expected' : 'how many rows come is not known';
  return { points: exactly ? 2 : 1, note: `looked up ${calls} times by ${listOf(columns)}: ${how}` };
}

function weighDuplicates(
  context: RuleContext<typeof options>,
  relation: Relation,
  columns: readonly string[],
): { readonly verdict: Verdict; readonly exist: boolean } {
  const check = context.duplicates(relation, columns);
  if (!check || check.checkedRows === null) return { verdict: { points: 0 }, exist: false };
  const { duplicateKeys: keys, checkedRows } = check;
  if (keys > checkedRows / 10)
    return {
      verdict: { points: 0, against: `${keys} keys occur more than once in ${checkedRows} rows: no key by design` },
      exist: true,
    };
  if (keys > 0)
    return {
      verdict: { points: 0, note: `${keys} duplicate ${keys === 1 ? 'key exists' : 'keys exist'} now` },
      exist: true,
    };
  const enough = checkedRows >= context.options.minRows;
  return { verdict: { points: enough ? 2 : 0, note: `no duplicates among ${checkedRows} rows now` }, exist: false };
}

/** PostgreSQL enforces uniqueness partition by partition, so the key must hold the partition key. */
function partitionObstacle(relation: Relation, columns: readonly string[]): string | undefined {
  if (relation.partitionKey === null) return undefined;
  const partitioned = partitionColumns(relation.partitionKey);
  return partitioned?.every((name) => columns.includes(name))
    ? undefined
    : `a unique constraint would have to include the partition key (${partitioned ? listOf(partitioned) : 'an expression, which it cannot'})`;
}

const EVENTS =
  /^(?:log|(?:access|audit|error|event)log|event|audit|history|archive|snapshot|revision|version|changelog|journal|staging|import|backup|metric|visit|click|impression|activity|change|trace|span|raw|tmp|delivery|attempt)$/;

function isEventTable(relation: Relation): boolean {
  return wordsOf(relation.name)
    .map(singular)
    .some((word) => EVENTS.test(word));
}

/** Deleted rows stay in a table with soft deletion, and may come again. */
function livingRows(relation: Relation): string | null {
  for (const column of relation.columns) {
    if (/^(?:deleted|discarded|removed)_(?:at|on)$/.test(column.name) && !column.notNull)
      return `(${column.name} IS NULL)`;
    if (/^(?:is_)?deleted$/.test(column.name) && column.baseType === 'boolean' && column.notNull)
      return `(NOT ${column.name})`;
  }
  return null;
}
