import { basename, relative } from 'node:path';
import { checkOptions, configureRules } from '../config/apply.ts';
import { configuredIgnores } from '../config/ignores.ts';
import { loadConfig } from '../config/load.ts';
import type { Config, Preset } from '../config/model.ts';
import { loadPlugins } from '../config/plugins.ts';
import { builtInRules } from '../lint/built-in.ts';
import type { Rule } from '../lint/contract.ts';
import type { OptionsByRule } from '../lint/run.ts';
import { selectRules, type SelectableRule } from '../lint/select-rules.ts';
import type { IgnoringInput } from '../scan/ignoring.ts';

export interface SetupFlags {
  readonly config?: string | undefined;
  readonly preset?: Preset | undefined;
  readonly rule?: readonly string[] | undefined;
  readonly 'skip-rule'?: readonly string[] | undefined;
}

/** Which rules there are and run, and how, by configuration and flags. */
export interface Setup {
  readonly config: Config;
  /** Every rule, with its severity as configured. */
  readonly known: readonly SelectableRule[];
  readonly chosen: readonly Rule[];
  readonly options: OptionsByRule;
  readonly ignoring: IgnoringInput;
}

/** Reads the configuration of the folder, loads the rules that it brings, and lets the flags choose. */
export async function readSetup(flags: SetupFlags, folder: string, today: string): Promise<Setup> {
  const loaded = await loadConfig(flags.config, folder);
  const config = { ...loaded.config, ...(flags.preset && { preset: flags.preset }) };
  const file = loaded.path === null ? 'the configuration' : relative(folder, loaded.path) || basename(loaded.path);
  const rules = [...builtInRules, ...(await loadPlugins(config.rules, loaded.folder, builtInRules))];
  const options = checkOptions(rules, config, file);
  const known = configureRules(rules, config, file);
  const chosen = selectRules(known, { rule: flags.rule ?? [], skipRule: flags['skip-rule'] ?? [] });
  const isChosen = new Set(chosen.map(({ id }) => id));
  return {
    config,
    known,
    chosen,
    options,
    ignoring: {
      ignores: configuredIgnores(config, file),
      today,
      ruleIds: known.map(({ id }) => id),
      deselected: known.filter(({ id, severity }) => severity !== 'off' && !isChosen.has(id)).map(({ id }) => id),
    },
  };
}

/** The day in UTC, so that an ignore ends at the same moment for everybody. */
export function today(now = new Date()): string {
  return now.toISOString().slice(0, 10);
}
