import { STAMP } from '../prefix.ts';

/** Names that are put before a field in a log_line_prefix, by its escape. */
const KEYS: Readonly<Record<string, string>> = {
  u: 'u user usr usename username user_name role',
  d: 'd db database dbname datname database_name base',
  a: 'a app appli appname application application_name program',
  h: 'h client host remote addr ip rhost client_addr client_host remote_host client_ip from',
  p: 'p pid proc process process_id backend_pid',
  c: 'c sid sess session session_id sessionid',
  l: 'l line lineno line_num log_line',
  x: 'x xid tx txid trx trx_id transaction_id',
  v: 'v vxid vtx vtxid virtual_transaction_id',
  Q: 'q qid queryid query_id',
  e: 'e err error state sqlstate sql_state sql_error_code error_code',
  i: 'i tag cmd command ps command_tag',
  b: 'b backend backend_type type',
  m: 't m ts time timestamp at log_time',
  s: 's start session_start start_time',
};
const FIELDS = new Map(Object.entries(KEYS).flatMap(([field, keys]) => keys.split(' ').map((key) => [key, field])));

/** `pg_user=`. */
const OWN = /^(?:pg|postgres|postgresql|log)[_.-]/;
const WITH_PORT = /\(\d+\)$/;
const MILLISECONDS = new RegExp(`^${STAMP}\\.\\d{3}`);

/** The escape that a key stands for, seen with one of its values; null where it is not known. */
export function fieldOfKey(key: string, value: string): string | null {
  const name = key.toLowerCase();
  const field = FIELDS.get(name) ?? FIELDS.get(name.replace(OWN, '')) ?? null;
  if (field === 'h' && WITH_PORT.test(value)) return 'r';
  if (field === 'm' && !MILLISECONDS.test(value)) return /^\d+\.\d{3}$/.test(value) ? 'n' : 't';
  return field;
}
