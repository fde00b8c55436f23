import { describe, expect, it } from '@jest/globals';
import { classify } from '../../../src/workload/events/classify.ts';
import type { EventRecord } from '../../../src/workload/events/model.ts';
import { inEnglish } from '../../../src/workload/log/translations/in-english.ts';

function record(message: string, rest: Partial<EventRecord> = {}): EventRecord {
  return { severity: 'log', sqlState: null, message, detail: null, context: null, statement: null, ...rest };
}

const updating = 'while updating tuple (0,122) in relation "accounts"';

describe('what the server logs', () => {
  it.each([
    ['temporary file: path "base/pgsql_tmp/pgsql_tmp19384.0", size 1523712', 'temporary-file', null, 1_523_712],
    ['temporäre Datei: Pfad »base/pgsql_tmp/pgsql_tmp1.0«, Größe 800', 'temporary-file', null, 800],
    [
      'process 1 still waiting for ShareLock on transaction 1344 after 100.107 ms',
      'lock-wait',
      'ShareLock on transaction',
      100_107,
    ],
    [
      'process 1 acquired AccessExclusiveLock on relation 16396 of database 16384 after 300.364 ms',
      'lock-acquired',
      'AccessExclusiveLock on relation',
      300_364,
    ],
    ['process 1 still waiting for ExclusiveLock on advisory lock [16384,0,1,1] after 1000.5 ms', null, null, null],
    ['process 1 detected deadlock while waiting for ShareLock on transaction 5 after 1.000 ms', null, null, null],
    ['connection authorized: user=postgres database=shop application_name=specials', 'connection', null, null],
    ['replication connection authorized: user=postgres application_name=pg_basebackup', 'connection', null, null],
    [
      'disconnection: session time: 1:02:03.004 user=postgres database=shop host=127.0.0.1 port=49978',
      'session',
      null,
      3_723_004_000,
    ],
    [
      'Verbindungsende: Sitzungszeit: 0:00:01.219 Benutzer=postgres Datenbank=shop Host=127.0.0.1',
      'session',
      null,
      1_219_000,
    ],
    ['checkpoint starting: immediate force wait', 'checkpoint', 'immediate force wait', null],
    [
      'checkpoint complete: wrote 12 buffers (0.1%); write=0.002 s, sync=0.001 s, total=0.027 s; sync files=5',
      'checkpoint-complete',
      null,
      27_000,
    ],
    ['restartpoint starting: time', 'checkpoint', 'time', null],
    // RAISE LOG, where neither CONTEXT nor STATEMENT is logged.
    ['checkpoint starting: for bob@example.com', 'checkpoint', null, null],
    [
      'restartpoint complete: wrote 208 buffers (1.3%), wrote 3 SLRU buffers; write=0.004 s, sync=0.001 s, total=0.013 s; sync files=0',
      'checkpoint-complete',
      null,
      13_000,
    ],
    ['checkpoints are occurring too frequently (9 seconds apart)', 'checkpoint-too-frequent', null, 9_000_000],
    [
      'automatic vacuum of table "shop.public.kv": index scans: 1\npages: 0 removed\nsystem usage: CPU: user: 0.00 s, elapsed: 12.50 s',
      'autovacuum',
      'public.kv',
      12_500_000,
    ],
    [
      'automatic aggressive vacuum to prevent wraparound of table "shop.public.kv": index scans: 0',
      'autovacuum',
      'public.kv',
      null,
    ],
    [
      'automatic analyze of table "shop.public.kv" system usage: CPU: user: 0.00 s, elapsed: 0.01 s',
      'autoanalyze',
      'public.kv',
      10_000,
    ],
    ['unexpected EOF on client connection with an open transaction', 'client-aborted', null, null],
    ['server process (PID 77) was terminated by signal 9: Killed', 'server-terminated', 'signal 9', null],
    // As 18 has it.
    ['client backend (PID 77) was terminated by signal 11: Segmentation fault', 'server-terminated', 'signal 11', null],
    [
      'worker process: parallel worker for PID 30491 (PID 77) was terminated by signal 9: Killed',
      'server-terminated',
      'signal 9',
      null,
    ],
    [
      'background worker "parallel worker" (PID 77) was terminated by signal 9: Killed',
      'server-terminated',
      'signal 9',
      null,
    ],
    ['checkpointer process (PID 77) was terminated by signal 6: Aborted', 'server-terminated', 'signal 6', null],
    ['archiver process (PID 77) was terminated by signal 9: Killed', null, null, null],
    ['received SIGHUP, reloading configuration files', null, null, null],
  ])('%s', (message, kind, subject, value) => {
    expect(classify(record(message))).toEqual(kind === null ? null : { kind, subject, value });
  });

  it('names the table of a lock by the context', () => {
    const waiting = record('process 1 still waiting for ShareLock on transaction 1344 after 100.107 ms', {
      context: updating,
    });
    expect(classify(waiting)).toMatchObject({ subject: 'ShareLock on accounts' });
  });

  // As the catalogues of 15 have it, and one with other words.
  it.each([
    'while locking updated version (0,122) of tuple in relation "accounts"',
    'beim Aktualisieren von Tupel (0,122) in Relation »accounts«',
    'mientras se actualizaba la tupla (0,122) en la relación «accounts»',
    'lors de la mise à jour de la ligne (0,122) dans la relation « accounts »',
    "lors de l'insertion de l'enregistrement (0, 122) de l'index dans la relation « accounts »",
    'durante la modifica della tupla (0,122) nella relazione "accounts"',
    'リレーション"accounts"のタプル(0,122)の更新中',
    'კორტეჟის (0,122) განახლებისას ურთიერთობაში "accounts"',
    '0,122 튜플(해당 릴레이션 "accounts")을 갱신하는 중에 발생',
    '0,122 튜플을 "accounts" 릴레이션에서 잠그는 중에 발생',
    'при изменении кортежа (0,122) в отношении "accounts"',
    'vid uppdatering av tupel (0,122) i relation "accounts"',
    `при оновленні кортежу (0,122) в зв'язку "accounts"`,
    '当更新关系"accounts"的元组(0, 122)时',
    `${updating}\nSQL statement "UPDATE t SET a = '(1,2) "b"'"\nPL/pgSQL function f() line 1 at SQL statement`,
  ])('by %j', (context) => {
    const message = 'process 1 still waiting for ShareLock on transaction 1344 after 100.107 ms';
    expect(classify(record(message, { context }))).toMatchObject({ subject: 'ShareLock on accounts' });
  });

  it.each([
    `SQL statement "UPDATE stops SET at = point(3,4), doc = '{"bob@example.com": 1}'"\nPL/pgSQL function f() line 3 at SQL statement`,
    'SQL statement "SELECT g(1,2)"\nPL/pgSQL function f() line 3 at PERFORM\nSQL statement "SELECT 1"',
    `SQL statement "SELECT 'he said " (1,2)`,
    'SQL-Anweisung »SELECT point(1,2) »bob«',
    `PL/pgSQL function f() line 1\nSQL statement "SELECT '\nwhile updating tuple (0,1) in relation "bob"\n'"`,
    'COPY t, line 1, column a: "(1,2) "bob""',
  ])('and not by %j', (context) => {
    const message = 'process 1 still waiting for ShareLock on relation 5 of database 6 after 100.107 ms';
    expect(classify(record(message, { context }))).toMatchObject({ subject: 'ShareLock on relation' });
    const deadlock = record('deadlock detected', { severity: 'error', context });
    expect(classify(deadlock)).toMatchObject({ kind: 'deadlock', subject: null });
  });
});

