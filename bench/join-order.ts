import type { Catalog, ColumnStatistics, Relation } from '../src/catalog/model.ts';
import { aCatalog, aTable, type ColumnSpec } from '../test/support/catalog-builder.ts';
import { keyed } from './keyed.ts';

/** Rows and the columns that matter, as the Internet Movie Database of 2013 has them that the Join Order Benchmark (Leis et al., VLDB 2015) uses. */
const TABLES: Readonly<Record<string, readonly [rows: number, columns: Readonly<Record<string, ColumnSpec>>]>> = {
  title: [
    2_528_312,
    { title: text(18, 1_600_000), kind_id: number(6, [0.6, 0.2, 0.1]), production_year: number(132), episode_nr: number(2800, [], 0.39) },
  ],
  cast_info: [
    36_244_344,
    {
      person_id: number(1_300_000), movie_id: number(2_200_000), person_role_id: number(850_000, [], 0.5), role_id: number(11, [0.35, 0.2, 0.15]),
      note: text(18, 480_000, ['(voice)', '(uncredited)', '(producer)'], [0.025, 0.09, 0.04], 0.56),
    },
  ],
  movie_info: [
    14_835_720,
    { movie_id: number(2_100_000), info_type_id: number(71, [0.18, 0.1, 0.08]), info: text(20, 1_400_000, ['Drama', 'USA', 'Horror', 'Germany'], [0.018, 0.04, 0.006, 0.01]), note: text(19, 86_000, [], [], 0.9) },
  ],
  movie_info_idx: [1_380_035, { movie_id: number(450_000), info_type_id: number(5, [0.33, 0.33, 0.33]), info: text(8, 130_000) }],
  movie_keyword: [4_523_930, { movie_id: number(470_000), keyword_id: number(60_000) }],
  movie_companies: [
    2_609_129,
    { movie_id: number(1_080_000), company_id: number(130_000), company_type_id: number(2, [0.52, 0.48]), note: text(20, 80_000, ['(VHS)', '(USA)'], [0.03, 0.05], 0.49) },
  ],
  name: [4_167_491, { name: text(16, 3_900_000), gender: text(2, 2, ['m', 'f'], [0.42, 0.23], 0.35), name_pcode_cf: text(5, 17_000) }],
  char_name: [3_140_339, { name: text(16, 3_000_000) }],
  aka_name: [901_343, { person_id: number(590_000), name: text(16, 880_000) }],
  aka_title: [361_472, { movie_id: number(205_000), title: text(18, 320_000) }],
  person_info: [2_963_664, { person_id: number(550_000), info_type_id: number(22, [0.3, 0.2, 0.1]), note: text(12, 15_000, ['Volker Boehm'], [0.001], 0.6) }],
  company_name: [234_997, { name: text(18, 230_000), country_code: text(5, 213, ['[us]', '[de]', '[gb]'], [0.36, 0.08, 0.07]) }],
  keyword: [134_170, { keyword: text(15, 134_170) }],
  complete_cast: [135_086, { movie_id: number(94_000), subject_id: number(2, [0.63, 0.37]), status_id: number(2, [0.82, 0.18]) }],
  movie_link: [29_997, { movie_id: number(6_400), linked_movie_id: number(16_000), link_type_id: number(16, [0.3, 0.2]) }],
  info_type: [113, { info: text(12, 113) }],
  link_type: [18, { link: text(10, 18) }],
  role_type: [12, { role: text(9, 12) }],
  kind_type: [7, { kind: text(8, 7) }],
  company_type: [4, { kind: text(18, 4) }],
  comp_cast_type: [4, { kind: text(10, 4) }],
}; // prettier-ignore

