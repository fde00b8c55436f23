import { stderrLines, syslogPieces, type JsonRecord } from './as-logged.ts';

type Carry = (records: readonly JsonRecord[]) => string;

const PREFIX = '%m [%p] %q[user=%u,db=%d,app=%a,host=%h] ';
/** A prefix that leaves out what the carrier tells. */
const BARE_PREFIX = '%q[user=%u,db=%d,app=%a,host=%h] ';

const iso = (record: JsonRecord) => record.timestamp.replace(' ', 'T').replace(' UTC', 'Z');
const micros = (record: JsonRecord) => String(Date.parse(iso(record)) * 1000);
const offset = (record: JsonRecord) => iso(record).replace('Z', '+00:00');
const bsd = (record: JsonRecord) => {
  const [, month, day, time] = new Date(iso(record)).toUTCString().match(/^\w+, (\d+) (\w+) \d+ (\S+)/)!;
  return `${day} ${month!.padStart(2, ' ').replace(/^0/, ' ')} ${time}`;
};
const eachLine =
  (wrap: (line: string, record: JsonRecord) => string, prefix = PREFIX): Carry =>
  (records) =>
    records.flatMap((record) => stderrLines(record, prefix).map((line) => `${wrap(line, record)}\n`)).join('');
const eachMessage =
  (wrap: (text: string, record: JsonRecord) => unknown, prefix = PREFIX): Carry =>
  (records) =>
    records.map((record) => `${JSON.stringify(wrap(stderrLines(record, prefix).join('\n'), record))}\n`).join('');
const syslog =
  (wrap: (text: string, record: JsonRecord) => string, prefix = PREFIX): Carry =>
  (records) =>
    records
      .flatMap((record, i) => syslogPieces(record, prefix, i + 1).map((text) => `${wrap(text, record)}\n`))
      .join('');

