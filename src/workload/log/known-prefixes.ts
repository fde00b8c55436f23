import type { Untold } from '../model.ts';

/** What Imperva's Data Security Fabric has servers in clouds log. */
function ofSonar(processId: string): string {
  const end = processId.endsWith('=') ? '| ' : '|';
  return `SONAR_AUDIT=1|TIMESTAMP=%m|APPLICATION_NAME=%a|USER=%u|DATABASE=%d|REMOTE_HOST_AND_PORT=%r|SQL_STATE=%e|SESSION_ID=%c|SESSION_START=%s|${processId}[%p]|VIRTUAL_TRANSACTION_ID=%v|TRANSACTION_ID=%x${end}`;
}

/** log_line_prefix settings seen in the field, the more telling ones first. */
export const KNOWN_PREFIXES: readonly string[] = [
  '%m [%p][%b][%v][%x] %q[user=%u,db=%d,app=%a] [%h] ',
  '%m [%p][%b][%v][%x] %q[user=%u,db=%d,app=%a] ',
  '%m [%p] %q[user=%u,db=%d,app=%a,host=%h] ',
  '%m [%p] %q[user=%u,db=%d,app=%a] [%h] ',
  '%m [%p] %q[user=%u,db=%d,app=%a] ',
  '%t [%p]: [%l-1] user=%u,db=%d,app=%a,client=%h ',
  '%t [%p]: [%l-1] [trx_id=%x] user=%u,db=%d ',
  '%t [%p]: [%l-1] user=%u,db=%d - PG-%e ',
  '%m [%p]: [%l-1] user=%u,db=%d,app=%a,client=%h ',
  '%t [%p]: [%l-1] db=%d,user=%u,app=%a,client=%h ',
  '%m [%p]: [%l-1] db=%d,user=%u,app=%a,client=%h ',
  '%t [%p]: user=%u,db=%d,app=%a,client=%h ',
  '%m [%p]: user=%u,db=%d,app=%a,client=%h ',
  '%m [%p] user=%u,db=%d,app=%a,client=%h ',
  '%t [%p] user=%u,db=%d,app=%a,client=%h ',
  '%m [%p]: [%l-1] user=%u,db=%d ',
  '%m [%p] user=%u,db=%d ',
  '%t [%p]: [%l-1] %quser=%u,db=%d,client=%h ',
  '%m [%p]: [%l-1] db=%d,user=%u ',
  '%t [%p]: [%l-1] user=%u,db=%d ',
  '[%p]: [%l-1] db=%d,user=%u ',
  'pid=%p,user=%u,db=%d,app=%a,client=%h,txid=%x,qid=%Q ',
  'pid=%p,user=%u,db=%d,app=%a,client=%h ',
  'user=%u,db=%d,app=%a,client=%h ',
  // As pgBadger's documentation has it for syslog.
  'user=%u,db=%d,app=%aclient=%h ',
  '%t:%r:%u@%d:[%p]:%l:%e:%s:%v:%x:%c:%q%a:',
  '%m:%r:%u@%d:[%p]:%l:%e:%s:%v:%x:%c:%q%a:',
  '%t:%r:%u@%d:[%p]:',
  '%m:%r:%u@%d:[%p]:',
  '%m [%p][%v] : [%l-1] %q[app=%a] ',
  '%m [%p] %q%u@%d %r ',
  '%m [%p] %q%u@%d %h ',
  '%m [%p] %q%u@%d ',
  '%m [%p] %q%u@%h ',
  '%t [%p] %q%u@%d ',
  '%t [%p] %q%u@%h ',
  '%n [%p] %q%u@%d ',
  '%t [%p-%l] %q%u@%d ',
  '%t [%p-%l] %q%u@%h ',
  '%h %m [%p] %q%u@%d ',
  '%n %p %r %u@%d <%i> ',
  '%m %r %u %a [%c] [%p] ',
  // As Datadog's documentation has it.
  '%m [%p] %d %a %u %h %c ',
  // As DISA's guides for PostgreSQL and for VMware's have it.
  '< %m %a %u %d %r %p >',
  '%m %c %x %d %u %r %p %l ',
  '<%t %r %a %d %u %p %c %i>',
  '%p-%s-%c-%l-%h-%u-%d-%m ',
  '%t-%c-',
  '%m [%p] ',
  '%t [%p] ',
  '%n [%p] ',
  '%t [%p]: ',
  ' sql_error_code = %e ',
  ' sql_error_code = %e time_ms = "%m" pid="%p" proc_start_time="%s" session_id="%c" vtid="%v" tid="%x" log_line="%l" %qdatabase="%d" connection_source="%r" user="%u" application_name="%a" ',
  '%t %p %l-1 db-%d,user-%u,app-%a,client-%h ',
  '%t [%p]: [%l-1] %c %x %d %u %a %h ',
  '%p\t%r\t%u\t%m\t',
  '%m|%u|%d|%c|',
  ...['PROCESS_ID=', 'PROCESS_ID'].map(ofSonar),
  '[POSTGRES] %m [%p] ',
  '',
];

/** What a log_line_prefix does not tell. */
export function untoldBy(prefix: string): readonly Untold[] {
  return [
    ...(/%-?\d*[mtn]/.test(prefix) ? [] : ['time' as const]),
    ...(/%-?\d*[pc]/.test(prefix) ? [] : ['session' as const]),
  ];
}

/** What the lines of carriers begin with, who tell time and process where the prefix does not (withIdentity). */
export const CARRIED_PREFIXES: readonly string[] = KNOWN_PREFIXES.flatMap((prefix) => {
  const time = /%[mtn]/.test(prefix) ? '' : '%m ';
  const session = /%[pc]/.test(prefix) ? '' : '[%p] ';
  return [...new Set([prefix, `${session}${prefix}`, `${time}${prefix}`, `${time}${session}${prefix}`])];
});

/** What a carrier's lines may begin with where the server has this prefix, the most of it first: fields that stand in another one's place fit more. */
export function carriedForms(prefix: string): readonly string[] {
  return ['%m [%p] ', '%m ', '[%p] ', ''].map((front) => `${front}${prefix}`);
}
