import { expect, test } from '@jest/globals';
import type { Catalog, Rule } from '../../src/lint/contract.ts';
import { builtInRules } from '../../src/lint/built-in.ts';
import { configureRules } from '../../src/config/apply.ts';
import { DEFAULT_CONFIG, type Preset } from '../../src/config/model.ts';
import { selectRules } from '../../src/lint/select-rules.ts';
import { catalogAfter } from '../support/rule-tester.ts';
import { linesOf } from '../support/findings-of.ts';

const withPreset = (preset: Preset, rule: readonly string[] = []) =>
  selectRules(configureRules(builtInRules, { ...DEFAULT_CONFIG, preset }, 'file'), { rule, skipRule: [] });

function reported(rules: readonly Rule[], id: string, catalog: Catalog): readonly string[] {
  const rule = rules.find((each) => each.id === id);
  return rule ? linesOf(rule, catalog) : [];
}

const KEYS = 'CREATE TABLE a (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);';
const PLAIN_FUNCTION = `CREATE FUNCTION one() RETURNS integer LANGUAGE sql AS 'SELECT 1'`;

/** Per case: the rule, DDL in which it is a matter of taste, and DDL in which it is not. */
const CASES: readonly (readonly [string, string, string, string])[] = [
  [
    'constraint/short-primary-key',
    'CREATE TABLE t (id serial PRIMARY KEY); CREATE TABLE u (id serial PRIMARY KEY);',
    `${KEYS} CREATE TABLE b (id bigserial PRIMARY KEY); CREATE TABLE t (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY);`,
    'warning public.t(id)',
  ],
  [
    'constraint/short-primary-key',
    'CREATE TABLE t (id smallint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);',
    `CREATE TABLE t (id smallint GENERATED ALWAYS AS IDENTITY PRIMARY KEY); SELECT setval('t_id_seq', 5000);`,
    'warning public.t(id)',
  ],
  [
    'schema/timestamp-without-tz',
    'CREATE TABLE t (at timestamp, until timestamp, seen timestamptz);',
    'CREATE TABLE t (at timestamp, until timestamptz, seen timestamptz);',
    'info public.t(at)',
  ],
  [
    'schema/timestamp-without-tz',
    'CREATE TABLE t (at timestamp, until timestamp);',
    'CREATE TABLE t (at timetz);',
    'info public.t(at)',
  ],
  [
    'schema/function-search-path-mutable',
    `${PLAIN_FUNCTION};`,
    `${PLAIN_FUNCTION} SECURITY DEFINER;`,
    'error function public.one()',
  ],
  [
    'constraint/foreign-key-type-mismatch',
    'CREATE TABLE a (id varchar(12) PRIMARY KEY); CREATE TABLE t (a_id varchar(21) REFERENCES a);',
    'CREATE TABLE a (id varchar(21) PRIMARY KEY); CREATE TABLE t (a_id varchar(12) REFERENCES a);',
    'warning public.t(a_id) t_a_id_fkey',
  ],
  [
    'constraint/foreign-key-type-mismatch',
    'CREATE TABLE a (id integer PRIMARY KEY); CREATE TABLE t (a_id bigint REFERENCES a);',
    'CREATE TABLE a (id bigint PRIMARY KEY); CREATE TABLE t (a_id integer REFERENCES a);',
    'error public.t(a_id) t_a_id_fkey',
  ],
  [
    'constraint/nullable-unique-column',
    'CREATE TABLE t (tenant_id bigint NOT NULL, username text, UNIQUE (tenant_id, username));',
    'CREATE TABLE t (tenant_id bigint, username text NOT NULL, UNIQUE (tenant_id, username));',
    'info public.t(tenant_id, username) t_tenant_id_username_key',
  ],
  [
    'constraint/nullable-unique-column',
    'CREATE TABLE t (tag_id bigint NOT NULL, post_id bigint, page_id bigint, UNIQUE (post_id, tag_id), UNIQUE (page_id, tag_id));',
    'CREATE TABLE t (tag_id bigint NOT NULL, post_id bigint, page_id bigint, UNIQUE (post_id, tag_id), UNIQUE (page_id));',
    'info public.t(post_id, tag_id) t_post_id_tag_id_key',
  ],
  [
    'constraint/nullable-unique-column',
    'CREATE TABLE t (id bigint PRIMARY KEY, item_id bigint, UNIQUE (item_id, id));',
    'CREATE TABLE t (id bigint PRIMARY KEY, item_id bigint, place int NOT NULL, UNIQUE (item_id, place));',
    'info public.t(item_id, place) t_item_id_place_key',
  ],
  [
    'schema/inconsistent-column-type',
    'CREATE TABLE a (seen timestamptz); CREATE TABLE b (seen timestamptz); CREATE TABLE c (seen timestamptz); CREATE TABLE t (seen timestamp);',
    'CREATE TABLE a (seen timestamptz); CREATE TABLE b (seen timestamptz); CREATE TABLE c (seen timestamptz); CREATE TABLE t (seen bigint);',
    'info public.t(seen)',
  ],
  [
    'schema/name-requires-quoting',
    'CREATE TABLE a ("firstName" text, "lastName" text, age int);',
    'CREATE TABLE a ("firstName" text, b int, c int, d int, e int);',
    'info public.a(firstName)',
  ],
];

test.each(CASES)('%s: recommended leaves to strict what is a matter of taste: %s', async (id, taste, harm, line) => {
  const [tasteful, harmful] = await Promise.all([catalogAfter(taste, []), catalogAfter(harm, [])]);
  for (const preset of ['recommended', 'ci'] as const) expect(reported(withPreset(preset), id, tasteful)).toEqual([]);
  for (const rules of [withPreset('strict'), withPreset('all'), withPreset('recommended', [id])])
    expect(reported(rules, id, tasteful).length).toBeGreaterThan(0);
  expect(reported(withPreset('recommended'), id, harmful)).toEqual([line]);
});

const TASTE = builtInRules.filter(({ preset }) => preset === 'strict');

test('rules of taste speak as their page says, in strict and for who asks by name, and are off in recommended', () => {
  expect(TASTE.length).toBeGreaterThan(0);
  for (const { id, severity } of TASTE) {
    expect(severity).not.toBe('off');
    for (const preset of ['recommended', 'ci'] as const) {
      expect(withPreset(preset).some((rule) => rule.id === id)).toBe(false);
      expect(withPreset(preset, [id])).toMatchObject([{ id, severity }]);
    }
    expect(withPreset('strict').find((rule) => rule.id === id)?.severity).toBe(severity);
  }
});