const table =
  (
    header: string,
    cellsOf: (record: JsonRecord) => readonly (string | undefined)[],
    delimiter = ',',
    isNewestFirst = false,
  ): Carry =>
  (records) => {
    const quote = (cell = '') => (/["\n;,]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
    const rows = records.map((record) => `${cellsOf(record).map(quote).join(delimiter)}\n`);
    return `${header}\n${(isNewestFirst ? rows.reverse() : rows).join('')}`;
  };

function cnpg(record: JsonRecord): unknown {
  const { remote_host, remote_port } = record;
  return {
    log_time: record.timestamp,
    user_name: record.user,
    database_name: record.dbname,
    process_id: String(record.pid),
    connection_from: remote_host === undefined ? undefined : `${remote_host}:${remote_port ?? ''}`,
    session_id: record.session_id,
    session_line_num: String(record.line_num),
    command_tag: record.ps,
    session_start_time: record.session_start,
    virtual_transaction_id: record.vxid,
    transaction_id: String(record.txid ?? 0),
    error_severity: record.error_severity,
    sql_state_code: record.state_code ?? '00000',
    message: record.message,
    detail: record.detail,
    hint: record.hint,
    internal_query: record.internal_query,
    context: record.context,
    query: record.statement,
    application_name: record.application_name,
    backend_type: record.backend_type,
    query_id: String(record.query_id ?? 0),
  };
}

/** OpenTelemetry's protocol in JSON: some records a line. */
function otlp(records: readonly JsonRecord[], bodyOf: (record: JsonRecord) => unknown): string {
  const lines: string[] = [];
  for (let at = 0; at < records.length; at += 7) {
    const logRecords = records.slice(at, at + 7).map((record) => ({
      timeUnixNano: `${micros(record)}000`,
      severityText: 'INFO',
      body: bodyOf(record),
      attributes: [{ key: 'log.file.name', value: { stringValue: 'postgresql.log' } }],
    }));
    const resource = { attributes: [{ key: 'host.name', value: { stringValue: 'db' } }] };
    lines.push(JSON.stringify({ resourceLogs: [{ resource, scopeLogs: [{ scope: { name: 'files' }, logRecords }] }] }));
  }
  return `${lines.join('\n')}\n`;
}

function anyValue(value: unknown): unknown {
  if (typeof value === 'number') return { intValue: String(value) };
  if (typeof value !== 'object' || value === null) return { stringValue: value };
  const values = Object.entries(value).filter(([, each]) => each !== undefined);
  return { kvlistValue: { values: values.map(([key, each]) => ({ key, value: anyValue(each) })) } };
}

const AZURE = '%m [%p] %q[user=%u,db=%d,app=%a,host=%h]';
function azure(record: JsonRecord): Record<string, unknown> {
  const { detail, context, statement, ...rest } = record;
  const [first = '', ...others] = stderrLines(rest, AZURE);
  const message = [first, ...others.map((line) => line.replace(/^\t/, ''))];
  return {
    timestamp: record.timestamp,
    processId: record.pid,
    errorLevel: record.error_severity,
    sqlerrcode: record.state_code ?? '00000',
    message: message.filter((line) => !/\] ?(?:HINT|QUERY): {2}/.test(line)).join('\n'),
    ...(detail !== undefined && { detail }),
    ...(context !== undefined && { context }),
    ...(statement !== undefined && { statement }),
    backend_type: record.backend_type,
  };
}

/** As the pipeline of Elastic's integration takes a csvlog apart. */
function elastic(record: JsonRecord, isPreserved = false): unknown {
  const { message, state_code = '00000', detail, context, statement, application_name, remote_host } = record;
  const [, duration, rest] = /^(?:duration: ([\d.]+) ms(?: {2}(?!plan:)|$))?(.*)$/s.exec(message)!;
  const [, query_step, query_name, text] =
    /^(?:(parse|bind|statement|execute(?: fetch from)?)(?: (?!<unnamed>)(\S+?)| <unnamed>)?: )?(.*)$/s.exec(rest!)!;
  const fields = { timestamp: record.timestamp, database: record.dbname, session_id: record.session_id };
  return {
    '@timestamp': iso(record),
    event: {
      kind: 'event',
      ...(duration !== undefined && { duration: Math.round(Number(duration) * 1e6) }),
      ...(isPreserved && { original: JSON.stringify(record) }),
    },
    log: { level: record.error_severity },
    ...(text !== '' && { message: text }),
    postgresql: {
      log: {
        ...fields,
        ...{ sql_state_code: state_code, query_step, query_name, detail, context, query: statement, application_name },
        client_addr: remote_host,
      },
    },
    process: { pid: record.pid },
    user: { name: record.user },
  };
}

/** What Elasticsearch has of a document's fields, each by its path. */
const fieldsOf = (document: unknown, path = ''): [string, unknown[]][] =>
  Object.entries(document as Record<string, unknown>).flatMap(([name, value]) =>
    typeof value === 'object' ? fieldsOf(value, `${path}${name}.`) : [[`${path}${name}`, [value]]],
  );

function journal(record: JsonRecord, MESSAGE: unknown): Record<string, unknown> {
  return {
    __CURSOR: `s=1;i=${record.line_num}`,
    __REALTIME_TIMESTAMP: micros(record),
    SYSLOG_IDENTIFIER: 'postgres',
    _PID: String(record.pid),
    _HOSTNAME: 'vm',
    MESSAGE,
  };
}

const exportEntry = (record: JsonRecord, text: string) => {
  const fields = Object.entries(journal(record, '')).filter(([name]) => name !== 'MESSAGE');
  const lines = fields.map(([name, value]) => `${name}=${value as string}\n`);
  if (!text.includes('\n')) return `${lines.join('')}MESSAGE=${text}\n\n`;
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(Buffer.byteLength(text)));
  return `${lines.join('')}MESSAGE\n${length.toString('latin1')}${text}\n\n`;
};

