import type { Relation } from '../catalog/model.ts';

/** Tables that a framework creates and migrates by itself: a user cannot mend their constraints. */
const FRAMEWORK_TABLES = [
  /^django_/, // sessions, migrations, content types, sites, admin log
  /^auth_(?:user|group|permission)/, // django.contrib.auth
  /^authtoken_token$/, // Django REST framework
  /^(?:socialaccount|account|social_auth|oauth2_provider)_(?:email|social|user|access|refresh|grant|application|nonce|association|code|partial|id)/,
  /^(?:schema_migrations|ar_internal_metadata|active_storage_\w+|action_\w+|solid_(?:queue|cache|cable)_\w+|good_jobs?\w*|que_\w+)$/, // Rails
  /^(?:flyway_schema_history|databasechangelog(?:lock)?|_prisma_migrations|knex_migrations\w*|alembic_version|__efmigrationshistory|sequelizemeta|typeorm_metadata|goose_db_version|__drizzle_migrations|pgmigrations)$/,
  /^(?:oban_\w+|failed_jobs|job_batches|personal_access_tokens|password_reset_tokens|password_resets|telescope_\w+)$/, // Oban, Laravel
];

export function isFrameworkTable(relation: Relation): boolean {
  const name = relation.name.toLowerCase();
  return FRAMEWORK_TABLES.some((pattern) => pattern.test(name));
}
