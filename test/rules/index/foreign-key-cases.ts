export type Verdict = 'served' | 'questionable' | 'unindexed';

export interface Case {
  /** Columns of the child besides `id bigint`. */
  readonly columns?: string;
  /** What follows; `%` stands for the child's name. */
  readonly sql?: string;
  readonly is: Verdict;
  readonly from?: number;
}

const ONE = 'fk bigint REFERENCES parent, x int, y int';
const TWO = 'a bigint, b bigint, x int, FOREIGN KEY (a, b) REFERENCES pair (a, b)';
const TEXT = 'fk text REFERENCES named (name)';
const PARTITIONED = `CREATE TABLE % (id bigint, fk bigint REFERENCES parent, at int) PARTITION BY RANGE (at);
  CREATE TABLE %_1 PARTITION OF % FOR VALUES FROM (0) TO (10);
  CREATE TABLE %_2 PARTITION OF % FOR VALUES FROM (10) TO (20);`;
const NESTED = `${PARTITIONED}
  CREATE TABLE %_3 PARTITION OF % FOR VALUES FROM (20) TO (40) PARTITION BY RANGE (at);
  CREATE TABLE %_3a PARTITION OF %_3 FOR VALUES FROM (20) TO (30);`;

/** What the plan of the referential query does on PostgreSQL 15, and does on 18; one table a case. */
export const CASES: Readonly<Record<string, Case>> = {
  'no index at all': { columns: ONE, is: 'unindexed' },
  'an index on the column': { columns: ONE, sql: 'CREATE INDEX ON % (fk)', is: 'served' },
  'a unique constraint on the column': { columns: `${ONE}, UNIQUE (fk)`, is: 'served' },
  'a primary key that is the foreign key': { columns: 'fk bigint PRIMARY KEY REFERENCES parent', is: 'served' },
  'an index that the column leads': { columns: ONE, sql: 'CREATE INDEX ON % (fk, x)', is: 'served' },
  'an index that the column does not lead': { columns: ONE, sql: 'CREATE INDEX ON % (x, fk)', is: 'unindexed' },
  'the column included, not a key': { columns: ONE, sql: 'CREATE INDEX ON % (x) INCLUDE (fk)', is: 'unindexed' },
  'an index that includes more': { columns: ONE, sql: 'CREATE INDEX ON % (fk) INCLUDE (x)', is: 'served' },
  'a descending index': { columns: ONE, sql: 'CREATE INDEX ON % (fk DESC NULLS LAST)', is: 'served' },
  'a hash index': { columns: ONE, sql: 'CREATE INDEX ON % USING hash (fk)', is: 'served' },
  'a partial index that leaves out nulls': {
    columns: ONE,
    sql: 'CREATE INDEX ON % (fk) WHERE fk IS NOT NULL',
    is: 'served',
  },
  'the same, said the other way round': {
    columns: ONE,
    sql: 'CREATE INDEX ON % (fk) WHERE NOT (fk IS NULL)',
    is: 'served',
  },
  'a partial index on another condition': {
    columns: ONE,
    sql: 'CREATE INDEX ON % (fk) WHERE x > 10',
    is: 'unindexed',
  },
  'a partial index that leaves out nulls, and more': {
    columns: ONE,
    sql: 'CREATE INDEX ON % (fk) WHERE fk IS NOT NULL AND x > 10',
    is: 'unindexed',
  },
  'a partial index on the null test of another column': {
    columns: ONE,
    sql: 'CREATE INDEX ON % (fk) WHERE x IS NOT NULL',
    is: 'unindexed',
  },
  'a partial index on the null test of a column that is NOT NULL': {
    columns: 'fk bigint REFERENCES parent, x int NOT NULL',
    sql: 'CREATE INDEX ON % (fk) WHERE x IS NOT NULL',
    is: 'unindexed',
  },
  'a partial index on the nulls': { columns: ONE, sql: 'CREATE INDEX ON % (fk) WHERE fk IS NULL', is: 'unindexed' },
  'a partial index for living rows': {
    columns: `${ONE}, deleted_at date`,
    sql: 'CREATE INDEX ON % (fk) WHERE deleted_at IS NULL',
    is: 'unindexed',
  },
  'a partial index whose condition names the column in a text': {
    columns: `${ONE}, note text`,
    sql: "CREATE INDEX ON % (fk) WHERE note = 'fk IS NOT NULL'",
    is: 'unindexed',
  },
  'an expression of the column': { columns: ONE, sql: 'CREATE INDEX ON % ((fk + 0))', is: 'unindexed' },
  'an expression first': { columns: ONE, sql: 'CREATE INDEX ON % (abs(x), fk)', is: 'unindexed' },
  'another collation': { columns: TEXT, sql: 'CREATE INDEX ON % (fk COLLATE "C")', is: 'unindexed' },
  'the operator class for patterns': { columns: TEXT, sql: 'CREATE INDEX ON % (fk text_pattern_ops)', is: 'served' },
  'a column with a collation of its own': {
    columns: 'fk text COLLATE "C" REFERENCES named_c (name)',
    sql: 'CREATE INDEX ON % (fk)',
    is: 'served',
  },
  'an invalid index': {
    columns: ONE,
    sql: "CREATE INDEX %_i ON % (fk); UPDATE pg_index SET indisvalid = false WHERE indexrelid = '%_i'::regclass",
    is: 'unindexed',
  },
  'a BRIN index': { columns: ONE, sql: 'CREATE INDEX ON % USING brin (fk)', is: 'questionable' },
  'a GiST index': { columns: ONE, sql: 'CREATE INDEX ON % USING gist (fk)', is: 'questionable' },
  'a GIN index': { columns: ONE, sql: 'CREATE INDEX ON % USING gin (fk)', is: 'questionable' },
  'a BRIN and a B-tree index': {
    columns: ONE,
    sql: 'CREATE INDEX ON % USING brin (fk); CREATE INDEX ON % (fk)',
    is: 'served',
  },
  'two columns in order': { columns: TWO, sql: 'CREATE INDEX ON % (a, b)', is: 'served' },
  'two columns the other way round': { columns: TWO, sql: 'CREATE INDEX ON % (b, a)', is: 'served' },
  'two columns, one descending, and a third': { columns: TWO, sql: 'CREATE INDEX ON % (b DESC, a, x)', is: 'served' },
  'two columns with a gap': { columns: TWO, sql: 'CREATE INDEX ON % (a, x, b)', is: 'questionable' },
  'the first of two columns': { columns: TWO, sql: 'CREATE INDEX ON % (a)', is: 'questionable' },
  'the second of two columns': { columns: TWO, sql: 'CREATE INDEX ON % (b)', is: 'questionable' },
  'each of two columns by itself': {
    columns: TWO,
    sql: 'CREATE INDEX ON % (a); CREATE INDEX ON % (b)',
    is: 'questionable',
  },
  'one column a key, the other included': {
    columns: TWO,
    sql: 'CREATE INDEX ON % (a) INCLUDE (b)',
    is: 'questionable',
  },
  'two columns after a third': { columns: TWO, sql: 'CREATE INDEX ON % (x, a, b)', is: 'unindexed' },
  'two columns where one is not null': {
    columns: TWO,
    sql: 'CREATE INDEX ON % (a, b) WHERE a IS NOT NULL',
    is: 'served',
  },
  'two columns where both, or either, are not null': {
    columns: TWO,
    sql: 'CREATE INDEX ON % (a, b) WHERE a IS NOT NULL AND (b IS NOT NULL OR x IS NOT NULL)',
    is: 'served',
  },
  'two columns where one or a third is not null': {
    columns: TWO,
    sql: 'CREATE INDEX ON % (a, b) WHERE x IS NOT NULL OR x > 3',
    is: 'unindexed',
  },
  'the same column twice': { columns: TWO, sql: 'CREATE INDEX ON % (a, a, b)', is: 'questionable' },
  'names that must be quoted': {
    columns: '"Fk ""1""" bigint REFERENCES parent',
    sql: 'CREATE INDEX ON % ("Fk ""1""") WHERE "Fk ""1""" IS NOT NULL',
    is: 'served',
  },
  'a table of the same name in another schema that has the index': {
    columns: ONE,
    sql: 'CREATE TABLE other.% (fk bigint); CREATE INDEX ON other.% (fk)',
    is: 'unindexed',
  },
  'a child by inheritance that has the index': {
    columns: ONE,
    sql: 'CREATE TABLE %_heir () INHERITS (%); CREATE INDEX ON %_heir (fk)',
    is: 'unindexed',
  },
  'a foreign key that is not valid yet': {
    columns: 'fk bigint',
    sql: 'ALTER TABLE % ADD FOREIGN KEY (fk) REFERENCES parent NOT VALID',
    is: 'unindexed',
  },
  'a reference to itself': { columns: 'fk bigint, UNIQUE (id), FOREIGN KEY (fk) REFERENCES % (id)', is: 'unindexed' },
  'an unlogged table': { sql: 'CREATE UNLOGGED TABLE % (fk bigint REFERENCES unlogged)', is: 'unindexed' },
  'a temporary table': {
    sql: 'CREATE TEMP TABLE %_parent (id int PRIMARY KEY); CREATE TEMP TABLE % (fk int REFERENCES %_parent)',
    is: 'served',
  },
  'a partitioned table without': { sql: PARTITIONED, is: 'unindexed' },
  'a partitioned table with': { sql: `${PARTITIONED} CREATE INDEX ON % (fk)`, is: 'served' },
  'a partitioned table without partitions': {
    sql: 'CREATE TABLE % (fk bigint REFERENCES parent) PARTITION BY LIST (fk)',
    is: 'unindexed',
  },
  'indexes on all partitions, none on the parent': {
    sql: `${NESTED} CREATE INDEX ON %_1 (fk); CREATE INDEX ON %_2 (fk, at); CREATE INDEX ON %_3a (fk)`,
    is: 'served',
  },
  'an index on one partition of two': { sql: `${PARTITIONED} CREATE INDEX ON %_1 (fk)`, is: 'unindexed' },
  'an index on the parent only, attached to nothing': {
    sql: `${PARTITIONED} CREATE INDEX ON ONLY % (fk)`,
    is: 'unindexed',
  },
  'an index on the parent only, and one on each partition': {
    sql: `${PARTITIONED} CREATE INDEX ON ONLY % (fk); CREATE INDEX ON %_1 (fk); CREATE INDEX ON %_2 (fk)`,
    is: 'served',
  },
  'some partitions served in part': {
    sql: `${PARTITIONED} CREATE INDEX ON %_1 (fk); CREATE INDEX ON %_2 USING brin (fk)`,
    is: 'questionable',
  },
  'a unique constraint that is deferrable': { columns: `${ONE}, UNIQUE (fk) DEFERRABLE`, is: 'served' },
  'a unique index in which nulls are equal': {
    columns: ONE,
    sql: 'CREATE UNIQUE INDEX ON % (fk) NULLS NOT DISTINCT',
    is: 'served',
    from: 15,
  },
  'an exclusion constraint on a B-tree': { columns: `${ONE}, EXCLUDE USING btree (fk WITH =)`, is: 'served' },
  'an exclusion constraint on GiST': { columns: `${ONE}, EXCLUDE USING gist (fk WITH =)`, is: 'questionable' },
  'an SP-GiST index': { columns: TEXT, sql: 'CREATE INDEX ON % USING spgist (fk)', is: 'questionable' },
  'a hash index on one of two columns': {
    columns: TWO,
    sql: 'CREATE INDEX ON % USING hash (a)',
    is: 'questionable',
  },
  'a primary key that the column does not lead': {
    columns: 'x bigint, fk bigint REFERENCES parent, PRIMARY KEY (x, fk)',
    is: 'unindexed',
  },
  'a wider key of which the column comes first': {
    columns: 'fk bigint REFERENCES parent, x bigint, PRIMARY KEY (fk, x)',
    is: 'served',
  },
  'two columns declared the other way round': {
    columns: 'a bigint, b bigint, FOREIGN KEY (b, a) REFERENCES pair (b, a)',
    sql: 'CREATE INDEX ON % (a, b)',
    is: 'served',
  },
  'an index whose storage is tuned': {
    columns: ONE,
    sql: 'CREATE INDEX ON % (fk) WITH (fillfactor = 70, deduplicate_items = off)',
    is: 'served',
  },
  'a generated column': {
    columns: 'x bigint, fk bigint GENERATED ALWAYS AS (x + 1) STORED REFERENCES parent',
    is: 'unindexed',
  },
  // PostgreSQL adds a constraint for each partition of the table referred to.
  'a reference to a table of several parts': { columns: 'fk bigint REFERENCES parts', is: 'unindexed' },
  'a reference to a table of several parts, with an index': {
    columns: 'fk bigint REFERENCES parts',
    sql: 'CREATE INDEX ON % (fk)',
    is: 'served',
  },
  'a table of an extension': { columns: ONE, sql: 'ALTER EXTENSION btree_gist ADD TABLE %', is: 'served' },
  'a foreign key that is not enforced': {
    columns: 'fk bigint REFERENCES parent NOT ENFORCED',
    is: 'served',
    from: 18,
  },
  'a temporal key with its GiST index': {
    columns: 'fk bigint, valid int4range, FOREIGN KEY (fk, PERIOD valid) REFERENCES temporal (id, PERIOD valid)',
    sql: 'CREATE INDEX ON % USING gist (fk, valid)',
    is: 'served',
    from: 18,
  },
};
