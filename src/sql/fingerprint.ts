import { hash } from 'node:crypto';
import { markedWord, markNumberedWords, type Marked } from './numbered-words.ts';
import { fingerprint as queryFingerprint, parse, SqlSyntaxError, type RangeVar } from './parser.ts';

/**
 * A name with a schema, or with numbers that pg_query leaves out: texts that have neither, nor an alias, need not be parsed for it. The number of a
 * parameter (`$10`) is in no name.
 */
const MAY_TELL = /[\w"$]\s*\.\s*["\p{L}_]|(?:[\p{L}_]|[\p{L}\w$]\$)\d\d/u;
/** What may be an alias, for it comes after what may be a table and is none of the words that do: pg_query leaves the name of a table out that has one. */
const MAY_HAVE_ALIAS =
  /(?:\b(?:from|join|update|into|using|only)\s|,)[\s(]*[^\s,()]+[\s)*]+(?!(?:cross|fetch|for|from|full|group|having|inner|join|left|limit|natural|offset|on|order|returning|right|select|set|union|using|values|where)\b)["\p{L}_/-]/iu;
/** pg_query takes names for one that differ in numbers of two digits and more. Of years, months and shards each has its own; of temporary names that count up not. */
const COUNTED = /\d{5,}/g;
const NUMBER = /\d\d/;
const NUMBERS = /\d\d+/g;
/** Where search_path finds the table without it. */
const USUAL_SCHEMA = 'public';
/** Texts whose relations are remembered, and fingerprints of pg_query: many where those of all tables of a log's days are alike. */
const MOST_REMEMBERED = 1_000;
/** Longer texts are not remembered: both maps together take some 20 MB at most where a character is a byte. */
const LONGEST_REMEMBERED = 10_000;

/** A relation of a text, its names as they are there. */
interface NamedRelation {
  readonly name: string;
  readonly schema: string | undefined;
  readonly hasAlias: boolean;
}

/** By text with its numbered words marked. */
const relationsOf = new Map<string, readonly NamedRelation[]>();
/** By the same and what pg_query sees of those words. */
const queryFingerprints = new Map<string, string>();

/**
 * pg_query's fingerprint: 16 hex digits, equal for statements that differ in constants, IN-list lengths, case and white space. Statements
 * on other relations have others, also where the relations differ in their schema, in a number of up to four digits (`orders_2024`), or
 * have the same alias (`orders t`, `users t`): other indexes serve them.
 * @throws SqlSyntaxError
 */
export function fingerprint(sql: string): string {
  if (!MAY_TELL.test(sql) && !MAY_HAVE_ALIAS.test(sql)) return queryFingerprint(sql);
  const marked = sql.length > LONGEST_REMEMBERED ? null : markNumberedWords(sql);
  const known = marked && relationsOf.get(marked.sql);
  if (known) return withNames(fingerprintOfMarked(sql, marked, known), known, marked.words);
  const ofQuery = queryFingerprint(sql);
  const relations = marked && relationsOfMarked(marked);
  return relations ? withNames(ofQuery, relations, marked.words) : withNames(ofQuery, namedRelations(parse(sql)), []);
}

/** Null where the text does not parse with other words: `FORMAT JSON ENCODING utf8`. */
function relationsOfMarked({ sql }: Marked): readonly NamedRelation[] | null {
  try {
    return remember(relationsOf, sql, namedRelations(parse(sql)));
  } catch (error) {
    if (error instanceof SqlSyntaxError) return null;
    throw error;
  }
}

/** pg_query sees no schema, and of the name of a table no numbers of two digits and more. */
function fingerprintOfMarked(sql: string, marked: Marked, relations: readonly NamedRelation[]): string {
  const seen = [...marked.words];
  for (const { name, schema } of relations) {
    const word = markedWord(name);
    if (word >= 0) seen[word] = seen[word]!.replaceAll(NUMBERS, '');
    const schemaWord = markedWord(schema);
    if (schemaWord >= 0) seen[schemaWord] = '';
  }
  const key = `${marked.sql} ${seen.join(' ')}`;
  return queryFingerprints.get(key) ?? remember(queryFingerprints, key, queryFingerprint(sql));
}

/** Forgets all others where there are too many: a log that has new ones all the time needs none of them again. */
function remember<Value>(map: Map<string, Value>, key: string, value: Value): Value {
  if (map.size === MOST_REMEMBERED) map.clear();
  map.set(key, value);
  return value;
}

/** @param words for which names of the relations may stand */
function withNames(ofQuery: string, relations: readonly NamedRelation[], words: readonly string[]): string {
  const names = relations.flatMap((relation) => tellingName(relation, words) ?? []);
  if (names.length === 0) return ofQuery;
  // As text it would be a part of all the digits, which V8 keeps with it.
  return hash('sha256', JSON.stringify([ofQuery, ...names]), 'buffer').toString('hex', 0, ofQuery.length / 2);
}

/** Null where pg_query tells the relation from others. */
function tellingName(relation: NamedRelation, words: readonly string[]): string | null {
  const name = (words[markedWord(relation.name)] ?? relation.name).replaceAll(COUNTED, '');
  const named = words[markedWord(relation.schema)] ?? relation.schema;
  const schema = named === USUAL_SCHEMA ? '' : (named ?? '');
  return schema !== '' || relation.hasAlias || NUMBER.test(name) ? `${schema}.${name}` : null;
}

/** Visited by key, which takes a third of the time that a list of the values does: a tree has hundreds of nodes. */
function namedRelations(tree: object): NamedRelation[] {
  const relations: NamedRelation[] = [];
  const pending: object[] = [tree];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (Array.isArray(node)) {
      for (const child of node as object[]) pending.push(child);
      continue;
    }
    for (const key in node) {
      const value: unknown = node[key as keyof typeof node];
      if (typeof value === 'object' && value !== null) pending.push(value);
      else if (key === 'relname') relations.push(toNamedRelation(node));
    }
  }
  return relations;
}

function toNamedRelation({ relname = '', schemaname, alias }: RangeVar): NamedRelation {
  return { name: relname, schema: schemaname, hasAlias: alias !== undefined };
}
