import * as Flags from '@oclif/core/flags';
import type { AdviceOptions } from '../advisor/model.ts';
import { PRESETS } from '../config/model.ts';
import { plannerFlag } from './open-planner.ts';
import { FORMATS } from './print-report.ts';
import { parseBytes, parsePercent } from './units.ts';

const bytes = Flags.custom<number>({ parse: (text) => Promise.resolve(parseBytes(text)) });
const percent = Flags.custom<number>({ parse: (text) => Promise.resolve(parsePercent(text)) });

/** Where the catalog comes from. */
export const catalogFlags = {
  db: Flags.string({
    helpGroup: 'SOURCE',
    helpValue: 'URL',
    description: 'database to read, as postgres://…; default: DATABASE_URL, then the PG* variables as psql reads them',
  }),
  snapshot: Flags.string({
    helpGroup: 'SOURCE',
    helpValue: 'FILE',
    description: 'read this snapshot instead of a database',
    exclusive: ['db'],
  }),
  'search-path': Flags.string({
    helpGroup: 'SOURCE',
    helpValue: 'SCHEMAS',
    description:
      'schemas, with commas between, in which statements find the tables that they name without one; default: those of the connection, and others that alone have such tables',
  }),
  'statement-timeout': Flags.integer({
    helpGroup: 'SOURCE',
    helpValue: 'SECONDS',
    description: 'longest that a statement of ours may run on the server',
    default: 60,
    min: 1,
  }),
};

/** The catalog of a file of DDL: for what needs no rows. */
export const schemaFlag = {
  schema: Flags.string({
    helpGroup: 'SOURCE',
    helpValue: 'FILE',
    description:
      'read this DDL (pg_dump --schema-only, structure.sql) into an embedded PostgreSQL instead of a database',
    exclusive: ['db', 'snapshot'],
  }),
};

/** Where the workload comes from. */
export const workloadFlags = {
  log: Flags.string({
    helpGroup: 'SOURCE',
    helpValue: 'FILE',
    multiple: true,
    description:
      'server log or CSV of pg_stat_statements, format detected; plain or compressed, a glob, a folder, or - for standard input',
  }),
  'log-prefix': Flags.string({
    helpGroup: 'SOURCE',
    helpValue: 'PREFIX',
    description: "the log's log_line_prefix, where detection fails",
  }),
  'log-timezone': Flags.string({
    helpGroup: 'SOURCE',
    helpValue: 'ZONE',
    description: "the log's log_timezone, where its abbreviation may mean several (CST, IST)",
  }),
  'log-database': Flags.string({
    helpGroup: 'SOURCE',
    helpValue: 'NAME',
    description: 'only statements that the log says ran in this database; default: all',
  }),
  threads: Flags.integer({
    helpGroup: 'SOURCE',
    helpValue: 'N',
    description: 'threads that read large logs; default: one for each processor, 4 at most',
    min: 1,
    max: 64,
  }),
  sql: Flags.string({
    helpGroup: 'SOURCE',
    helpValue: 'FILE',
    multiple: true,
    description: 'file of SQL statements, each taken as one call',
  }),
  workload: Flags.string({
    helpGroup: 'SOURCE',
    helpValue: 'FILE',
    multiple: true,
    multipleNonGreedy: true,
    description:
      'what `idx-advisor workload` saved of logs, here or on another host, or - for standard input; several are merged',
  }),
  statements: Flags.boolean({
    helpGroup: 'SOURCE',
    description: 'pg_stat_statements of the database, or those that the snapshot holds',
  }),
};

/** What the search for indexes keeps to, unless flags say otherwise. */
export const defaultAdvice: AdviceOptions = {
  minImprovement: 0.05,
  minCalls: 2,
  minTableRows: 500,
  storageBudgetBytes: null,
  maxIndexColumns: 4,
  timeBudgetMs: 60_000,
};

