/**
 * A server log as PostgreSQL 15 writes it under log_min_duration_statement = 0, in stderr, csvlog or jsonlog; in stderr under log_statement = all and
 * log_duration (`apart`); or with the slowest statements alone, in stderr (`slow`), where most is of connections and errors: simple and extended
 * protocol, multi-line statements, parameters, comments, errors, temporary files, lock waits, connections, checkpoints. The same seed gives the same activity
 * in every format; only the number of records differs, with the size that is asked for.
 */
import { closeSync, openSync, writeSync } from 'node:fs';
import { SHAPES } from './log-shapes.js';

const START = Date.UTC(2026, 10, 23, 8, 0, 0);
const FLUSH_CHARACTERS = 1 << 20;
const NAMES = ["'O''Brien'", "'Zoë'", "'it''s \"quoted\"'", "'a, $2 = ''x'''", "'plain'", "'line1\nline2'", "'東京'"];
const APPLICATIONS = ['web', 'worker', 'psql', 'report'];

/** Of a thousand things that happen, how many of the first kinds do: simple statements, extended ones, errors, connections. The rest are other events. */
const USUAL = [450, 530, 5, 0];
const MIXES = { slow: [60, 40, 150, 700] };

/** mulberry32. */
function random(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** Writes a log of `bytes`; returns what it holds: `executions`, `totalUs`, `shapes` and `bytes`. */
export function writeLog(path, format, bytes, seed = 1) {
  const next = random(seed);
  const below = (count) => Math.floor(next() * count);
  const file = openSync(path, 'w');
  const sessions = Array.from({ length: 40 }, (_, i) => newSession(i));
  const writer = WRITERS[format] ?? WRITERS.stderr;
  const mix = MIXES[format] ?? USUAL;
  const upTo = mix.map((_, i) => mix.slice(0, i + 1).reduce((a, b) => a + b));
  const truth = { executions: 0, totalUs: 0, shapes: new Set(), bytes: 0 };
  let text = '';
  let at = START;
  let created = sessions.length;

  function newSession(index) {
    const pid = 4000 + index;
    const application = APPLICATIONS[index % APPLICATIONS.length];
    const host = `10.0.0.${10 + (index % 12)}`;
    return { pid, id: `6b0436e3.${pid.toString(16)}`, line: 0, application, host, port: 40_000 + (index % 20_000) };
  }

  const value = () => {
    const kind = below(10);
    if (kind < 5) return String(below(1_000_000));
    if (kind < 7) return NAMES[below(NAMES.length)];
    if (kind < 8) return `'2026-0${1 + below(9)}-1${below(10)} 0${below(10)}:00:00'`;
    if (kind < 9) return `'user${below(100_000)}@example.com'`;
    return `${below(1000)}.${below(100)}`;
  };
  const write = (session, severity, message, extra = {}) => {
    session.line++;
    text += writer(session, at, severity, message, extra);
  };
  const duration = () => {
    const us = Math.floor(30 * Math.exp(next() * 8));
    return { us, text: `${Math.floor(us / 1000)}.${String(us % 1000).padStart(3, '0')} ms` };
  };
  const count = (shape, us) => {
    truth.executions++;
    truth.totalUs += us;
    truth.shapes.add(shape);
  };

  const simple = (session) => {
    const shape = SHAPES[Math.floor(next() ** 2 * SHAPES.length)];
    const list = () => Array.from({ length: 1 + below(12) }, () => below(100_000)).join(', ');
    const sql = shape.replaceAll(/\bP\b|\bLIST\b/g, (mark) => (mark === 'P' ? value() : list()));
    const comment = below(20) === 0 ? ` /*controller='orders',action='show',route='%2Forders%2F:id'*/` : '';
    const { us, text } = duration();
    count(shape, us);
    write(session, 'LOG', `duration: ${text}  statement: ${sql}${comment}`);
  };
  const extended = (session) => {
    const shape = SHAPES[Math.floor(next() ** 2 * SHAPES.length)];
    const values = [];
    const placeholder = () => {
      const text = value();
      values.push(`$${values.length + 1} = ${text.startsWith("'") ? text : below(30) === 0 ? 'NULL' : `'${text}'`}`);
      return `$${values.length}`;
    };
    const sql = shape.replaceAll(/\bP\b|\bLIST\b/g, placeholder);
    const name = below(2) === 0 ? '<unnamed>' : `S_${1 + below(30)}`;
    const detail = values.length > 0 ? { detail: `parameters: ${values.join(', ')}` } : {};
    if (name === '<unnamed>') write(session, 'LOG', `duration: ${duration().text}  parse ${name}: ${sql}`);
    write(session, 'LOG', `duration: ${duration().text}  bind ${name}: ${sql}`, detail);
    const { us, text } = duration();
    count(shape, us);
    write(session, 'LOG', `duration: ${text}  execute ${name}: ${sql}`, detail);
  };
  const failure = (session) => {
    const statement = `INSERT INTO users (email)\n VALUES ('user${below(1000)}@example.com')`;
    write(session, 'ERROR', 'duplicate key value violates unique constraint "users_email_key"', {
      detail: 'Key (email)=(user1@example.com) already exists.',
      statement,
      state: '23505',
    });
  };
  const connect = (session, index) => {
    const { application, host, port } = session;
    write(session, 'LOG', `disconnection: session time: 0:00:01.219 user=app database=shop host=${host} port=${port}`);
    const next = (sessions[index] = newSession(created++ % 60_000));
    if (mix !== USUAL) write(next, 'LOG', `connection received: host=${next.host} port=${next.port}`);
    write(next, 'LOG', `connection authorized: user=app database=shop application_name=${application}`);
  };
  const event = (session, index) => {
    switch (below(4)) {
      case 0:
        return write(
          session,
          'LOG',
          `temporary file: path "base/pgsql_tmp/pgsql_tmp${session.pid}.0", size ${below(1e8)}`,
          {
            statement: 'SELECT * FROM order_items ORDER BY unit_price, id',
          },
        );
      case 1:
        return write(session, 'LOG', `process ${session.pid} acquired ShareLock on transaction 1344 after 300.364 ms`);
      case 2:
        return connect(session, index);
      default:
        return write(session, 'LOG', 'duration: 0.031 ms  statement: BEGIN');
    }
  };

  try {
    while (truth.bytes + text.length < bytes) {
      at += 1 + below(20);
      const index = below(sessions.length);
      const session = sessions[index];
      const kind = below(1000);
      const happens = [simple, extended, failure, connect].find((_, i) => kind < upTo[i]) ?? event;
      happens(session, index);
      if (text.length > FLUSH_CHARACTERS) {
        truth.bytes += writeSync(file, text);
        text = '';
      }
    }
    truth.bytes += writeSync(file, text);
  } finally {
    closeSync(file);
  }
  return { ...truth, shapes: truth.shapes.size };
}

const stamp = (at) => new Date(at).toISOString().replace('T', ' ').replace('Z', ' UTC');
const quote = (text) => `"${text.replaceAll('"', '""')}"`;

const WRITERS = {
  stderr(session, at, severity, message, { detail, statement }) {
    const { pid, application, host } = session;
    const line = (tag, text) =>
      `${stamp(at)} [${pid}]: [${session.line}-1] user=app,db=shop,app=${application},client=${host} ${tag}:  ${text.replaceAll('\n', '\n\t')}\n`;
    let text = line(severity, message);
    // Every line takes a number.
    for (const [tag, more] of [
      ['DETAIL', detail],
      ['STATEMENT', statement],
    ]) {
      if (more === undefined) continue;
      session.line++;
      text += line(tag, more);
    }
    return text;
  },
  apart(session, at, severity, message, extra) {
    const [, duration, statement] = /^(duration: \S+ ms) {2}(.*)$/s.exec(message) ?? [];
    if (statement === undefined) return WRITERS.stderr(session, at, severity, message, extra);
    const isStep = /^(?:parse|bind) /.test(statement);
    const begun = isStep ? '' : WRITERS.stderr(session, at, severity, statement, extra);
    if (!isStep) session.line++;
    return begun + WRITERS.stderr(session, at, severity, duration, {});
  },
  csv(session, at, severity, message, { detail, statement, state }) {
    const { pid, id, line, application, host, port } = session;
    const optional = (text) => (text ? quote(text) : '');
    return `${stamp(at)},"app","shop",${pid},"${host}:${port}",${id},${line},"SELECT",2026-11-23 08:00:00 UTC,3/${line},0,${severity},${state ?? '00000'},${quote(message)},${optional(detail)},,,,,${optional(statement)},,,"${application}","client backend",,4711${line}\n`;
  },
  json(session, at, severity, message, { detail, statement, state }) {
    const { pid, id, line, application, host, port } = session;
    return `${JSON.stringify({
      timestamp: stamp(at),
      user: 'app',
      dbname: 'shop',
      pid,
      remote_host: host,
      remote_port: port,
      session_id: id,
      line_num: line,
      ps: 'SELECT',
      session_start: '2026-11-23 08:00:00 UTC',
      vxid: `3/${line}`,
      txid: 0,
      error_severity: severity,
      state_code: state,
      message,
      detail,
      statement,
      application_name: application,
      backend_type: 'client backend',
      query_id: 4711,
    })}\n`;
  },
};