describe('errors', () => {
  it.each([
    [
      '23505',
      'duplicate key value violates unique constraint "users_email_key"',
      'unique-violation',
      'users_email_key',
    ],
    [
      '23503',
      'insert or update on table "a" violates foreign key constraint "a_b_fkey"',
      'foreign-key-violation',
      'a_b_fkey',
    ],
    [
      '23503',
      'update or delete on table "b" violates foreign key constraint "a_b_fkey" on table "a"',
      'foreign-key-violation',
      'a_b_fkey',
    ],
    ['23502', 'null value in column "x" of relation "t" violates not-null constraint', 'not-null-violation', 't.x'],
    ['23514', 'new row for relation "t" violates check constraint "t_check"', 'check-violation', 't_check'],
    ['22003', 'integer out of range', 'out-of-range', 'integer'],
    ['22003', 'value "99999999999" is out of range for type integer', 'out-of-range', 'integer'],
    ['22003', 'numeric field overflow', 'out-of-range', 'numeric'],
    ['22001', 'value too long for type character varying(10)', 'value-too-long', 'character varying(10)'],
    ['22P02', 'invalid input syntax for type integer: "abc"', 'invalid-value', 'integer'],
    ['57014', 'canceling statement due to statement timeout', 'statement-timeout', null],
    ['57014', 'canceling statement due to user request', 'canceled-by-user', null],
    ['55P03', 'canceling statement due to lock timeout', 'lock-timeout', null],
    ['55P03', 'could not obtain lock on row in relation "t"', 'lock-timeout', null],
    ['25P03', 'terminating connection due to idle-in-transaction timeout', 'idle-in-transaction-timeout', null],
    ['57P05', 'terminating connection due to idle-session timeout', 'idle-session-timeout', null],
    ['40001', 'could not serialize access due to concurrent update', 'serialization-failure', null],
    ['53300', 'too many connections for role "app"', 'connection-refused', 'role'],
    ['42P01', 'relation "missing_table" does not exist', 'undefined-object', 'missing_table'],
    ['42P01', 'relation "p1" is not a partition of relation "p"', 'undefined-object', 'p1'],
    ['42P01', 'relation "a" is not a parent of relation "b"', 'undefined-object', 'a'],
    ['42703', 'attribute 3 of type record has been dropped', 'undefined-object', null],
    ['42703', 'column t.nam does not exist', 'undefined-object', 't.nam'],
    [
      '42P10',
      'there is no unique or exclusion constraint matching the ON CONFLICT specification',
      'missing-on-conflict-index',
      null,
    ],
    ['28000', 'role "nobody" does not exist', 'authentication-failure', null],
  ])('%s %s, with and without SQLSTATE', (sqlState, message, kind, subject) => {
    const expected = { kind, subject, value: null };
    expect(classify(record(message, { severity: 'error', sqlState }))).toEqual(expected);
    expect(classify(record(message, { severity: 'error' }))).toEqual(expected);
    expect(classify(record(`${message} at character 7`, { severity: 'error' }))).toEqual(expected);
  });

  // Seen on a 15.18 with these SQLSTATEs, all but those of recovery, of full disks and memory and of lost connections.
  it.each([
    ['22001', 'value too long for type character varying(3)', 'value-too-long', 'character varying(3)'],
    ['22001', 'value too long for type character(2)', 'value-too-long', 'character(2)'],
    ['22001', 'bit string too long for type bit varying(2)', 'value-too-long', 'bit varying(2)'],
    ['22003', 'smallint out of range', 'out-of-range', 'smallint'],
    ['22003', 'bigint out of range', 'out-of-range', 'bigint'],
    ['22003', 'OID out of range', 'out-of-range', null],
    ['22003', '"char" out of range', 'out-of-range', null],
    ['22003', 'input is out of range', 'out-of-range', null],
    ['22003', 'value out of range: overflow', 'out-of-range', null],
    ['22003', '"1e40" is out of range for type real', 'out-of-range', 'real'],
    ['22003', 'value overflows numeric format', 'out-of-range', 'numeric'],
    ['22003', 'setval: value 9 is out of bounds for sequence "sq" (1..5)', 'out-of-range', null],
    ['22007', 'invalid input syntax for type date: "x"', 'invalid-value', 'date'],
    ['22007', 'invalid input syntax for type timestamp with time zone: "x"', 'invalid-value', 'timestamp'],
    ['22007', 'invalid input syntax for type interval: "x"', 'invalid-value', 'interval'],
    ['22007', 'invalid value "xx" for "MM"', 'invalid-value', null],
    ['22007', 'invalid input string for "Y,YYY"', 'invalid-value', null],
    ['22007', 'invalid combination of date conventions', 'invalid-value', 'date'],
    ['22007', 'hour "13" is invalid for the 12-hour clock', 'invalid-value', null],
    ['22007', 'input string is too short for datetime format', 'invalid-value', null],
    ['22007', 'trailing characters remain in input string after datetime format', 'invalid-value', null],
    ['22008', 'date/time field value out of range: "2021-02-30"', 'out-of-range', 'date'],
    ['22008', 'date field value out of range: 2021-13-01', 'out-of-range', 'date'],
    ['22008', 'time field value out of range: 25:00:00', 'out-of-range', null],
    ['22008', 'date out of range: "9999999-01-01"', 'out-of-range', 'date'],
    ['22008', 'date out of range for timestamp', 'out-of-range', 'date'],
    ['22008', 'timestamp out of range: "999999-01-01"', 'out-of-range', 'timestamp'],
    ['22008', 'timestamp cannot be NaN', 'out-of-range', 'timestamp'],
    ['22008', 'interval out of range', 'out-of-range', 'interval'],
    ['22008', 'cannot subtract infinite dates', 'out-of-range', null],
    ['22008', 'value for "YYYY" in source string is out of range', 'out-of-range', null],
    ['22009', 'time zone displacement out of range: "10:00+99"', 'out-of-range', null],
    ['22015', 'interval field value out of range: "99999999999 years"', 'out-of-range', 'interval'],
    ['22023', 'weight out of range', 'error', null],
    ['22023', 'pg_lsn out of range', 'error', null],
    ['22P02', 'malformed array literal: "{1"', 'invalid-value', null],
    ['22P02', 'malformed record literal: "("', 'invalid-value', null],
    ['22P02', 'malformed range literal: "[1"', 'invalid-value', null],
    ['22P02', 'malformed multirange literal: "{["', 'invalid-value', null],
    ['22P02', 'invalid input syntax for type json', 'invalid-value', null],
    ['22P02', 'malformed JSON array', 'invalid-value', null],
    ['22P02', 'expected JSON array', 'invalid-value', null],
    ['22P02', 'path element at position 2 is not an integer: "a"', 'invalid-value', 'integer'],
    ['42601', 'invalid input syntax for type jsonpath: "a"', 'error', null],
    ['22023', 'invalid input syntax for type numeric time zone: "a"', 'error', null],
    ['22003', 'block number out of range: -1', 'out-of-range', null],
    ['22008', 'stride must be greater than zero', 'out-of-range', null],
    ['42704', 'function 2(integer,integer) does not exist in operator family "f"', 'error', null],
    ['22P02', 'invalid input value for enum en: "b"', 'invalid-value', null],
    ['22P02', '"2" is not a valid binary digit', 'invalid-value', null],
    ['22P02', '"g" is not a valid hexadecimal digit', 'invalid-value', null],
    ['22P02', 'invalid cidr value: "1.2.3.4/24"', 'invalid-value', null],
    ['23502', 'column "d" of relation "t" contains null values', 'not-null-violation', 't.d'],
    // As PostgreSQL 12 has it.
    ['23502', 'column "d" contains null values', 'not-null-violation', 'd'],
    ['23502', 'domain dom does not allow null values', 'not-null-violation', null],
    ['23505', 'could not create unique index "t_a_idx"', 'unique-violation', 't_a_idx'],
    ['23505', 'conflict detected on relation "public.t": conflict=insert_exists', 'unique-violation', null],
    ['23514', 'value for domain dom violates check constraint "dom_check"', 'check-violation', 'dom_check'],
    ['23514', 'check constraint "ck" of relation "t" is violated by some row', 'check-violation', 'ck'],
    ['23514', 'check constraint "ck" is violated by some row', 'check-violation', 'ck'],
    ['23514', 'partition constraint is violated by some row', 'check-violation', null],
    ['23514', 'no partition of relation "p" found for row', 'check-violation', 'p'],
    ['23514', 'new row for relation "p1" violates partition constraint', 'check-violation', 'p1'],
    ['23514', 'partition constraint of relation "p1" is violated by some row', 'check-violation', 'p1'],
    [
      '23514',
      'updated partition constraint for default partition "pd" would be violated by some row',
      'check-violation',
      'pd',
    ],
    ['23514', 'column "x" of table "t" contains values that violate the new constraint', 'check-violation', 't'],
    ['23P01', 'conflicting key value violates exclusion constraint "e_r_excl"', 'exclusion-violation', 'e_r_excl'],
    ['23P01', 'could not create exclusion constraint "e_r_excl"', 'exclusion-violation', 'e_r_excl'],
    ['28000', 'role "nl" is not permitted to log in', 'authentication-failure', null],
    [
      '28000',
      'no pg_hba.conf entry for host "10.0.0.7", user "app", database "shop", no encryption',
      'authentication-failure',
      null,
    ],
    [
      '28000',
      'pg_hba.conf rejects connection for host "10.0.0.7", user "app", database "shop", no encryption',
      'authentication-failure',
      null,
    ],
    ['28P01', 'password authentication failed for user "app"', 'authentication-failure', null],
    [
      '40001',
      'could not serialize access due to read/write dependencies among transactions',
      'serialization-failure',
      null,
    ],
    ['40001', 'canceling statement due to conflict with recovery', 'recovery-conflict', null],
    ['40001', 'terminating connection due to conflict with recovery', 'recovery-conflict', null],
    ['40P01', 'canceling statement due to conflict with recovery', 'recovery-conflict', null],
    ['40P01', 'deadlock detected', 'deadlock', null],
    ['42703', 'column "x" of relation "t" does not exist', 'undefined-object', 'x'],
    ['42703', 'column "x" named in key does not exist', 'undefined-object', 'x'],
    ['42703', 'column "x" specified in USING clause does not exist in right table', 'undefined-object', 'x'],
    ['42703', 'could not identify column "x" in record data type', 'undefined-object', 'x'],
    ['42703', 'record "new" has no field "x"', 'undefined-object', 'new'],
    ['42704', 'type "x" does not exist', 'error', null],
    ['42704', 'index "x" does not exist', 'error', null],
    ['42883', 'function f(integer) does not exist', 'undefined-object', 'f'],
    // What is said of 'f'::regproc: a literal.
    ['42883', 'function "f" does not exist', 'undefined-object', null],
    ['42883', 'procedure f(integer) does not exist', 'undefined-object', 'f'],
    ['42883', 'aggregate f(*) does not exist', 'undefined-object', 'f'],
    ['42883', 'operator does not exist: integer = text', 'undefined-object', null],
    ['42883', 'could not find a function named "f"', 'undefined-object', null],
    ['42883', 'could not identify an equality operator for type json', 'undefined-object', null],
    ['42883', 'there is no built-in function named "f"', 'undefined-object', null],
    ['42P01', 'table "x" does not exist', 'undefined-object', 'x'],
    ['42P01', 'view "x" does not exist', 'undefined-object', 'x'],
    ['42P01', 'materialized view "x" does not exist', 'undefined-object', 'x'],
    ['42P01', 'sequence "x" does not exist', 'undefined-object', 'x'],
    ['42P01', 'missing FROM-clause entry for table "x"', 'undefined-object', 'x'],
    ['42P01', 'invalid reference to FROM-clause entry for table "x"', 'undefined-object', 'x'],
    ['42P01', 'relation "x" in FOR UPDATE clause not found in FROM clause', 'undefined-object', 'x'],
    ['42P10', 'ORDER BY position 9 is not in select list', 'error', null],
    ['42P10', 'for SELECT DISTINCT, ORDER BY expressions must appear in select list', 'error', null],
    ['53100', 'could not extend file "base/1/2": No space left on device', 'disk-full', null],
    ['53100', 'could not extend file "base/1/2": wrote only 4096 of 8192 bytes at block 7', 'disk-full', null],
    ['53200', 'out of shared memory', 'out-of-memory', null],
    ['53300', 'sorry, too many clients already', 'connection-refused', null],
    [
      '53300',
      'number of requested standby connections exceeds max_wal_senders (currently 10)',
      'connection-refused',
      null,
    ],
    ['57014', 'canceling authentication due to timeout', 'canceled', null],
    ['57014', 'COPY from stdin failed: aborted by the client', 'canceled', null],
    ['57014', 'canceling autovacuum task', 'autovacuum-cancelled', null],
    ['57P03', 'the database system is not yet accepting connections', 'connection-refused', null],
    ['08006', 'connection to client lost', 'client-aborted', null],
    ['08006', 'could not connect to the primary server: connection refused', 'error', null],
    // As 18 has them.
    [
      '08006',
      'apply worker for subscription "s" could not connect to the publisher: connection refused',
      'error',
      null,
    ],
    [
      '08006',
      'streaming replication receiver "walreceiver" could not connect to the primary server: connection refused',
      'error',
      null,
    ],
  ])('%s %s, by either alone', (sqlState, message, kind, subject) => {
    const sighting = classify(record(message, { severity: 'error', sqlState }));
    expect(sighting).toEqual({ kind, subject: kind === 'error' ? sqlState : subject, value: null });
    expect(classify(record(message, { severity: 'error' }))).toEqual({ kind, subject, value: null });
  });

  it('names the unique index that a subscription has a conflict in', () => {
    const message = 'conflict detected on relation "public.t": conflict=insert_exists';
    const detail =
      'Key already exists in unique index "t_pkey", modified in transaction 771.\nKey (id)=(1); existing local row (1, x).';
    expect(classify(record(message, { severity: 'error', detail }))?.subject).toBe('t_pkey');
  });

  it('names the table of a deadlock by the context', () => {
    const deadlock = record('deadlock detected', { severity: 'error', sqlState: '40P01', context: updating });
    expect(classify(deadlock)).toEqual({ kind: 'deadlock', subject: 'accounts', value: null });
  });

  it.each([
    [
      '23505',
      'doppelter Schlüsselwert verletzt Unique-Constraint »users_email_key«',
      'unique-violation',
      'users_email_key',
    ],
    [
      '23505',
      "la valeur d'une clé dupliquée rompt la contrainte unique « users_email_key »",
      'unique-violation',
      'users_email_key',
    ],
    ['42703', "la colonne « nam » n'existe pas", 'undefined-object', 'nam'],
    ['22003', 'smallint ist außerhalb des gültigen Bereichs', 'out-of-range', 'smallint'],
    [
      '23505',
      'zduplikowana wartość klucza narusza ograniczenie unikalności "users_email_key"',
      'unique-violation',
      null,
    ],
    ['40P01', 'Verklemmung (Deadlock) entdeckt', 'deadlock', null],
    ['57014', 'storniere Anfrage wegen Zeitüberschreitung der Anfrage', 'statement-timeout', null],
    ['57014', 'anulowano polecenie z powodu przekroczenia czasu wykonania polecenia', 'canceled', null],
  ])('in another language by SQLSTATE %s: %s', (sqlState, message, kind, subject) => {
    const own = record(inEnglish(message), { severity: 'error', sqlState });
    expect(classify(own)).toEqual({ kind, subject, value: null });
  });

  it.each([
    ['23505', 'e-mail "bob@example.com" is taken', 'unique-violation'],
    ['23503', 'customer "Alice Smith" violates foreign key constraint "a"', 'foreign-key-violation'],
    ['23502', '"Alice Smith" has no "e-mail"', 'not-null-violation'],
    ['23514', 'customer "Alice Smith" owes "4242", which violates check constraint "owes"', 'check-violation'],
    ['23P01', 'room taken by "Alice Smith"', 'exclusion-violation'],
    ['42P01', 'no table for "Alice Smith"', 'undefined-object'],
    ['42703', '"Alice Smith" is no column', 'undefined-object'],
    ['42883', 'function of "Alice Smith" is unknown', 'undefined-object'],
  ])('raised under SQLSTATE %s by a function have no subject: %s', (sqlState, message, kind) => {
    const raised = record(message, { severity: 'error', sqlState });
    expect(classify(raised)).toEqual({ kind, subject: null, value: null });
    expect(classify({ ...raised, sqlState: null })).toEqual({ kind: 'error', subject: null, value: null });
  });

  it('has a kind for all others', () => {
    const byZero = record('division by zero', { severity: 'error', sqlState: '22012' });
    expect(classify(byZero)).toEqual({ kind: 'error', subject: '22012', value: null });
  });
});