const ENTITIES: Readonly<Record<string, string>> = {
  '<': '&lt;',
  '>': '&gt;',
  '&': '&amp;',
  '"': '&quot;',
  "'": '&#39;',
};
const escapedAsHtml = (text: string) => text.replaceAll(/[<>&"']/g, (character) => ENTITIES[character]!);
/** A TAB in a literal stays: nothing would tell whether it was one. */
const withEscapes = (text: string) => text.replaceAll('\n\t', '\\n\\t').replaceAll('\n', '\\n');

const dockerPieces = (line: string) => {
  const pieces: string[] = [];
  for (let rest = `${line}\n`; rest.length > 0; rest = rest.slice(400)) pieces.push(rest.slice(0, 400));
  return pieces;
};

/** How each carrier would have the records of one activity. */
export const CARRIERS: Readonly<Record<string, Carry>> = {
  'Docker’s json-file': eachLine((line, record) =>
    JSON.stringify({ log: `${line}\n`, stream: 'stderr', time: iso(record) }),
  ),
  'Docker’s json-file with long lines in pieces': (records) =>
    records
      .flatMap((record) => stderrLines(record, PREFIX).flatMap(dockerPieces))
      .map((log) => `${JSON.stringify({ stream: 'stderr', log })}\n`)
      .join(''),
  'Fluent Bit': eachLine((log, record) => JSON.stringify({ date: micros(record), kubernetes: { pod: 'p' }, log })),
  'docker compose logs': eachLine((line) => `db-1  | ${line}`),
  'docker compose logs, in colours': eachLine((line) => `\x1b[36mdb-1  |\x1b[0m ${line}`),
  'docker compose logs, in the colours of version 2': eachLine((line) => `\x1b[36mdb-1   | \x1b[0m${line}`),
  'docker compose logs, in colours, of a jsonlog beside another service’s lines': (records) =>
    records
      .map((record) => `\x1b[33mweb-1  | \x1b[0mGET / 200\n\x1b[36mdb-1   | \x1b[0m${JSON.stringify(record)}\n`)
      .join(''),
  'docker compose logs, in colours, of CloudNativePG': (records) =>
    records.map((record) => `\x1b[36mdb-1   | \x1b[0m${JSON.stringify({ record: cnpg(record) })}\n`).join(''),
  'docker compose logs, in colours, with times': eachLine(
    (line, record) => `\x1b[36mdb-1   | \x1b[0m${iso(record)} ${line}`,
  ),
  'docker compose logs of several services, whose lines come in turn': eachLine(
    (line) => `db-1  | ${line}\nweb-1 | GET /orders 200\nweb-1 | \tat Orders.show`,
  ),
  'docker service logs': eachLine((line) => `shop_db.1.x7k2m9@node-1    | ${line}`),
  stern: eachLine((line) => `shop-0 postgres ${line}`),
  'stern, in colours': eachLine((line) => `\x1b[36mshop-0 ›\x1b[0;22m \x1b[33mpostgres\x1b[0;22m ${line}`),
  'pm2, in colours': eachLine((line) => `\x1b[32m0|db  | \x1b[39m${line}`),
  'podman’s jsonlog, in colours': (records) =>
    records.map((record) => `\x1b[36m[db]\x1b[0m | ${JSON.stringify(record)}\n`).join(''),
  kubetail: eachLine((line) => `[shop-0] ${line}`),
  'fly logs': eachLine((line, record) => `${iso(record)} app[e784e37] ord [info]postgres | ${line}`),
  'fly logs of a server that logs no time': eachLine(
    (line, record) => `${iso(record)} app[e784e37] ord [info]postgres | ${line}`,
    `[%p] ${BARE_PREFIX}`,
  ),
  'Scalingo, and others whose time takes several words': eachLine(
    (line, record) => `${record.timestamp.replace(' UTC', '000000 +0100 CET')} [postgresql-1] ${line}`,
  ),
  'Fluentd, to a file': eachLine(
    (line, record) => `${offset(record)}\tkube.db\t${JSON.stringify({ log: `${line}\n`, stream: 'stderr' })}`,
  ),
  'Filebeat, whose own log is an object': eachMessage((message, record) => ({
    '@timestamp': iso(record),
    tags: ['postgresql'],
    log: { offset: 1, flags: ['multiline'], file: { path: 'postgresql.log' } },
    message,
  })),
  Elasticsearch: (records) =>
    JSON.stringify({
      took: 1,
      hits: {
        total: { value: records.length },
        hits: records.map((record) => ({
          _index: 'logs',
          _source: { log: { offset: 1 }, tags: ['a'], message: stderrLines(record, PREFIX).join('\n') },
        })),
      },
    }),
  'Elasticsearch, asked for fields': (records) =>
    JSON.stringify({
      hits: {
        hits: records.map((record) => ({
          _index: 'logs',
          fields: { '@timestamp': [iso(record)], message: [stderrLines(record, PREFIX).join('\n')] },
        })),
      },
    }),
  'Elastic’s integration': (records) => records.map((record) => `${JSON.stringify(elastic(record))}\n`).join(''),
  'Elastic’s integration, events preserved': (records) =>
    records.map((record) => `${JSON.stringify(elastic(record, true))}\n`).join(''),
  'Elastic’s integration, asked for fields': (records) =>
    JSON.stringify({
      hits: { hits: records.map((record) => ({ fields: Object.fromEntries(fieldsOf(elastic(record))) })) },
    }),
  'Filebeat, which has a jsonlog’s fields in its own': (records) =>
    records
      .map((json) => `${JSON.stringify({ '@timestamp': iso(json), host: { name: 'h' }, log: { offset: 1 }, json })}\n`)
      .join(''),
  'Fluent Bit, which merges a jsonlog under a key': (records) =>
    records
      .map((record) => `${JSON.stringify({ stream: 'stderr', kubernetes: { pod: 'p' }, log_processed: record })}\n`)
      .join(''),
  'what has a jsonlog’s fields two objects deep': (records) =>
    records.map((record) => `${JSON.stringify({ level: 'info', event: { postgres: record } })}\n`).join(''),
  LogScale: eachMessage((text, record) => ({ '@timestamp': Number(micros(record)) / 1000, '@rawstring': text })),
  'Oracle’s cloud, of a server that logs no time': eachMessage(
    (message, record) => ({
      datetime: Number(micros(record)) / 1000,
      logContent: { data: { message, tailed_path: '/var/log/pg.log' }, time: iso(record), type: 'custom.pg' },
    }),
    `[%p] ${BARE_PREFIX}`,
  ),
  'Loki’s own JSON': (records) =>
    JSON.stringify({
      status: 'success',
      data: {
        resultType: 'streams',
        result: [
          {
            stream: { app: 'db' },
            values: records.flatMap((record) =>
              stderrLines(record, PREFIX).map((line) => [`${micros(record)}000`, line]),
            ),
          },
        ],
      },
    }),
  'logcli, with one label': eachLine((line, record) => `${iso(record)} {job="db"} ${line}`),
  'jsonlog that rsyslog has read from its file': (records) =>
    records.map((record) => `${bsd(record)} vm pglog: ${JSON.stringify(record)}\n`).join(''),
  'jsonlog through syslog, beside another program’s': (records) =>
    records
      .map(
        (record) =>
          `${bsd(record)} vm postgres[7]: ${JSON.stringify(record)}\n${bsd(record)} vm nginx[8]: {"status":200}\n`,
      )
      .join(''),
  'jsonlog from fly logs': (records) =>
    records.map((record) => `${iso(record)} app[e784e37] ord [info] ${JSON.stringify(record)}\n`).join(''),
  'jsonlog in logfmt': (records) =>
    records.map((record) => `level=info msg=${JSON.stringify(JSON.stringify(record))}\n`).join(''),
  'what Grafana’s log panel saves': eachLine((line, record) => `1795438307360\t${iso(record)}\t${line}`),
  'grep -H': eachLine((line) => `/var/log/postgresql/postgresql-2026-11-23.log:${line}`),
  'a mail that quotes it': eachLine((line) => `> ${line}`),
  'lines in colours': eachLine((line) => `\x1b[33m${line}\x1b[0m`),
  'levels in colours': eachLine((line) => line.replace(/(LOG|ERROR|DETAIL):/, '\x1b[01;31m\x1b[K$1\x1b[m\x1b[K:')),
  'a web page’s source': eachLine(escapedAsHtml),
  'syslog, in a web page’s source': syslog(
    (text, record) => escapedAsHtml(`<134>1 ${iso(record)} vm postgres ${record.pid} - - ${text}`),
    BARE_PREFIX,
  ),
  'jsonlog in a web page’s source': (records) =>
    records.map((record) => `${escapedAsHtml(JSON.stringify(record))}\n`).join(''),
  'a line a record, newlines escaped': (records) =>
    records.map((record) => `${withEscapes(stderrLines(record, PREFIX).join('\n'))}\n`).join(''),
  'a line a record behind its time, newlines escaped': (records) =>
    records.map((record) => `${iso(record)} ${withEscapes(stderrLines(record, PREFIX).join('\n'))}\n`).join(''),
  'jq without -r': eachMessage((text) => text),
  'a list of messages in JSON': (records) =>
    JSON.stringify(
      records.map((record) => stderrLines(record, PREFIX).join('\n')),
      null,
      4,
    ),
  'a list of messages in JSON, on one line': (records) =>
    JSON.stringify(records.map((record) => stderrLines(record, PREFIX).join('\n'))),
  'logcli, with labels': eachLine((line, record) => `${iso(record)} {app="db", pod="db-0"} ${line}`),
  Datadog: (records) =>
    JSON.stringify({
      data: records.map((record) => ({
        id: 'a',
        attributes: { tags: ['db'], message: stderrLines(record, PREFIX).join('\n') },
      })),
    }),
  'Datadog, which has the message moved out of a jsonlog’s fields': (records) =>
    JSON.stringify({
      data: records.map(({ message, ...attributes }) => ({
        id: 'a',
        type: 'log',
        attributes: { service: 'postgres', status: 'info', message, attributes },
      })),
    }),
  'Grafana Alloy and others in logfmt, an entry a line': eachLine(
    (line, record) => `ts=${iso(record)} level=info job=db msg=${JSON.stringify(line)}`,
  ),
  'logfmt, an entry a message of a server that leaves the time to it': (records) =>
    records
      .map((record) => {
        const text = stderrLines(record, BARE_PREFIX.replace('%q', '[%p] %q')).join('\n');
        return `level=info message=${JSON.stringify(text)} time="${iso(record)}"\n`;
      })
      .join(''),
  VictoriaLogs: eachMessage((text, record) => ({ _time: iso(record), _stream_id: '0', _msg: text, level: 'info' })),
  'OpenTelemetry’s file exporter': (records) =>
    otlp(records, (record) => ({ stringValue: stderrLines(record, PREFIX).join('\n') })),
  'OpenTelemetry’s file exporter, records taken apart': (records) =>
    otlp(records, (record) => anyValue({ logger: 'postgres', record: cnpg(record), kubernetes: { pod_name: 'db-0' } })),
  Splunk: eachMessage((text) => ({ preview: false, result: { _raw: text, sourcetype: 'postgresql' } })),
  'Splunk, in rows': (records) =>
    JSON.stringify({
      preview: false,
      fields: ['_time', '_raw'],
      rows: records.map((record) => [iso(record), stderrLines(record, PREFIX).join('\n')]),
    }),
  'Graylog’s GELF': eachMessage((text) => ({ short_message: text.slice(0, 20), full_message: text, level: 6 })),
  'Supabase, metadata and all': (records) =>
    JSON.stringify(
      records.map((record) => {
        const { message, query, ...parsed } = { query: undefined, ...(cnpg(record) as { message: string }) };
        return { event_message: message, timestamp: 1, metadata: [{ host: 'db', parsed: [{ ...parsed, query }] }] };
      }),
    ),
  'Supabase’s log explorer as CSV, the newest first': table(
    'timestamp,id,event_message,error_severity,detail,context,query,user_name,database_name,application_name,process_id,session_id,connection_from,sql_state_code',
    (record) => {
      const { message, detail, context, query, ...others } = cnpg(record) as Record<string, string>;
      const { error_severity, user_name, database_name, application_name, process_id, session_id, sql_state_code } =
        others;
      const from = others.connection_from;
      return [micros(record), 'x', message, error_severity, detail, context, query, user_name, database_name, application_name, process_id, session_id, from, sql_state_code]; // prettier-ignore
    },
    ',',
    true,
  ),
  'RDS’s portions of a file in JSON, which end anywhere': (records) => {
    const text = records.flatMap((record) => stderrLines(record, PREFIX).map((line) => `${line}\n`)).join('');
    const portions: string[] = [];
    for (let at = 0; at < text.length; at += 1_000) portions.push(text.slice(at, at + 1_000));
    return portions
      .map((LogFileData, i) => JSON.stringify({ LogFileData, Marker: `5:${i}`, AdditionalDataPending: true }, null, 4))
      .join('\n');
  },
  'RDS’s log_fdw as CSV': (records) =>
    table('log_entry', ({ message }) => [message])(
      records.flatMap((record) => stderrLines(record, PREFIX).map((message) => ({ ...record, message }))),
    ),
  'CloudWatch Logs Insights as CSV': table('@timestamp,@message,@logStream', (record) => [
    record.timestamp,
    stderrLines(record, PREFIX).join('\n'),
    'shop.0',
  ]),
  'CloudWatch Logs Insights as CSV, the newest first': table(
    '@timestamp,@message',
    (record) => [record.timestamp, stderrLines(record, PREFIX).join('\n')],
    ',',
    true,
  ),
  'Datadog as CSV, with semicolons': table(
    'Date;Host;Service;Message',
    (record) => [iso(record), 'db', 'postgresql', stderrLines(record, BARE_PREFIX.replace('%q', '[%p] %q')).join('\n')],
    ';',
  ),
  'the columns of a csvlog in another order, with their names': table(
    'message,detail,context,query,error_severity,sql_state_code,log_time,session_id,process_id,user_name,database_name,application_name,connection_from',
    (record) => {
      const row = cnpg(record) as Record<string, string>;
      const { log_time, session_id, process_id, user_name, database_name, application_name, connection_from } = row;
      return [row.message, row.detail, row.context, row.query, row.error_severity, row.sql_state_code, log_time, session_id, process_id, user_name, database_name, application_name, connection_from]; // prettier-ignore
    },
  ),
  CRI: eachLine((line, record) => `${iso(record)} stderr F ${line}`),
  'CRI with long lines in pieces': (records) =>
    records
      .flatMap((record) =>
        stderrLines(record, PREFIX).flatMap((line) => {
          const [head, tail] = [line.slice(0, 100), line.slice(100)];
          return tail === '' ? [`F ${line}`] : [`P ${head}`, `F ${tail}`];
        }),
      )
      .map((rest) => `2026-11-23T12:51:50.123456789Z stderr ${rest}\n`)
      .join(''),
  'kubectl logs --timestamps': eachLine((line, record) => `${iso(record)} ${line}`),
  'kubectl logs --prefix --timestamps': eachLine((line, record) => `[pod/shop-0/postgres] ${iso(record)} ${line}`),
  'kubectl logs --timestamps of a server that logs no time': eachLine(
    (line, record) => `${iso(record)} ${line}`,
    `[%p] ${BARE_PREFIX}`,
  ),
  'a jsonlog through CRI': (records) =>
    records.map((record) => `${iso(record)} stdout F ${JSON.stringify(record)}\n`).join(''),
  CloudNativePG: (records) =>
    [
      { level: 'info', ts: 1, logger: 'instance-manager', msg: 'starting', logging_pod: 'c-1' },
      ...records.map((record) => ({ level: 'info', logger: 'postgres', msg: 'record', record: cnpg(record) })),
    ]
      .map((entry) => `${JSON.stringify(entry)}\n`)
      .join(''),
  'CloudNativePG in another key order, through Docker': (records) =>
    records
      .map((record) => JSON.stringify({ record: cnpg(record), logging_pod: 'c-1', msg: 'record', logger: 'postgres' }))
      .map((line) => `${JSON.stringify({ log: `${line}\n`, stream: 'stdout' })}\n`)
      .join(''),
  'Cloud SQL, an entry a line': eachLine((textPayload, record) =>
    JSON.stringify({ insertId: 's=4', resource: { type: 'cloudsql_database' }, textPayload, timestamp: iso(record) }),
  ),
  'Cloud SQL, an entry a message': eachMessage((textPayload, record) => ({
    timestamp: iso(record),
    severity: 'INFO',
    textPayload,
  })),
  'Cloud SQL, an entry a message, printed over lines': (records) =>
    JSON.stringify(
      records.map((record) => ({ insertId: '1', textPayload: stderrLines(record, PREFIX).join('\n') })),
      null,
      2,
    ),
  'an entry a message that lost its TABs': eachMessage((text) => ({ message: text.replaceAll('\n\t', '\n') })),
  'Azure, flexible server': (records) =>
    records
      .map((record) => JSON.stringify({ properties: azure(record), time: iso(record), category: 'PostgreSQLLogs' }))
      .join('\n'),
  'Azure, from the event hub': (records) =>
    JSON.stringify({ records: records.map((record) => ({ time: iso(record), properties: azure(record) })) }),
  'Azure, Log Analytics': (records) =>
    JSON.stringify(
      records.map((record) => {
        const fields = Object.entries(azure(record)).filter(([, value]) => value !== undefined);
        const column = (name: string) =>
          name === 'message'
            ? 'Message'
            : name === 'detail'
              ? 'Detail'
              : name === 'processId'
                ? 'processId_d'
                : `${name}_s`;
        return { TenantId: 't', ...Object.fromEntries(fields.map(([name, value]) => [column(name), value])) };
      }),
    ),
  'Azure, containers': table('"TimeGenerated [UTC]",Computer,ContainerName,LogMessage,LogSource', (record) => [
    record.timestamp,
    'aks-1',
    'postgres',
    stderrLines(record, PREFIX).join('\n'),
    'stderr',
  ]),
  'Azure, containers, as it was before': eachMessage((LogEntry, record) => ({ TimeGenerated: iso(record), LogEntry })),
  'Azure, syslog, of a server that leaves time and process to it': syslog(
    (SyslogMessage, { pid, ...record }) =>
      JSON.stringify({
        TimeGenerated: iso({ pid, ...record }),
        ProcessName: 'postgres',
        ProcessID: pid,
        SyslogMessage,
      }),
    BARE_PREFIX,
  ),
  'Azure, what its API answers': (records) =>
    JSON.stringify({
      tables: [
        {
          name: 'PrimaryResult',
          columns: [{ name: 'TimeGenerated', type: 'datetime' }, { name: 'Message' }],
          rows: records.map((record) => [iso(record), stderrLines(record, PREFIX).join('\n')]),
        },
      ],
    }),
  'Azure, what its API answers of records taken apart, printed over lines': (records) => {
    const names = Object.keys(azure({ ...records[0]!, detail: '', context: '', statement: '' }));
    const rows = records.map((record) => names.map((name) => azure(record)[name] ?? null));
    return JSON.stringify({ tables: [{ columns: names.map((name) => ({ name })), rows }] }, null, 2);
  },
  'CloudWatch, text': eachLine((line, record) => (line.startsWith('\t') ? line : `${iso(record)} ${line}`)),
  'aws logs tail --format short': eachLine((line, record) =>
    line.startsWith('\t') ? line : `${iso(record).replace(/\.\d+Z/, '')} ${line}`,
  ),
  'aws logs tail': eachLine((line, record) => (line.startsWith('\t') ? line : `${offset(record)} shop.0 ${line}`)),
  'CloudWatch, to a subscription': (records) =>
    JSON.stringify({
      messageType: 'DATA_MESSAGE',
      subscriptionFilters: ['all'],
      logEvents: records.map((record, id) => ({ id, timestamp: 1, message: stderrLines(record, PREFIX).join('\n') })),
    }),
  'aws logs filter-log-events': (records) =>
    JSON.stringify(
      {
        events: records.map((record) => ({
          logStreamName: 'shop.0',
          timestamp: Number(micros(record)) / 1000,
          message: stderrLines(record, PREFIX).join('\n'),
        })),
        searchedLogStreams: [],
      },
      null,
      4,
    ),
  'aws logs filter-log-events --output text': (records) =>
    `${records
      .map((record, i) => {
        const time = String(Number(micros(record)) / 1000);
        return `EVENTS\t37${i}\t${time}\tshop.0\t${stderrLines(record, PREFIX).join('\n')}\t${time}\n`;
      })
      .join('')}SEARCHEDLOGSTREAMS\tTrue\tshop.0\n`,
  'aws logs get-log-events --output text': (records) =>
    `b/37123712371237123712371237\tf/37123712371237123712371237\n${records
      .map((record) => {
        const time = String(Number(micros(record)) / 1000);
        return `EVENTS\t${time}\t${stderrLines(record, PREFIX).join('\n')}\t${time}\n`;
      })
      .join('')}`,
  'Aiven, as its command has it': eachMessage((msg, record) => ({
    msg,
    time: iso(record),
    unit: 'postgresql-18.service',
  })),
  'Supabase, attributes and all': (records) =>
    JSON.stringify(
      records.map((record) => {
        const { message, ...parsed } = cnpg(record) as { message: string };
        const attributes = Object.entries(parsed).map(([name, value]) => [`parsed.${name}`, value]);
        return {
          event_message: message,
          timestamp: iso(record).replace('Z', ''),
          log_attributes: Object.fromEntries(attributes),
        };
      }),
    ),
  'Windows’ events, exported by PowerShell': table('#TYPE Selected.System\n"Message","Id"', (record) => [
    `${stderrLines(record, PREFIX).join('\n')}\n`,
    '0',
  ]),
  'CloudWatch Logs Insights': (records) =>
    JSON.stringify({
      results: records.map((record) => [
        { field: '@timestamp', value: record.timestamp },
        { field: '@message', value: stderrLines(record, PREFIX).join('\n') },
      ]),
    }),
  'syslog, BSD': syslog(
    (text, record) => `${bsd(record)} vm postgres[${record.pid}]: ${text.replaceAll('\t', '#011')}`,
  ),
  "syslog as rsyslog's JSON": syslog((text, record) =>
    JSON.stringify({ '@timestamp': iso(record), program: 'postgres', procid: `${record.pid}`, message: ` ${text}` }),
  ),
  "syslog as syslog-ng's JSON": syslog((text, record) =>
    JSON.stringify({ PROGRAM: 'postgres', PID: `${record.pid}`, MESSAGE: text, HOST: 'vm' }),
  ),
  'syslog, BSD with the year': syslog(
    (text, record) => `${bsd(record).replace(/ (?=\S+$)/, ' 2026 ')} vm postgres[${record.pid}]: ${text}`,
  ),
  'syslog of Busybox, without a host but with a facility': syslog(
    (text, record) => `${bsd(record)} local0.info postgres[${record.pid}]: ${text}`,
  ),
  'syslog of AIX': syslog((text, record) => `${bsd(record)} vm local0:info postgres[${record.pid}]: ${text}`),
  'syslog of FreeBSD with -v': syslog(
    (text, record) => `${bsd(record)} <local0.info> vm postgres[${record.pid}]: ${text}`,
  ),
  'syslog, RFC 5424 with its length': syslog(
    (text, record) => `${text.length} <134>1 ${offset(record)} vm postgres ${record.pid} - - ${text}`,
    BARE_PREFIX,
  ),
  'syslog of Solaris': syslog(
    (text, record) => `${bsd(record)} vm postgres[${record.pid}]: [ID 748625 local0.info] ${text}`,
  ),
  'syslog, RFC 5424 with structured data and a byte order mark': syslog(
    (text, record) => `<134>1 ${offset(record)} vm postgres ${record.pid} 7 [a@1 b="\\]"][c d="e"] \ufeff${text}`,
  ),
  'Papertrail, which leaves out the process': eachLine((line, record) => `${bsd(record)} vm postgres: ${line}`),
  'syslog, ISO, of a server that leaves time and process to it': syslog(
    (text, record) => `${offset(record)} vm postgres[${record.pid}]: ${text.replaceAll('\t', '#011')}`,
    BARE_PREFIX,
  ),
  'syslog, RFC 5424': syslog(
    (text, record) => `<134>1 ${offset(record)} vm postgres ${record.pid} - - ${text.replaceAll('\t', '#011')}`,
    BARE_PREFIX,
  ),
  'syslog beside other programs, some without a process': (records) =>
    records
      .flatMap((record, i) => [
        ...syslogPieces(record, PREFIX, i + 1).map((text) => `${bsd(record)} vm postgres[${record.pid}]: ${text}\n`),
        `${bsd(record)} vm cron[12]: (root) CMD (run-parts)\n`,
        `${bsd(record)} vm kernel: usb 1-1: new device\n`,
      ])
      .join(''),
  journalctl: eachLine((line, record) => `${bsd(record)} vm postgres[${record.pid}]: ${line}`),
  'journalctl, in the colours of errors': eachLine((line, record) => {
    const head = `${bsd(record)} vm postgres[${record.pid}]: `;
    return record.error_severity === 'ERROR' ? `${head}\x1b[0;1;38;5;185m${line}\x1b[0m` : `${head}${line}`;
  }),
  'journalctl, with messages whole': (records) =>
    records
      .map((record) => {
        const head = `${bsd(record)} vm postgres[${record.pid}]: `;
        return `${head}${stderrLines(record, PREFIX).join(`\n${' '.repeat(head.length)}`)}\n`;
      })
      .join(''),
  'journalctl -o short-precise': eachLine(
    (line, record) => `${bsd(record)}.123456 vm postgres[${record.pid}]: ${line}`,
  ),
  'journalctl -o short-iso': eachLine(
    (line, record) => `${iso(record).replace(/\.\d+Z/, '+0000')} vm postgres[${record.pid}]: ${line}`,
  ),
  'journalctl -o json': eachLine((line, record) => JSON.stringify(journal(record, line)), BARE_PREFIX),
  'journalctl -o json, with bytes': eachLine((line, record) => JSON.stringify(journal(record, [...Buffer.from(line)]))),
  'journalctl -o json of syslog': (records) =>
    records
      .flatMap((record, i) => syslogPieces(record, PREFIX, i + 1).map((text) => journal(record, text)))
      .map((entry) => `${JSON.stringify(entry)}\n`)
      .join(''),
  'journalctl -o cat of syslog': (records) =>
    records
      .flatMap((record, i) => syslogPieces(record, PREFIX, i + 1))
      .map((text) => `${text.replaceAll('\t', '#011')}\n`)
      .join(''),
  'journalctl -o export': (records) =>
    records.flatMap((record) => stderrLines(record, PREFIX).map((line) => exportEntry(record, line))).join(''),
  'journalctl -o export, messages whole': (records) =>
    records.map((record) => exportEntry(record, stderrLines(record, PREFIX).join('\n'))).join(''),
  'Heroku’s logplex': (records) =>
    records
      .flatMap((record, i) =>
        syslogPieces(record, ` sql_error_code = %e ${BARE_PREFIX}`, i + 1).map(
          (text) => `${offset(record)} d.af28-99 app[postgres.${record.pid}] [AQUA] ${text}\n`,
        ),
      )
      .join(''),
  'an archive of Papertrail': (records) =>
    records
      .flatMap((record, i) => [
        `7\t${iso(record)}\t${iso(record)}\t42\tweb1\t10.0.0.1\tCron\tInfo\tCRON\t(root) CMD (true)\n`,
        ...syslogPieces(record, BARE_PREFIX, i + 1).map(
          (text) =>
            `${i + 1}\t${iso(record)}\t${iso(record)}\t42\tdb1\t10.0.0.1\tLocal0\tInfo\tpostgres[${record.pid}]\t${text.replaceAll('\t', '#011')}\n`,
        ),
      ])
      .join(''),
  'an archive of Papertrail from Heroku': (records) =>
    records
      .flatMap((record, i) =>
        syslogPieces(record, ` sql_error_code = %e ${BARE_PREFIX}`, i + 1).map(
          (text) =>
            `${i + 1}\t${record.timestamp.replace(' UTC', ' +0000')}\t${iso(record)}\t42\tdb1\t10.0.0.1\tLocal0\tInfo\tapp/postgres.${record.pid}\t[AQUA] ${text}\n`,
        ),
      )
      .join(''),
  'heroku logs': (records) =>
    records
      .flatMap((record, i) => [
        ...syslogPieces(record, ` sql_error_code = %e ${BARE_PREFIX}`, i + 1).map(
          (text) => `${offset(record)} app[postgres.${record.pid}]: [AQUA] ${text}\n`,
        ),
        `${offset(record)} heroku[web.1]: State changed from up to down\n`,
      ])
      .join(''),
};