/** What is looked for. */
export const choiceFlags = {
  config: Flags.string({
    helpGroup: 'CHOICE',
    helpValue: 'FILE',
    description:
      'configuration; default: idx-advisor.config.{js,mjs,json} or the key idx-advisor of package.json, here or in a folder above',
  }),
  preset: Flags.option({ options: PRESETS })({
    helpGroup: 'CHOICE',
    description: 'rules and severities to start from, instead of those of the configuration',
  }),
  rule: Flags.string({
    helpGroup: 'CHOICE',
    helpValue: 'ID',
    multiple: true,
    multipleNonGreedy: true,
    description: 'run only this rule; a glob such as index/*',
  }),
  'skip-rule': Flags.string({
    helpGroup: 'CHOICE',
    helpValue: 'ID',
    multiple: true,
    multipleNonGreedy: true,
    description: 'leave this rule out; a glob',
  }),
  include: Flags.string({
    helpGroup: 'CHOICE',
    helpValue: 'GLOB',
    multiple: true,
    multipleNonGreedy: true,
    description: 'report only tables that match schema.table',
  }),
  exclude: Flags.string({
    helpGroup: 'CHOICE',
    helpValue: 'GLOB',
    multiple: true,
    multipleNonGreedy: true,
    description: 'do not report tables that match schema.table',
  }),
  ...plannerFlag,
  'min-improvement': percent({
    helpGroup: 'CHOICE',
    helpValue: 'PCT',
    description: 'an index must make some query cheaper by this much',
    default: defaultAdvice.minImprovement,
    defaultHelp: () => Promise.resolve(String(defaultAdvice.minImprovement * 100)),
  }),
  'min-calls': Flags.integer({
    helpGroup: 'CHOICE',
    helpValue: 'N',
    description: 'no index for queries asked fewer times; default: 2, or 1 where all queries come from --sql',
    min: 1,
  }),
  'min-rows': Flags.integer({
    helpGroup: 'CHOICE',
    helpValue: 'N',
    description: 'no index for tables with fewer rows',
    default: defaultAdvice.minTableRows,
    min: 0,
  }),
  'max-index-columns': Flags.integer({
    helpGroup: 'CHOICE',
    helpValue: 'N',
    description: 'most key columns of an index',
    default: defaultAdvice.maxIndexColumns,
    min: 1,
    max: 32,
  }),
  'storage-budget': bytes({
    helpGroup: 'CHOICE',
    helpValue: 'SIZE',
    description: 'most that all proposed indexes may take together, such as 500MB',
  }),
  'time-budget': Flags.integer({
    helpGroup: 'CHOICE',
    helpValue: 'SECONDS',
    description: 'longest that a scan is to take once database and logs are read; what it did not look at is said',
    default: 60,
    min: 1,
  }),
  'check-data': Flags.boolean({
    helpGroup: 'CHOICE',
    description: 'ask the server whether duplicates stand in the way of a unique constraint (reads the tables)',
  }),
};

/** What is printed, and where. */
export const outputFlags = {
  format: Flags.option({ options: FORMATS })({
    helpGroup: 'OUTPUT',
    description: 'how the report is written',
    default: 'table',
  }),
  output: Flags.string({
    char: 'o',
    helpGroup: 'OUTPUT',
    helpValue: 'FILE',
    description: 'write the report to this file instead of standard output (-)',
  }),
  verbose: Flags.boolean({
    helpGroup: 'OUTPUT',
    description: 'table: every finding by itself, also where a rule has many',
  }),
  'fail-on': Flags.option({ options: ['error', 'warning', 'info', 'never'] as const })({
    helpGroup: 'OUTPUT',
    description: 'exit with 1 when a finding is at least this severe',
    default: 'error',
  }),
};

/** The line between what was there and what is new. */
export const baselineFlags = {
  baseline: Flags.string({
    helpGroup: 'OUTPUT',
    helpValue: 'FILE',
    description: 'report and fail on only what this file does not know yet',
  }),
  'write-baseline': Flags.boolean({
    helpGroup: 'OUTPUT',
    description: 'write what is found to the file of --baseline, and take out of it what is gone',
    dependsOn: ['baseline'],
  }),
};
