/** Where a server's log has values of rows, as PostgreSQL 18 writes it. */

/** @param kept an alphanumeric part of the literal */
export function framesOf(literal: string, kept: string): readonly string[] {
  return [
    `SELECT a FROM t WHERE b = ${literal}`,
    `SELECT a FROM t WHERE b IN (1, ${literal}, ${literal}) AND c BETWEEN ${literal} AND ${literal}`,
    `INSERT INTO t (a, b) VALUES (1, ${literal}), (${literal}, NULL) RETURNING ${literal}`,
    `INSERT INTO t (a) VALUES (${literal}) ON CONFLICT (a) DO UPDATE SET b = ${literal}`,
    `UPDATE t SET a = ${literal}, (b, c) = (${literal}, DEFAULT) WHERE d ->> 'x' = ${literal}`,
    `DELETE FROM t USING u WHERE t.a = u.a AND u.b LIKE ${literal} ESCAPE '!'`,
    `MERGE INTO t USING (VALUES (1, ${literal})) s (i, n) ON t.a = s.i WHEN MATCHED THEN UPDATE SET b = ${literal}`,
    `WITH x AS (SELECT ${literal}::text AS a) SELECT * FROM x ORDER BY a || ${literal} LIMIT 3`,
    `SELECT CASE WHEN a = ${literal} THEN ${literal} ELSE ARRAY[${literal}]::text END, f(k => ${literal}) FROM t`,
    `SELECT date ${literal}, interval ${literal} day, CAST(${literal} AS varchar(9)), a AT TIME ZONE ${literal} FROM t`,
    `SELECT extract(${literal} FROM a), position(${literal} in b), substring(b similar ${literal} escape '#') FROM t`,
    `SELECT * FROM json_table(a, ${literal} COLUMNS (b text PATH ${literal} DEFAULT ${literal} ON EMPTY))`,
    `SELECT * FROM xmltable(${literal} PASSING a COLUMNS x text PATH ${literal} DEFAULT ${literal})`,
    `BEGIN; SELECT ${literal}; INSERT INTO t VALUES (${literal}); COMMIT`,
    `DECLARE c CURSOR WITH HOLD FOR SELECT a FROM t WHERE b = ${literal}`,
    `COPY (SELECT a FROM t WHERE b = ${literal}) TO STDOUT`,
    `SELECT a FROM t /* of ${kept} */ WHERE b = 1 -- ${kept}`,
    `SELECT a FROM t /*action='${kept}',customer='${kept}',traceparent='${kept}'*/`,
    `/*controller:users,action:${kept},email:${kept}*/ SELECT a FROM t`,
    // What does not parse: other settings than the usual ones, mistakes, what was cut.
    `SELECT a FROM t WHERE b = 'it\\'s ${kept} x' AND c = '${kept}'`,
    `SELECT a FRM t WHERE b = ${literal}`,
    `SELECT a FROM t WHERE b = ${literal} ${literal}`,
    `SELECT a FROM t WHERE b = 'x ${kept}`,
    `SELECT a FROM t WHERE b = $q$ ${kept}`,
    `SELECT a FROM t /* ${kept}`,
    // No queries.
    `ALTER ROLE app PASSWORD ${literal}`,
    `CREATE USER MAPPING FOR app SERVER s OPTIONS (user 'u', password ${literal})`,
    `CREATE SUBSCRIPTION s CONNECTION ${literal} PUBLICATION p`,
    `COMMENT ON TABLE t IS ${literal}`,
    `SET my.setting = ${literal}`,
    `NOTIFY ch, ${literal}`,
    `PREPARE p AS SELECT a FROM t WHERE b = ${literal}`,
    `EXECUTE p(${literal}, 2)`,
    `COPY t FROM PROGRAM ${literal}`,
    `DO $do$ BEGIN PERFORM ${literal}; EXECUTE 'SELECT ''${kept}'''; END $do$`,
    `CREATE FUNCTION f() RETURNS text LANGUAGE plpgsql AS $f$ BEGIN RETURN ${literal}; END $f$`,
    `PREPARE TRANSACTION '${kept}'`,
    `EXPLAIN ANALYZE SELECT a FROM t WHERE b = ${literal}`,
  ];
}

interface ErrorParts {
  readonly state: string;
  readonly message: string;
  readonly detail?: string;
  readonly context?: string;
  readonly statement?: string;
}

