import { existsSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

/** Where repositories keep what makes their schema: Rails, Prisma, Supabase, Hasura, Alembic, Flyway, sqlx and others. */
const USUAL = [
  'db/structure.sql',
  'db/schema.rb',
  'prisma/schema.prisma',
  'supabase/migrations',
  'db/migrate',
  'db/migrations',
  'migrations',
  'alembic/versions',
  'src/main/resources/db/migration',
] as const;

/**
 * The file or folder that findings are pinned to: what the configuration names, the schema file that was read, or the first
 * usual one that is there.
 */
export function artifactOf(configured: string | null, schemaFile: string | undefined, folder: string): string {
  if (configured !== null) return configured;
  if (schemaFile !== undefined && schemaFile !== '-') return relative(folder, resolve(folder, schemaFile));
  return USUAL.find((path) => existsSync(join(folder, path))) ?? 'db/schema';
}

/** Whether the lines of the schema that was read are those of the artifact: not of standard input, nor of another file. */
export function isArtifact(schemaFile: string | undefined, artifact: string, folder: string): boolean {
  if (schemaFile === undefined || schemaFile === '-') return false;
  return resolve(folder, schemaFile) === resolve(folder, artifact);
}
