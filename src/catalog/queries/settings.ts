export interface SettingRow {
  [column: string]: unknown;
  name: string;
  value: string;
  unit: string | null;
  source: string;
}

export const SETTINGS = `
SELECT name, setting AS value, unit, source
  FROM pg_settings
 WHERE setting IS NOT NULL
   -- A standby's primary_conninfo holds a password, and command lines may; superusers and pg_read_all_settings see them.
   AND name <> 'primary_conninfo' AND name !~ '_command$'
   -- Customized options are where applications keep secrets (app.jwt_secret); these modules' are known to hold none.
   AND (name !~ '[.]' OR name ~ '^(pg_stat_statements|auto_explain|plpgsql|pg_trgm|pg_hint_plan|pg_cron)[.]')`;
