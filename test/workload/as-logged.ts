/** One line of a jsonlog, as far as the other formats tell of it. */
export interface JsonRecord {
  readonly timestamp: string;
  readonly user?: string;
  readonly dbname?: string;
  readonly pid: number;
  readonly remote_host?: string;
  readonly remote_port?: number;
  readonly session_id: string;
  readonly line_num: number;
  readonly ps?: string;
  readonly session_start: string;
  readonly vxid?: string;
  readonly txid?: number;
  readonly error_severity: string;
  readonly state_code?: string;
  readonly message: string;
  readonly detail?: string;
  readonly hint?: string;
  readonly internal_query?: string;
  readonly context?: string;
  readonly statement?: string;
  readonly cursor_position?: number;
  readonly application_name?: string;
  readonly backend_type?: string;
  readonly leader_pid?: number;
  readonly query_id?: number;
}

export function recordsOf(jsonlog: string): JsonRecord[] {
  return jsonlog
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as JsonRecord);
}

/** The settings of log_line_prefix that were seen in the field, and some odd ones: what samples/README.md of the facts lists. */
export const PREFIXES: readonly string[] = [
  '%m [%p] ',
  '%m [%p] %q%u@%d ',
  '%t:%r:%u@%d:[%p]:',
  '%t [%p]: [%l-1] user=%u,db=%d,app=%a,client=%h ',
  '%t-%c-',
  '%m [%p]: [%l-1] db=%d,user=%u ',
  ' sql_error_code = %e ',
  '%m [%p][%b][%v][%x] %q[user=%u,db=%d,app=%a] ',
  '%h %m [%p] %q%u@%d ',
  'pid=%p,user=%u,db=%d,app=%a,client=%h,txid=%x,qid=%Q ',
  '%n %p %r %u@%d <%i> ',
  '%c:%l %s %m %e %Q %P ',
  '%-24m¦%8p¦%-12u¦%12d¦%-20a¦',
  'user=%u,db=%d,app=%a,client=%h ',
  '',
  '< %m %u %h >',
  '%m [%p] 100%% %d: LOG ',
  '%m [%p] %q[user=%u,db=%d,app=%a] ',
  '%m [%p] %q[user=%u,db=%d,app=%a,host=%h] ',
  '%m [%p][%v] : [%l-1] %q[app=%a] ',
  '%t [%p-%l] %q%u@%d ',
  '%t [%p]: [%l-1] user=%u,db=%d - PG-%e ',
  '%t [%p]: [%l-1] [trx_id=%x] user=%u,db=%d ',
  '[%p]: [%l-1] db=%d,user=%u ',
  '%m %r %u %a [%c] [%p] ',
  'pid=%p,user=%u,db=%d,app=%a,client=%h ',
  '%p-%s-%c-%l-%h-%u-%d-%m ',
];

/** The lines of one record as the server writes them to stderr: the first of each part with its prefix, the others with a TAB. */
export function stderrLines(record: JsonRecord, prefix: string): string[] {
  const position = record.cursor_position === undefined ? '' : ` at character ${record.cursor_position}`;
  const parts: [tag: string, text: string | undefined][] = [
    [record.error_severity, `${record.message}${position}`],
    ['DETAIL', record.detail],
    ['HINT', record.hint],
    ['QUERY', record.internal_query],
    ['CONTEXT', record.context],
    ['STATEMENT', record.statement],
  ];
  let number = record.line_num;
  return parts.flatMap(([tag, text]) =>
    text === undefined
      ? []
      : `${prefixOf({ ...record, line_num: number++ }, prefix)}${tag}:  ${text.replaceAll('\n', '\n\t')}`.split('\n'),
  );
}

export function asStderr(records: readonly JsonRecord[], prefix: string): string {
  return records.flatMap((record) => stderrLines(record, prefix).map((line) => `${line}\n`)).join('');
}

/** As far as the columns up to the statement. */
export function asCsvlog(records: readonly JsonRecord[]): string {
  return records.map(toCsv).join('');
}

function toCsv(record: JsonRecord): string {
  const quoted = (text?: string) => (text === undefined ? '' : `"${text.replaceAll('"', '""')}"`);
  const { timestamp, pid, session_id, line_num, session_start, error_severity, state_code } = record;
  const head = [timestamp, '"app"', '"shop"', pid, '"10.0.0.1:5"', session_id, line_num, '"SELECT"', session_start, '3/4', 0, error_severity, state_code]; // prettier-ignore
  const texts = [record.message, record.detail, undefined, undefined, undefined, record.context, record.statement];
  return `${[...head, ...texts.map(quoted), '', '', '"web"', '"client backend"', '', 0].join()}\n`;
}

/** log_status_format of elog.c. */
function prefixOf(record: JsonRecord, prefix: string): string {
  const isClient = record.remote_host !== undefined;
  const unknown = (value: string | undefined) => (value === undefined || value === '' ? '[unknown]' : value);
  const remote = record.remote_host ?? '';
  const port = record.remote_port === undefined ? '' : `(${record.remote_port})`;
  const values: Readonly<Record<string, string>> = {
    a: isClient ? unknown(record.application_name) : '',
    b: record.backend_type ?? '',
    c: record.session_id,
    d: isClient ? unknown(record.dbname) : '',
    e: record.state_code ?? '00000',
    h: remote,
    i: record.ps ?? '',
    l: String(record.line_num),
    m: record.timestamp,
    n: (Date.parse(record.timestamp.replace(' ', 'T').replace(' UTC', 'Z')) / 1000).toFixed(3),
    p: String(record.pid),
    P: record.leader_pid === undefined ? '' : String(record.leader_pid),
    Q: String(record.query_id ?? 0),
    r: `${remote}${port}`,
    s: record.session_start,
    t: record.timestamp.replace(/\.\d{3}/, ''),
    u: isClient ? unknown(record.user) : '',
    v: record.vxid ?? '',
    x: String(record.txid ?? 0),
  };
  const [always = '', ofClients = ''] = prefix.split('%q', 2);
  return (isClient ? always + ofClients : always).replaceAll(
    /%(-?\d*)([a-zA-Z%])/g,
    (_, padding: string, letter: string) => {
      if (letter === '%') return '%';
      const width = Math.abs(Number(padding));
      const value = values[letter] ?? '';
      return padding.startsWith('-') ? value.padEnd(width) : value.padStart(width);
    },
  );
}

/** write_syslog of elog.c: a piece for each line and for each 900 bytes, cut at a blank where there is one. */
export function syslogPieces(record: JsonRecord, prefix: string, number: number): string[] {
  const pieces: string[] = [];
  for (const line of stderrLines(record, prefix)) {
    for (let rest = Buffer.from(line); rest.length > 0;) {
      const length = cutAt(rest);
      pieces.push(rest.subarray(0, length).toString('utf8'));
      rest = rest.subarray(length);
    }
  }
  return pieces.map((text, i) => `[${number}-${i + 1}] ${text}`);
}

function cutAt(line: Buffer): number {
  if (line.length <= 900) return line.length;
  let length = 900;
  while ((line[length]! & 0xc0) === 0x80) length--;
  if (line[length] === 32) return length;
  for (let i = length - 1; i > 0; i--) if (line[i] === 32) return i;
  return length;
}
