import type { Column, Relation } from '../../src/catalog/model.ts';
import type { Predicate, RelationUse, StatementShape } from '../../src/sql/model.ts';
import { createNames, shapeOf, type CatalogNames } from '../../src/sql/shape.ts';

/** `{ 'public.users': 'id bigint, email character varying(200)' }`; a value that begins with SELECT is a view, its columns first: `a, b: SELECT …`. */
export function namesOf(definitions: Record<string, string>, searchPath = ['public']): CatalogNames {
  const relations = Object.entries(definitions).map(([qualified, definition]) => {
    const [schema = '', name = ''] = qualified.split('.');
    const view = /^([^:]*): (SELECT.*)$/s.exec(definition);
    const columns = (view?.[1] ?? definition).split(', ').map((text, position) => {
      const [column = '', ...type] = text.split(' ');
      const spelled = type.join(' ') || 'integer';
      return { number: position + 1, name: column, type: spelled, baseType: spelled.replace(/\(.*\)$/, '') } as Column;
    });
    return {
      schema,
      name,
      kind: view ? 'view' : 'table',
      columns,
      viewDefinition: view?.[2] ?? null,
    } as unknown as Relation;
  });
  return createNames({ relations, searchPath });
}

export const names = namesOf({
  'public.users':
    'id bigint, email character varying(200), team_id integer, active boolean, deleted_at timestamptz, code character(5)',
  'public.posts':
    'id bigint, user_id bigint, title text, created_at timestamptz, score numeric, tags text[], payload jsonb, body tsvector',
  'public.comments': 'id bigint, post_id bigint, user_id bigint, created_at timestamptz',
  'public.tree': 'id bigint, parent_id bigint, label text',
  'audit.users': 'id bigint, what text',
  'public.active_users':
    'id, email, team: SELECT users.id, users.email, users.team_id AS team FROM users WHERE users.active',
  'public.post_counts': 'user_id, n: SELECT posts.user_id, count(*) AS n FROM posts GROUP BY posts.user_id',
});

export function shape(sql: string, lookup = names): StatementShape {
  return shapeOf(sql, lookup);
}

/** The one use of a relation by that name. */
export function useOf(sql: string, relation: string, lookup = names): RelationUse {
  const uses = shapeOf(sql, lookup).relations.filter((use) => use.relation.name === relation || use.alias === relation);
  if (uses.length !== 1) throw new Error(`${uses.length} uses of ${relation}`);
  return uses[0]!;
}

/** `email = 'x'`, `id = $1`, `id in 3`: short enough to read in a test. */
export function describePredicate({ column, expression, operator, kind, value }: Predicate): string {
  const key = column ?? expression;
  if (kind === 'null-test' || kind === 'other') return `${key} ${operator}`.trim();
  const text = {
    literal: () => (value.kind === 'literal' ? `'${value.text}'` : ''),
    parameter: () => (value.kind === 'parameter' ? `$${value.number}` : ''),
    list: () => (value.kind === 'list' ? `[${value.length}]` : ''),
    stable: () => (value.kind === 'stable' ? `<${value.text}>` : ''),
    none: () => '?',
  }[value.kind]();
  return `${key} ${kind === 'in' || kind === 'inequality' ? `${kind} ` : ''}${kind === 'in' ? '' : `${operator} `}${text}`;
}

export function predicatesOf(sql: string, relation: string, lookup = names): string[] {
  return useOf(sql, relation, lookup).predicates.map(describePredicate);
}

/** Joins as `user_id = users.id`. */
export function joinsOf(sql: string, relation: string, lookup = names): string[] {
  const { relations } = shapeOf(sql, lookup);
  return useOf(sql, relation, lookup).joins.map(
    (join) =>
      `${join.column ?? join.expression} ${join.operator} ${relations[join.other]!.alias}.${join.otherKey.column ?? join.otherKey.expression}`,
  );
}
