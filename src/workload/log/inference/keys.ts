import { STAMP } from '../prefix.ts';

/** Names that are put before a field in a log_line_prefix, by its escape. */
const KEYS: Readonly<Record<string, string>> = {
  u: 'u user usr usename username user_name role usuario utilisateur benutzer utente usuário',
  d: 'd db database dbname datname database_name base base_datos datenbank banco',
  a: 'a app appli appname application application_name program aplicacion aplicación aplicação anwendung applicazione',
  h: 'h r client host remote addr ip rhost client_addr client_host remote_host client_ip from origen origem hote hôte cliente rechner',
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

/** What parts a value from a further key, of marks that names may have, too: `:user=`, `: user=`. */
export const BEFORE_KEY = `[-:/&#~!*+.]{1,3} ?(?=(?:${[...FIELDS.keys()].join('|')})=)`;

/** `pg_user=`. */
const OWN = /^(?:pg|postgres|postgresql|log)[_.-]/;
const WITH_PORT = /\(\d+\)$/;
const REMOTE = /^[\w.:-]+\(\d{2,5}\)$/;
const MILLISECONDS = new RegExp(`^${STAMP}\\.\\d{3}`);

/** Of keys that part from a value by no more than a blank or a bracket: those that are no other words. */
const PLAIN =
  't|m|s|time|timestamp|ts|user|username|usr|u|db|dbname|database|d|app|appname|application|a|client|host|remote|ip|h|r|pid|process|p|session|c|line|l|xid|txid|x|vxid|v|state|e|tag|i|b|qid|Q';
/** `pid[17] db[shop]`: one alone may be of a name. */
export const BRACKETED = new RegExp(`(?<![\\w@.])(?:${PLAIN})\\[[^\\]]*\\][ ,]{0,2}(?:${PLAIN})\\[`);
/** `[pid 17] [db shop]`. */
export const IN_BRACKETS = new RegExp(`\\[(?:${PLAIN}) [^\\]]*\\][ ,]{0,2}\\[(?:${PLAIN}) `);
/** `pid - 17, db - shop`. */
export const DASHED = new RegExp(`(?<![\\w@.])(?:${PLAIN}) - [^,]*, (?:${PLAIN}) - `);
export const DASHED_KEY = new RegExp(`(?<![\\w@.])(?:${PLAIN}) - `, 'y');
export const BRACKETED_KEY = new RegExp(`(?<![\\w@.])(?:${PLAIN})\\[`, 'y');
export const KEY_IN_BRACKETS = new RegExp(`(?<=\\[)(?:${PLAIN}) (?=[^\\]]*\\])`, 'y');

const LETTER = '(?<=^|[\\s[(<|,;])[A-Za-z]:(?=[^\\s:])';
/** `S:6a2f.7 T:0 C:10.0.0.7`: one alone may be of a name. */
export const LETTERED = new RegExp(`${LETTER}.*?${LETTER}`);
/** Those of the others that have a name may be told; what stands for what is not, but by its form. */
export const LETTERED_KEY = new RegExp(LETTER.replace('[A-Za-z]', '[UDAuda]'), 'y');
export const LETTER_ALONE = new RegExp(LETTER, 'y');

/** The escape that a key stands for, seen with one of its values; null where it is not known. */
export function fieldOfKey(key: string, value: string): string | null {
  const name = key.toLowerCase();
  const field = FIELDS.get(name) ?? FIELDS.get(name.replace(OWN, '')) ?? (REMOTE.test(value) ? 'h' : null);
  if (field === 'h' && WITH_PORT.test(value)) return 'r';
  if (field === 'm' && !MILLISECONDS.test(value)) return /^\d+\.\d{3}$/.test(value) ? 'n' : 't';
  return field;
}