/** @param text a value that has `kept` in it */
export function errorsOf(text: string, kept: string, sql: string): readonly ErrorParts[] {
  const inFunction = `SQL statement "${sql}"\nPL/pgSQL function shop.f(text) line 3 at SQL statement`;
  const tuple = 'while updating tuple (0,1) in relation "users"';
  return [
    {
      state: '23505',
      message: 'duplicate key value violates unique constraint "users_email_key"',
      detail: `Key (email)=(${text}) already exists.`,
      context: `COPY users, line 3: "${text}"`,
    },
    {
      state: '23503',
      message: 'insert or update on table "orders" violates foreign key constraint "orders_user_id_fkey"',
      detail: `Key (user_id)=(${text}) is not present in table "users".`,
      context: inFunction,
    },
    {
      state: '23514',
      message: 'new row for relation "users" violates check constraint "users_age_check"',
      detail: `Failing row contains (1, ${text}, null).`,
    },
    {
      state: '23502',
      message: 'null value in column "name" of relation "users" violates not-null constraint',
      detail: `Failing row contains (${text}, null).`,
    },
    {
      state: '23514',
      message: 'no partition of relation "parts" found for row',
      detail: `Partition key of the failing row contains (k) = (${text}).`,
    },
    {
      state: '23P01',
      message: 'conflicting key value violates exclusion constraint "users_age_excl"',
      detail: `Key (age)=(${text}) conflicts with existing key (age)=(${text}).`,
    },
    {
      state: '22P02',
      message: `invalid input syntax for type integer: "${text}"`,
      context: `COPY users, line 3, column id: "${text}"`,
    },
    {
      state: '22P02',
      message: 'invalid input syntax for type json',
      detail: `Token "${text}" is invalid.`,
      context: `JSON data, line 1: {"a": ${text}...\nunnamed portal parameter $1 = '...'`,
    },
    { state: '22P02', message: `invalid input value for enum mood: "${text}"` },
    { state: '22P02', message: `malformed array literal: "${text}"` },
    { state: '22003', message: `value "${text}" is out of range for type integer` },
    { state: '22007', message: `invalid input syntax for type timestamp: "${text}"` },
    { state: '22008', message: `date/time field value out of range: "${text}"` },
    { state: '22007', message: `invalid value "${text}" for "YYYY"` },
    { state: '42601', message: `syntax error at or near "${text}"` },
    { state: '42703', message: `column "${kept}" does not exist`, statement: `SELECT a FROM t WHERE b = "${kept}"` },
    {
      state: '42703',
      message: `column "bob ${kept}@x.org" does not exist`,
      statement: `SELECT a FROM t WHERE b = "bob ${kept}@x.org"`,
    },
    { state: '42P01', message: `relation "${kept}" does not exist`, statement: `SELECT '${kept}'::regclass` },
    { state: '42883', message: `function "${text}" does not exist`, statement: `SELECT '${kept}'::regproc` },
    { state: '22023', message: `unit "${text}" not recognized for type date` },
    { state: '42704', message: `unrecognized configuration parameter "${text}"` },
    { state: '58P01', message: `could not open file "/data/${text}" for reading: No such file or directory` },
    { state: '08001', message: 'could not establish connection', detail: `FATAL:  no password=${text}` },
    { state: 'P0001', message: text, detail: text, context: inFunction },
    { state: '23505', message: `duplicate key value violates unique constraint "of ${kept}"`, context: inFunction },
    {
      state: '40P01',
      message: 'deadlock detected',
      detail: `Process 7 waits for ShareLock on transaction 5; blocked by process 8.\nProcess 7: ${sql}\nProcess 8: ${sql}`,
      context: tuple,
    },
    {
      state: '57014',
      message: 'canceling statement due to statement timeout',
      context: `${tuple}\n${inFunction}\nextended query with parameters: $1 = '${text.replaceAll("'", "''")}'`,
    },
    {
      state: '00000',
      message: 'process 7 still waiting for ShareLock on transaction 5 after 1000.123 ms',
      detail: 'Process holding the lock: 8. Wait queue: 7.',
      context: `${tuple}\n${inFunction}`,
    },
    { state: '00000', message: 'temporary file: path "base/pgsql_tmp/pgsql_tmp7.0", size 70' },
  ];
}

/** A message of auto_explain without its duration, in each of its formats. */
export function plansOf(text: string, sql: string): readonly string[] {
  const quoted = text.replaceAll("'", "''");
  const literal = text.includes('\\') ? `E'${quoted.replaceAll('\\', '\\\\')}'` : `'${quoted}'`;
  const condition = `((a = ${literal}::text) OR ("x y" <> ${literal}::text))`;
  const parameters = `$1 = '${quoted}'`;
  const inXml = (each: string) =>
    each.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('\r', '&#x0d;');
  const root = 'Seq Scan on t  (cost=0.00..1.00 rows=1 width=4)';
  const fields = { 'Query Text': sql, 'Query Parameters': parameters };
  return [
    `Query Text: ${sql}\nQuery Parameters: ${parameters}\n${root}\n  Output: (b || ${literal}::text)\n  Filter: ${condition}\n  Rows Removed by Filter: 3`,
    `Query Text: ${sql}\n${root}\n  Filter: ${condition}`,
    JSON.stringify(
      { ...fields, Plan: { 'Node Type': 'Seq Scan', Output: [`(b || ${literal}::text)`], Filter: condition } },
      null,
      2,
    ),
    `Query Text: ${JSON.stringify(sql)}\nQuery Parameters: ${JSON.stringify(parameters)}\nPlan: \n  Node Type: "Seq Scan"\n  Output: \n    - ${JSON.stringify(`(b || ${literal}::text)`)}\n  Filter: ${JSON.stringify(condition)}`,
    `<explain xmlns="http://www.postgresql.org/2009/explain">\n  <Query-Text>${inXml(sql)}</Query-Text>\n  <Query-Parameters>${inXml(parameters)}</Query-Parameters>\n  <Plan>\n    <Node-Type>Seq Scan</Node-Type>\n    <Output>\n      <Item>${inXml(`(b || ${literal}::text)`)}</Item>\n    </Output>\n    <Filter>${inXml(condition)}</Filter>\n  </Plan>\n</explain>`,
  ];
}
