export interface Case {
  /** Columns other than `a int NOT NULL, b int NOT NULL, c int, t text`. */
  readonly more?: string;
  /** Each becomes `CREATE INDEX %_1 …`, `%_2`, …; other statements stand as they are. */
  readonly sql: readonly string[];
  /** `rule index by` for each finding, with `!` where it has a fix. */
  readonly says: readonly string[];
  readonly from?: number;
}

/** Two or three indexes of one table, and what is said of them. */
export const CASES: Readonly<Record<string, Case>> = {
  'the same index twice': { sql: ['ON % (a)', 'ON % (a)'], says: ['duplicate 2 1 !'] },
  'the same index three times': {
    sql: ['ON % (a)', 'ON % (a)', 'ON % (a)'],
    says: ['duplicate 2 1 !', 'duplicate 3 1 !'],
  },
  'other columns': { sql: ['ON % (a)', 'ON % (b)'], says: [] },
  'columns in another order': { sql: ['ON % (a, b)', 'ON % (b, a)'], says: [] },
  'another collation': { sql: ['ON % (t)', 'ON % (t COLLATE "C")'], says: [] },
  'another collation of a prefix': { sql: ['ON % (t)', 'ON % (t COLLATE "C", a)'], says: [] },
  'another operator class': { sql: ['ON % (t)', 'ON % (t text_pattern_ops)'], says: [] },
  'another access method': { sql: ['ON % (a)', 'ON % USING hash (a)'], says: [] },
  'hash indexes twice': { sql: ['ON % USING hash (a)', 'ON % USING hash (a)'], says: ['duplicate 2 1 !'] },
  'one key wholly reversed': { sql: ['ON % (a)', 'ON % (a DESC)'], says: ['prefix 2 1'] },
  'one key descending, nulls last': { sql: ['ON % (a)', 'ON % (a DESC NULLS LAST)'], says: [] },
  'nulls first': { sql: ['ON % (c)', 'ON % (c NULLS FIRST)'], says: [] },
  'a second key descending': { sql: ['ON % (a, b)', 'ON % (a, b DESC)'], says: [] },
  'a key descending in the longer one': { sql: ['ON % (a, b DESC)', 'ON % (a, b, c)'], says: [] },
  'one key reversed at the head of a longer one': { sql: ['ON % (a DESC)', 'ON % (a, b)'], says: ['prefix 1 2'] },
  'a prefix': { sql: ['ON % (a)', 'ON % (a, b)'], says: ['prefix 1 2'] },
  'a chain of prefixes': { sql: ['ON % (a)', 'ON % (a, b)', 'ON % (a, b, c)'], says: ['prefix 1 3', 'prefix 2 3'] },
  'a duplicate that is a prefix too': {
    sql: ['ON % (a)', 'ON % (a)', 'ON % (a, b)'],
    says: ['duplicate 2 1 !', 'prefix 1 3'],
  },
  'a key in the middle': { sql: ['ON % (b)', 'ON % (a, b)'], says: [] },
  'names where one starts with the other': { more: 'ab int', sql: ['ON % (a)', 'ON % (ab, b)'], says: [] },
  'the same expression': { sql: ['ON % (lower(t))', 'ON % (lower(t))'], says: ['duplicate 2 1 !'] },
  'the same expression in a longer text': {
    sql: ['ON % ((a + 1))', 'ON % (  (a+1))'],
    says: ['duplicate 2 1 !'],
  },
  'another expression': { sql: ['ON % (lower(t))', 'ON % (upper(t))'], says: [] },
  'an expression and its column': { sql: ['ON % (lower(t))', 'ON % (t)'], says: [] },
  'an expression at the head of a longer one': {
    sql: ['ON % (lower(t))', 'ON % (lower(t), a)'],
    says: ['prefix 1 2'],
  },
  'the same predicate': { sql: ['ON % (a) WHERE b > 1', 'ON % (a) WHERE (b > 1)'], says: ['duplicate 2 1 !'] },
  'another predicate': { sql: ['ON % (a) WHERE b > 1', 'ON % (a) WHERE b > 2'], says: [] },
  'a partial index and a whole one': { sql: ['ON % (a) WHERE b > 1', 'ON % (a)'], says: [] },
  'a partial longer one': { sql: ['ON % (a)', 'ON % (a, b) WHERE c > 1'], says: [] },
  'a partial shorter one': { sql: ['ON % (a) WHERE c > 1', 'ON % (a, b)'], says: [] },
  'a prefix under the same predicate': {
    sql: ['ON % (a) WHERE c > 1', 'ON % (a, b) WHERE c > 1'],
    says: ['prefix 1 2'],
  },
  'the same included columns in another order': {
    sql: ['ON % (a) INCLUDE (b, c)', 'ON % (a) INCLUDE (c, b)'],
    says: ['duplicate 2 1 !'],
  },
  'an included column and a key': { sql: ['ON % (a) INCLUDE (b)', 'ON % (b)'], says: [] },
  'included columns that the other lacks': { sql: ['ON % (a) INCLUDE (c)', 'ON % (a, b)'], says: [] },
  'included columns that are keys of the other': { sql: ['ON % (a) INCLUDE (b)', 'ON % (a, b)'], says: ['prefix 1 2'] },
  'no included columns': { sql: ['ON % (a)', 'ON % (a) INCLUDE (b)'], says: ['prefix 1 2'] },
  'keys that the other includes': { sql: ['ON % (a, b)', 'ON % (a) INCLUDE (b)'], says: ['prefix 2 1'] },
  'a unique index and its twin': { sql: ['ON % (a)', 'UNIQUE ON % (a)'], says: ['duplicate 1 2 !'] },
  'a unique index at the head of a longer one': { sql: ['UNIQUE ON % (a)', 'ON % (a, b)'], says: [] },
  'a longer unique index': { sql: ['ON % (a)', 'UNIQUE ON % (a, b)'], says: ['prefix 1 2'] },
  'two unique indexes': { sql: ['UNIQUE ON % (a)', 'UNIQUE ON % (a)'], says: ['duplicate 2 1 !'] },
  'nulls not distinct': {
    sql: ['UNIQUE ON % (c)', 'UNIQUE ON % (c) NULLS NOT DISTINCT'],
    says: [],
    from: 15,
  },
  'GIN and GiST indexes of a prefix': {
    more: 'p point, q point, j jsonb, k jsonb',
    sql: ['ON % USING gist (p)', 'ON % USING gist (p, q)', 'ON % USING gin (j)', 'ON % USING gin (j, k)'],
    says: [],
  },
  'GIN indexes with another operator class': {
    more: 'j jsonb',
    sql: ['ON % USING gin (j)', 'ON % USING gin (j jsonb_path_ops)'],
    says: [],
  },
  'an invalid twin': {
    sql: ['ON % (a)', 'ON % (a)', "UPDATE pg_index SET indisvalid = false WHERE indexrelid = '%_1'::regclass"],
    says: [],
  },
  'an invalid longer one': {
    sql: ['ON % (a)', 'ON % (a, b)', "UPDATE pg_index SET indisvalid = false WHERE indexrelid = '%_2'::regclass"],
    says: [],
  },
  'a primary key and its twin': {
    more: 'id int PRIMARY KEY',
    sql: ['ON % (id)'],
    says: ['constraint 1 pkey !'],
  },
  'a primary key and a unique index': {
    more: 'id int PRIMARY KEY',
    sql: ['UNIQUE ON % (id)'],
    says: ['constraint 1 pkey !'],
  },
  'a primary key and a unique constraint': {
    more: 'id int PRIMARY KEY, UNIQUE (id)',
    sql: [],
    // PostgreSQL itself makes one index of the two.
    says: [],
  },
  'a primary key and a unique constraint added later': {
    more: 'id int PRIMARY KEY',
    sql: ['ALTER TABLE % ADD CONSTRAINT %_u UNIQUE (id)'],
    says: ['duplicate u pkey'],
  },
  'a unique constraint and its twin': { more: 'u int UNIQUE', sql: ['ON % (u)'], says: ['constraint 1 u_key !'] },
  'a unique constraint and a partial index': { more: 'u int UNIQUE', sql: ['ON % (u) WHERE a > 1'], says: [] },
  'a deferrable constraint and a unique index': {
    more: 'u int UNIQUE DEFERRABLE',
    sql: ['UNIQUE ON % (u)'],
    // The immediate one can stand behind foreign keys and ON CONFLICT, and the constraint is kept.
    says: [],
  },
  'a prefix of a primary key': { more: 'PRIMARY KEY (a, b)', sql: ['ON % (a)'], says: ['prefix 1 pkey'] },
  'the second column of a primary key': { more: 'PRIMARY KEY (a, b)', sql: ['ON % (b)'], says: [] },
  'an exclusion constraint and its twin': {
    more: 'r int4range, EXCLUDE USING gist (r WITH &&)',
    sql: ['ON % USING gist (r)'],
    says: ['constraint 1 r_excl !'],
  },
  'two exclusion constraints': {
    more: 'r int4range, EXCLUDE USING gist (r WITH &&), EXCLUDE USING gist (r WITH =)',
    sql: [],
    says: [],
  },
  'the replica identity, which is newer': {
    sql: ['UNIQUE ON % (a)', 'UNIQUE ON % (a)', 'ALTER TABLE % REPLICA IDENTITY USING INDEX %_2'],
    says: ['duplicate 1 2 !'],
  },
  'the clustered one, which is newer': {
    sql: ['ON % (a)', 'ON % (a)', 'ALTER TABLE % CLUSTER ON %_2'],
    says: ['duplicate 1 2 !'],
  },
  'a clustered one beside a unique one': {
    sql: ['UNIQUE ON % (a)', 'ON % (a)', 'ALTER TABLE % CLUSTER ON %_2'],
    says: ['duplicate 2 1'],
  },
  'the target of a foreign key, which is newer': {
    sql: ['UNIQUE ON % (a)', 'CREATE TABLE %_child (a int REFERENCES % (a))', 'UNIQUE ON % (a)'],
    says: ['duplicate 3 1 !'],
  },
  'uniqueness that is implied': { more: 'id int PRIMARY KEY', sql: ['UNIQUE ON % (b, id)'], says: ['unique 1 pkey'] },
  'uniqueness by a nullable column': { sql: ['UNIQUE ON % (c)', 'UNIQUE ON % (b, c)'], says: [] },
  'uniqueness under a predicate': { sql: ['UNIQUE ON % (a) WHERE c > 1', 'UNIQUE ON % (b, a)'], says: [] },
  'uniqueness under the same predicate': {
    sql: ['UNIQUE ON % (a) WHERE c > 1', 'UNIQUE ON % (b, a) WHERE c > 1'],
    says: ['unique 2 1'],
  },
  'uniqueness by the same columns in another order': {
    sql: ['UNIQUE ON % (a, b)', 'UNIQUE ON % (b, a)'],
    says: ['unique 2 1'],
  },
  'uniqueness that a composite foreign key needs': {
    more: 'id int PRIMARY KEY',
    sql: ['UNIQUE ON % (b, id)', 'CREATE TABLE %_child (b int, id int, FOREIGN KEY (b, id) REFERENCES % (b, id))'],
    says: [],
  },
  'a primary key wider than a unique index': { more: 'PRIMARY KEY (a, b)', sql: ['UNIQUE ON % (a)'], says: [] },
  'a partitioned table': {
    sql: [
      'DROP TABLE %; CREATE TABLE % (a int, b int) PARTITION BY RANGE (a)',
      'CREATE TABLE %_p PARTITION OF % FOR VALUES FROM (0) TO (9); CREATE TABLE %_q PARTITION OF % DEFAULT',
      'ON % (a)',
      'ON % (a)',
    ],
    says: ['duplicate 4 3 !'],
  },
  'a partition’s own index beside the attached one': {
    sql: [
      'DROP TABLE %; CREATE TABLE % (a int, b int) PARTITION BY RANGE (a)',
      'CREATE TABLE %_p PARTITION OF % FOR VALUES FROM (0) TO (9)',
      'ON % (a, b)',
      'ON %_p (a)',
    ],
    says: ['prefix 4 p_a_b_idx'],
  },
  'the operator class and collation that are the default anyway': {
    sql: ['ON % (t)', 'ON % (t COLLATE "default" text_ops)'],
    says: ['duplicate 2 1 !'],
  },
  'other storage': { sql: ['ON % (a)', 'ON % (a) WITH (fillfactor = 60)'], says: ['duplicate 2 1 !'] },
  'several keys wholly reversed': { sql: ['ON % (a, b)', 'ON % (a DESC, b DESC)'], says: [] },
  'one key reversed, nulls where they come by the reversal': {
    sql: ['ON % (c NULLS FIRST)', 'ON % (c DESC NULLS LAST, a)'],
    says: ['prefix 1 2'],
  },
  'a BRIN index and a B-tree': { sql: ['ON % USING brin (a)', 'ON % (a)'], says: [] },
  'BRIN indexes of a prefix': { sql: ['ON % USING brin (a)', 'ON % USING brin (a, b)'], says: [] },
  'a primary key that includes more': {
    more: 'id int, PRIMARY KEY (id) INCLUDE (b)',
    sql: ['ON % (id)'],
    says: ['prefix 1 pkey'],
  },
  'the clustered one at the head of a longer one': {
    sql: ['ON % (a)', 'ON % (a, b)', 'ALTER TABLE % CLUSTER ON %_1'],
    says: ['prefix 1 2'],
  },
  'a unique index and a partial one': { sql: ['UNIQUE ON % (a)', 'UNIQUE ON % (a) WHERE c > 1'], says: ['unique 2 1'] },
  'two unique indexes of which one includes more': {
    sql: ['UNIQUE ON % (a)', 'UNIQUE ON % (a) INCLUDE (b)'],
    says: ['unique 2 1'],
  },
  'uniqueness by a nullable column in which nulls are equal': {
    sql: ['UNIQUE ON % (c) NULLS NOT DISTINCT', 'UNIQUE ON % (b, c)'],
    says: ['unique 2 1'],
    from: 15,
  },
  'uniqueness under another collation': { sql: ['UNIQUE ON % (t)', 'UNIQUE ON % (a, t COLLATE "C")'], says: [] },
  'uniqueness of an expression': {
    more: 'id int PRIMARY KEY',
    sql: ['UNIQUE ON % (lower(t))', 'UNIQUE ON % (id, lower(t))'],
    says: ['unique 2 pkey'],
  },
  'a deferrable constraint does not stand for an immediate index': {
    more: 'u int NOT NULL UNIQUE DEFERRABLE',
    sql: ['UNIQUE ON % (b, u)'],
    says: [],
  },
  'a table of an extension': {
    sql: ['ON % (a)', 'ON % (a)', 'CREATE EXTENSION IF NOT EXISTS btree_gist; ALTER EXTENSION btree_gist ADD TABLE %'],
    says: [],
  },
  'an index that is not ready, and one that is going': {
    sql: [
      'ON % (a)',
      'ON % (a)',
      'ON % (a, b)',
      "UPDATE pg_index SET indisready = false, indisvalid = false WHERE indexrelid = '%_2'::regclass",
      "UPDATE pg_index SET indislive = false, indisvalid = false WHERE indexrelid = '%_3'::regclass",
    ],
    says: [],
  },
  'a materialized view': {
    sql: ['CREATE MATERIALIZED VIEW %_v AS SELECT 1 AS x', 'ON %_v (x)', 'ON %_v (x)'],
    says: ['duplicate 3 2 !'],
  },
  'the same in two schemas': {
    sql: ['ON % (a)', 'CREATE TABLE other.% (a int); CREATE INDEX ON other.% (a)'],
    says: [],
  },
};
