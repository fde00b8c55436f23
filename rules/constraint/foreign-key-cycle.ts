import {
  columnOf,
  defineRule,
  found,
  foreignKeysOf,
  listOf,
  nameKey,
  ownTables,
  stronglyConnected,
} from '../../src/lint/contract.ts';
import type { Relation } from '../../src/lint/contract.ts';

interface Edge {
  readonly to: string;
  readonly constraint: string;
  /** No column may be null and the check cannot wait for the commit: a row needs its parent to be there first. */
  readonly strict: boolean;
}

export default defineRule({
  id: 'constraint/foreign-key-cycle',
  severity: 'info',
  since: '0.1.0',
  needs: ['catalog'],
  summary: 'Foreign keys lead from a table through others back to itself.',
  consequence:
    'No order of tables serves to load, copy or empty them. Where all the columns are NOT NULL and no key is deferrable, not even the first row can be inserted: that is an error.',
  action:
    'Let one of the keys be null, or make it `DEFERRABLE INITIALLY DEFERRED`, so that both rows can be inserted before it is checked.',
  details: `A cycle is a strongly connected component of the graph of foreign keys, reported once on its first table by name. A table that refers to itself alone is \`constraint/self-reference-no-action\`'s.`,
  options: {},
  bad: {
    schema: `CREATE TABLE team (id bigint PRIMARY KEY, captain_id bigint);
CREATE TABLE player (id bigint PRIMARY KEY, team_id bigint NOT NULL REFERENCES team ON DELETE CASCADE);
ALTER TABLE team ADD FOREIGN KEY (captain_id) REFERENCES player (id) ON DELETE SET NULL;
CREATE INDEX ON team (captain_id);
CREATE INDEX ON player (team_id);`,
  },
  good: {
    schema: `CREATE TABLE team (id bigint PRIMARY KEY);
CREATE TABLE player (id bigint PRIMARY KEY, team_id bigint NOT NULL REFERENCES team ON DELETE CASCADE, is_captain boolean NOT NULL);
CREATE INDEX ON player (team_id);`,
  },

  *check(context) {
    const tables = new Map(ownTables(context).map((table) => [nameKey(table), table]));
    const edges = new Map([...tables].map(([key, table]) => [key, edgesOf(table)]));
    const cycles = (only: (edge: Edge) => boolean) =>
      stronglyConnected([...tables.keys()], (key) =>
        (edges.get(key) ?? []).filter((edge) => tables.has(edge.to) && only(edge)).map(({ to }) => to),
      ).filter((component) => component.length > 1);
    const strict = cycles((edge) => edge.strict);
    const stuck = new Set(strict.flat());
    for (const component of [...strict, ...cycles(() => true).filter((all) => !all.some((key) => stuck.has(key)))]) {
      const members = component.flatMap((key) => tables.get(key) ?? []).sort((a, b) => (a.name < b.name ? -1 : 1));
      const names = listOf(members.map(({ name }) => name));
      const isStuck = strict.includes(component);
      const constraints = component.flatMap((key) =>
        (edges.get(key) ?? []).filter(({ to }) => component.includes(to)).map(({ constraint }) => constraint),
      );
      yield found(
        members[0]!,
        isStuck
          ? `${names} need each other’s rows first: none can be inserted`
          : `${names} refer to each other in a cycle`,
        { notes: [`by ${listOf(constraints.sort())}`], ...(isStuck ? { severity: 'error' } : {}) },
      );
    }
  },
});

function edgesOf(table: Relation): readonly Edge[] {
  return foreignKeysOf(table).map(({ name, columns, references, deferrable }) => ({
    to: nameKey(references.relation),
    constraint: name,
    strict: !deferrable && columns.every((column) => columnOf(table, column)?.notNull === true),
  }));
}
