import type { Relation } from '../catalog/model.ts';

/** A name, and columns that the framework's table has: a user's own table may have the name. */
type Sign = readonly [names: RegExp, columns: string];

/** Tables that a framework or a platform creates and migrates by itself. */
const SIGNS: readonly Sign[] = [
  // Django and what is often installed with it
  [/^django_(?:migrations|content_type|session|site|admin_log|redirect|flatpage(?:_sites)?)$/, ''],
  [/^django_(?:celery_beat|celery_results|apscheduler|q|rq|cron|summernote)_\w+$/, ''],
  [/^auth_permission$/, 'content_type_id codename'],
  [/^auth_group$/, 'id name'],
  [/^auth_group_permissions$/, 'group_id permission_id'],
  [/^auth_user$/, 'username'],
  [/^auth_user_groups$/, 'user_id group_id'],
  [/^auth_user_user_permissions$/, 'user_id permission_id'],
  [/^authtoken_token$/, ''],
  [/^account_email(?:address|confirmation)$/, ''],
  [/^socialaccount_social(?:account|app|app_sites|token)$/, ''],
  [/^social_auth_(?:association|code|nonce|partial|usersocialauth)$/, ''],
  [/^oauth2_provider_(?:accesstoken|application|grant|idtoken|refreshtoken|devicegrant)$/, ''],
  [/^token_blacklist_(?:blacklisted|outstanding)token$/, ''],
  [/^reversion_(?:revision|version)$/, ''],
  [/^./, 'cache_key value expires'], // createcachetable; the name is the user's
  // Rails
  [/^(?:schema_migrations|ar_internal_metadata)$/, ''],
  [/^data_migrations$/, 'version'],
  [/^active_storage_(?:blobs|attachments|variant_records|db_files)$/, ''],
  [/^action_text_(?:rich_texts|encrypted_rich_texts)$/, ''],
  [/^action_mailbox_inbound_emails$/, ''],
  [/^solid_(?:queue|cache|cable)_\w+$/, ''],
  [/^good_jobs?(?:_\w+)?$/, ''],
  [/^que_(?:jobs|lockers|values|scheduler_\w+)$/, ''],
  [/^delayed_jobs$/, 'handler run_at'],
  [/^flipper_(?:features|gates)$/, ''],
  [/^friendly_id_slugs$/, 'slug sluggable_id'],
  // Prisma: its own, and the tables of implicit many-to-many relations
  [/^_prisma_migrations$/, ''],
  [/^_\w+$/, 'A B'],
  // Laravel
  [/^migrations$/, 'migration batch'],
  [/^cache$/, 'key value expiration'],
  [/^cache_locks$/, 'key owner expiration'],
  [/^sessions$/, 'ip_address payload last_activity'],
  [/^jobs$/, 'queue payload attempts reserved_at'],
  [/^job_batches$/, 'total_jobs failed_job_ids'],
  [/^failed_jobs$/, 'queue payload exception'],
  [/^password_reset(?:_token)?s$/, 'email token'],
  [/^personal_access_tokens$/, 'tokenable_type tokenable_id'],
  [/^notifications$/, 'notifiable_type notifiable_id read_at'],
  [/^telescope_(?:entries|entries_tags|monitoring)$/, ''],
  [/^pulse_(?:aggregates|entries|values)$/, ''],
  // Node
  [/^knex_migrations\w*$/, ''],
  [/^sequelize(?:meta|data)$/, ''],
  [/^(?:typeorm_)?migrations$/, 'timestamp name'],
  [/^typeorm_metadata$/, ''],
  [/^query-result-cache$/, 'identifier duration'],
  [/^(?:__drizzle_migrations|pgmigrations|mikro_orm_migrations)$/, ''],
  [/^migrations$/, 'name run_on'], // db-migrate
  [/^(?:user_)?sessions?$/, 'sid sess expire'], // connect-pg-simple
  // Elixir
  [/^oban_(?:jobs|peers|producers|queues|crons)$/, ''],
  // JVM
  [/^(?:flyway_schema_history|databasechangelog(?:lock)?)$/, ''],
  [/^schema_version$/, 'installed_rank script checksum'],
  [/^batch_(?:job|step)_(?:instance|execution\w*)$/, ''],
  [/^spring_session(?:_attributes)?$/, ''],
  [/^qrtz_\w+$/, 'sched_name'],
  [/^shedlock$/, 'lock_until'],
  [/^play_evolutions(?:_lock)?$/, ''],
  // Python besides Django
  [/^alembic_version\w*$/, ''],
  [/^celery_(?:taskmeta|tasksetmeta)$/, ''],
  [/^apscheduler_jobs$/, 'job_state'],
  [/^kombu_(?:message|queue)$/, ''],
  // Go
  [/^goose_db_version$/, ''],
  [/^bun_migrations$|^bun_migration_locks$/, ''],
  [/^river_(?:job|leader|queue|client|client_queue|migration)$/, ''],
  // Rust
  [/^(?:_sqlx_migrations|__diesel_schema_migrations|refinery_schema_history)$/, ''],
  // .NET, PHP and others
  [/^__efmigrationshistory$/, ''],
  [/^aspnet(?:users|roles|userclaims|userlogins|userroles|usertokens|roleclaims)$/, ''],
  [/^phinxlog$/, 'version migration_name'],
  [/^doctrine_migration_versions$/, ''],
  [/^messenger_messages$/, 'queue_name delivered_at'],
  [/^atlas_schema_revisions$/, ''],
];

/** Schemas that hold nothing else: a platform's, a queue's, an extension's chunks. */
const SCHEMAS =
  /^(?:_?(?:timescaledb|partman|citus)(?:_.*)?|graphile_worker|pgboss|hdb_catalog|hangfire|sqitch|drizzle|supabase_migrations|supabase_functions|_realtime|graphql_public)$/i;

const known = new WeakMap<Relation, boolean>();

/** Whether a framework makes and migrates the table by itself: nobody here can mend it. */
export function isFrameworkTable(relation: Relation): boolean {
  const before = known.get(relation);
  if (before !== undefined) return before;
  const name = relation.name.toLowerCase();
  const has = new Set(relation.columns.map((column) => column.name));
  const found =
    isFrameworkSchema(relation.schema) ||
    SIGNS.some(
      ([names, columns]) =>
        names.test(name) &&
        columns
          .split(' ')
          .filter(Boolean)
          .every((column) => has.has(column)),
    );
  known.set(relation, found);
  return found;
}

export function isFrameworkSchema(schema: string): boolean {
  return SCHEMAS.test(schema);
}