/** What may be joined to what: alias, table, and how it hangs on those before it. */
const JOINS: readonly { readonly alias: string; readonly table: string; readonly on: string; readonly needs: string }[] = [
  ['mc', 'movie_companies', 'mc.movie_id = t.id', 't'], ['cn', 'company_name', 'cn.id = mc.company_id', 'mc'],
  ['ct', 'company_type', 'ct.id = mc.company_type_id', 'mc'], ['mi', 'movie_info', 'mi.movie_id = t.id', 't'],
  ['it1', 'info_type', 'it1.id = mi.info_type_id', 'mi'], ['mi_idx', 'movie_info_idx', 'mi_idx.movie_id = t.id', 't'],
  ['it2', 'info_type', 'it2.id = mi_idx.info_type_id', 'mi_idx'], ['mk', 'movie_keyword', 'mk.movie_id = t.id', 't'],
  ['k', 'keyword', 'k.id = mk.keyword_id', 'mk'], ['ci', 'cast_info', 'ci.movie_id = t.id', 't'],
  ['n', 'name', 'n.id = ci.person_id', 'ci'], ['chn', 'char_name', 'chn.id = ci.person_role_id', 'ci'],
  ['rt', 'role_type', 'rt.id = ci.role_id', 'ci'], ['an', 'aka_name', 'an.person_id = n.id', 'n'],
  ['pi', 'person_info', 'pi.person_id = n.id', 'n'], ['kt', 'kind_type', 'kt.id = t.kind_id', 't'],
  ['at', 'aka_title', 'at.movie_id = t.id', 't'], ['cc', 'complete_cast', 'cc.movie_id = t.id', 't'],
  ['cct1', 'comp_cast_type', 'cct1.id = cc.subject_id', 'cc'], ['ml', 'movie_link', 'ml.movie_id = t.id', 't'],
  ['lt', 'link_type', 'lt.id = ml.link_type_id', 'ml'],
].map(([alias = '', table = '', on = '', needs = '']) => ({ alias, table, on, needs })); // prettier-ignore

/** By alias: conditions as the benchmark has them. */
const FILTERS: Readonly<Record<string, readonly string[]>> = {
  t: ['t.production_year > 2005', 't.production_year BETWEEN 2005 AND 2010', "t.title LIKE 'Champion%'", 't.production_year = 1998', 't.episode_nr < 100'],
  cn: ["cn.country_code = '[us]'", "cn.country_code = '[de]'", "cn.country_code <> '[pl]'", "cn.name LIKE '%Film%'"],
  ct: ["ct.kind = 'production companies'", "ct.kind <> 'distributors'"],
  mc: ["mc.note LIKE '%(co-production)%'", 'mc.note IS NULL', "mc.note NOT LIKE '%(TV)%' AND mc.note LIKE '%(USA)%'"],
  mi: ["mi.info IN ('Drama', 'Horror')", "mi.info IN ('Sweden', 'Germany', 'USA')", "mi.note LIKE '%internet%'", "mi.info LIKE 'USA:%199%'"],
  it1: ["it1.info = 'genres'", "it1.info = 'release dates'", "it1.info = 'budget'"],
  mi_idx: ["mi_idx.info > '8.0'", "mi_idx.info < '3.5'"],
  it2: ["it2.info = 'rating'", "it2.info = 'top 250 rank'", "it2.info = 'votes'"],
  k: ["k.keyword = 'character-name-in-title'", "k.keyword IN ('murder', 'blood', 'gore')", "k.keyword LIKE '%sequel%'"],
  ci: ["ci.note IN ('(voice)', '(voice: English version)')", "ci.note = '(producer)'", "ci.note IN ('(writer)', '(head writer)')"],
  n: ["n.gender = 'f'", "n.gender = 'm'", "n.name LIKE '%Tim%'", "n.name LIKE 'B%'", "n.name_pcode_cf LIKE 'D%'"],
  rt: ["rt.role = 'actress'", "rt.role = 'producer'"],
  pi: ["pi.note = 'Volker Boehm'", 'pi.note IS NOT NULL'],
  kt: ["kt.kind = 'movie'", "kt.kind IN ('movie', 'episode')"],
  cct1: ["cct1.kind = 'cast'", "cct1.kind LIKE '%complete%'"],
  lt: ["lt.link LIKE '%follow%'", "lt.link = 'features'"],
  an: ["an.name LIKE '%a%'"],
}; // prettier-ignore
const SHOWN: readonly string[] = [
  't.title',
  'cn.name',
  'n.name',
  'mi.info',
  'mi_idx.info',
  'chn.name',
  'an.name',
  'k.keyword',
];

/** A catalog of 21 tables with some 74 million rows, primary keys and no other index. */
export function movieCatalog(): Catalog {
  const relations = Object.entries(TABLES).map(([name, [rows, columns]]) => movieTable(name, rows, columns));
  const settings = { random_page_cost: '1.1', work_mem: '65536', effective_cache_size: '1048576' };
  return {
    ...keyed(aCatalog(...relations)),
    settings: Object.fromEntries(
      Object.entries(settings).map(([name, value]) => [name, { value, unit: null, source: 'configuration file' }]),
    ),
  };
}

