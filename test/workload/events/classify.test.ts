import { describe, expect, it } from '@jest/globals';
import { classify } from '../../../src/workload/events/classify.ts';
import type { EventRecord } from '../../../src/workload/events/model.ts';

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
    ['40001', 'could not serialize access due to concurrent update', 'serialization-failure', null],
    ['53300', 'too many connections for role "app"', 'connection-refused', 'role'],
    ['42P01', 'relation "missing_table" does not exist', 'undefined-object', 'missing_table'],
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
      'la valeur d’une clé dupliquée rompt la contrainte unique « users_email_key »',
      'unique-violation',
      ' users_email_key '.trim(),
    ],
    ['40P01', 'Verklemmung (Deadlock) entdeckt', 'deadlock', null],
    ['57014', 'storniere Anfrage wegen Zeitüberschreitung der Anfrage', 'canceled', null],
  ])('in another language by SQLSTATE %s: %s', (sqlState, message, kind, subject) => {
    expect(classify(record(message, { severity: 'error', sqlState }))).toEqual({ kind, subject, value: null });
  });

  it('has a kind for all others', () => {
    const byZero = record('division by zero', { severity: 'error', sqlState: '22012' });
    expect(classify(byZero)).toEqual({ kind: 'error', subject: '22012', value: null });
  });
});
