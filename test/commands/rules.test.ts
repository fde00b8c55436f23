import { describe, expect, test } from '@jest/globals';
import Rules from '../../src/commands/rules/index.ts';
import RulesShow from '../../src/commands/rules/show.ts';
import { builtInRules as rules } from '../../src/lint/built-in.ts';
import { runCommand } from '../support/run-command.ts';

const ids = rules.map(({ id }) => id);

describe('rules', () => {
  test('lists every rule with its severity, matters of taste as off', async () => {
    const { stdout, stderr, exitCode } = await runCommand(Rules, []);
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
    for (const { id, severity, preset } of rules) {
      expect(stdout).toMatch(new RegExp(`${id} .*${preset === 'strict' ? 'off' : severity}`));
    }
    const { stdout: all } = await runCommand(Rules, ['--preset', 'all']);
    for (const { id, severity } of rules) {
      expect(all).toMatch(new RegExp(`${id} .*(?:${severity === 'off' ? 'info|warning|error' : severity})`));
    }
  });

  test('lists them as JSON, by which scripts configure what they run', async () => {
    const { stdout } = await runCommand(Rules, ['--format', 'json']);
    const listed = JSON.parse(stdout) as { id: string; severity: string }[];
    expect(listed.map(({ id }) => id)).toEqual(ids);
    for (const { severity } of listed) expect(severity).toMatch(/^(error|warning|info|off)$/);
  });

  test('refuses an unknown format', async () => {
    const { stdout, stderr, exitCode } = await runCommand(Rules, ['--format', 'yaml']);
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 });
    expect(stderr).toBe('idx-advisor: expected --format=yaml to be one of: table, json; see --help\n');
  });
});

describe('rules show', () => {
  test.each(ids)('shows the page of %s', async (id) => {
    const { stdout, stderr, exitCode } = await runCommand(RulesShow, [id]);
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
    expect(stdout.split('\n')[0]).toContain(id);
  });

  test('names the nearest rule for one that is misspelt', async () => {
    const { stdout, stderr, exitCode } = await runCommand(RulesShow, ['index/mising-composit']);
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 });
    expect(stderr).toBe('idx-advisor: no rule is named index/mising-composit; did you mean index/missing-composite?\n');
  });

  test('needs to be told which', async () => {
    const { stdout, stderr, exitCode } = await runCommand(RulesShow, []);
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 });
    expect(stderr).toBe('idx-advisor: missing 1 required arg: id such as index/missing-composite; see --help\n');
  });
});
