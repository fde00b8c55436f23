import type { Severity } from '../report/model.ts';

export const PRESETS = ['recommended', 'strict', 'ci', 'all'] as const;
export type Preset = (typeof PRESETS)[number];

export const SEVERITIES = ['off', 'info', 'warning', 'error'] as const;
export type ConfiguredSeverity = Severity | 'off';

/** What `idx-advisor.config.js`, its JSON sibling or the key in package.json says, checked and with its defaults. */
export interface Config {
  readonly preset: Preset;
  /** Files (globs) and packages that bring rules of their own. */
  readonly rules: readonly string[];
  /** By rule id or glob, in the order given: a later one wins. */
  readonly severity: readonly (readonly [glob: string, severity: ConfiguredSeverity])[];
  readonly options: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly ignore: readonly ConfiguredIgnore[];
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** The file or folder that SARIF and other formats pin findings to; null for the first usual one that is there. */
  readonly artifact: string | null;
}

export interface ConfiguredIgnore {
  /** Rule id or glob. */
  readonly rule: string;
  /** Glob on `schema.table`, `schema.table.column`, `schema.index`; without a dot, of any schema. */
  readonly object: string;
  readonly reason: string;
  /** ISO date, the last day on which it holds; null for ever. */
  readonly expires: string | null;
}

/** A configuration and where it was found: paths in it are relative to its folder. */
export interface LoadedConfig {
  readonly config: Config;
  /** Null where there is none, and the defaults hold. */
  readonly path: string | null;
  readonly folder: string;
}

export const DEFAULT_CONFIG: Config = {
  preset: 'recommended',
  rules: [],
  severity: [],
  options: {},
  ignore: [],
  include: [],
  exclude: [],
  artifact: null,
};