function movieTable(name: string, rows: number, columns: Readonly<Record<string, ColumnSpec>>): Relation {
  const bytes = Object.values(columns).reduce((sum, { statistics }) => sum + (statistics?.averageWidth ?? 4), 40);
  const pages = Math.ceil((rows * bytes) / 8000);
  const primary = { pages: Math.ceil(rows / 366) + 1, tuples: rows, sizeBytes: (Math.ceil(rows / 366) + 1) * 8192 };
  const table = aTable(name, {
    rows,
    columns: { id: { type: 'integer', notNull: true, statistics: statistics(4, -1, [], [], 0, 1) }, ...columns },
    primaryKey: ['id'],
    with: { pages, allVisiblePages: pages, sizeBytes: pages * 8192, totalBytes: pages * 8192 },
  });
  return { ...table, indexes: table.indexes.map((index) => ({ ...index, ...primary })) };
}

function number(distinct: number, frequencies: readonly number[] = [], nullFraction = 0): ColumnSpec {
  const common = frequencies.map((_, position) => String(position + 1));
  return { type: 'integer', statistics: statistics(4, distinct, common, frequencies, nullFraction, 0.1) };
}

function text(
  width: number,
  distinct: number,
  common: readonly string[] = [],
  frequencies: readonly number[] = [],
  nullFraction = 0,
): ColumnSpec {
  return { type: 'text', statistics: statistics(width, distinct, common, frequencies, nullFraction, 0) };
}

function statistics(
  averageWidth: number,
  distinct: number,
  common: readonly string[],
  frequencies: readonly number[],
  nullFraction: number,
  correlation: number,
): ColumnStatistics {
  const bounds = Array.from({ length: Math.min(100, distinct > 0 ? distinct : 100) }, (_, at) =>
    averageWidth === 4
      ? String(1900 + at)
      : `${String.fromCharCode(65 + Math.floor(at / 4))}${String(at).padStart(3, '0')}`,
  );
  return {
    nullFraction, averageWidth, distinct, correlation,
    mostCommonValues: common.length > 0 ? `{${common.map((value) => JSON.stringify(value)).join(',')}}` : null,
    mostCommonFrequencies: common.length > 0 ? frequencies : null,
    histogramBounds: bounds.length > 1 ? `{${bounds.join(',')}}` : null,
    mostCommonElements: null, mostCommonElementFrequencies: null, elementCountHistogram: null,
  }; // prettier-ignore
}

/** As many queries of 4 to 17 relations, three or four variants of each join graph; the same each time. */
export function movieQueries(count: number): readonly string[] {
  const random = linearCongruential(7);
  const pick = <T>(list: readonly T[]): T => list[random(list.length)]!;
  const queries: string[] = [];
  while (queries.length < count) {
    const graph = graphOf(4 + Math.floor((queries.length / count) * 14), pick);
    const variants = 3 + random(2);
    for (let variant = 0; variant < variants && queries.length < count; variant++) queries.push(queryOf(graph, pick));
  }
  return queries;
}

type Pick = <T>(list: readonly T[]) => T;

function graphOf(size: number, pick: Pick): typeof JOINS {
  const chosen: (typeof JOINS)[number][] = [];
  while (chosen.length < size - 1) {
    const aliases = new Set(['t', ...chosen.map(({ alias }) => alias)]);
    chosen.push(pick(JOINS.filter(({ alias, needs }) => !aliases.has(alias) && aliases.has(needs))));
  }
  return chosen;
}

function queryOf(graph: typeof JOINS, pick: Pick): string {
  const aliases = ['t', ...graph.map(({ alias }) => alias)];
  const satellites = graph.filter(({ on }) => on.endsWith('.movie_id = t.id')).map(({ alias }) => alias);
  // The benchmark spells out what follows by transitivity.
  const implied = satellites.slice(1).map((alias) => `${alias}.movie_id = ${satellites[0]}.movie_id`);
  const filters = aliases.flatMap((alias) => (FILTERS[alias] ? [pick(FILTERS[alias])] : []));
  const shown = SHOWN.filter((column) => aliases.includes(column.split('.')[0]!)).slice(0, 3);
  const from = [['title', 't'], ...graph.map(({ table, alias }) => [table, alias])];
  return `SELECT ${shown.map((column) => `MIN(${column})`).join(', ')} FROM ${from.map((item) => item.join(' AS ')).join(', ')} WHERE ${[...graph.map(({ on }) => on), ...implied, ...filters].join(' AND ')}`;
}

/** Numerical Recipes: the same numbers each time. */
function linearCongruential(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
