/* What services and collectors call the fields of their entries. */

import type { JsonObject } from './json-objects.ts';

/** Fields that hold a line or a whole message: of Cloud SQL, Docker, CloudWatch, Graylog, Loki, Splunk, OpenTelemetry, VictoriaLogs, Supabase, Mezmo, LogScale, Azure's containers and others. */
export const TEXTS = [
  'textPayload',
  'log',
  '@message',
  'full_message',
  'short_message',
  'message',
  'Message',
  'MESSAGE',
  'line',
  '_raw',
  '_msg',
  'body',
  'Body',
  'content',
  'event_message',
  'log_entry',
  '_line',
  'log_line',
  'raw',
  'text',
  '@rawstring',
  'LogMessage',
  'LogEntry',
  'SyslogMessage',
] as const;
/** Fields that hold an object with such a field: of Cloud SQL, Fluent Bit, Elasticsearch, Splunk, Datadog and Oracle's cloud. */
export const OBJECTS = [
  'jsonPayload',
  'log',
  '_source',
  'fields',
  'result',
  'content',
  'attributes',
  'message',
  'record',
  'logContent',
  'data',
] as const;
export const TIMES = ['@timestamp', 'timestamp', 'time', '_time', 'timeUnixNano', 'date', 'TimeGenerated'] as const;
/** Fields in which what reads syslog has the process id: rsyslog, Fluentd, syslog-ng, Logstash and Azure. */
export const PROCESSES = ['procid', 'pid', 'PID', 'process_id', 'syslog_pid', 'ProcessID'] as const;
export const PROGRAMS = [
  'programname',
  'program',
  'ident',
  'PROGRAM',
  'app-name',
  'appname',
  'syslog_program',
  'ProcessName',
] as const;

/** The first of these fields that has a text or a number. */
export function firstPlain(object: JsonObject, names: readonly string[]): string | number | null {
  for (const name of names) {
    const value = object[name];
    if (isPlain(value)) return value;
  }
  return null;
}

function isPlain(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}
