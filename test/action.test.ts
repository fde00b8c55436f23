import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { FORMATS } from '../src/cli/print-report.ts';
import Scan from '../src/commands/scan.ts';

const root = join(import.meta.dirname, '..');
// Its version 3, which comes with jest, has no types.
const { load } = createRequire(import.meta.url)('js-yaml') as { load: (text: string) => unknown };

interface Action {
  readonly inputs: Readonly<Record<string, { readonly default: string }>>;
  readonly runs: {
    readonly using: string;
    readonly steps: readonly {
      readonly run?: string;
      readonly shell?: string;
      readonly env?: Readonly<Record<string, string>>;
    }[];
  };
}

const action = load(readFileSync(join(root, 'action.yml'), 'utf8')) as Action;
const step = action.runs.steps.find(({ run }) => run !== undefined)!;

test('the action is a composite one whose inputs all reach the scan by the environment', () => {
  expect(action.runs.using).toBe('composite');
  expect(step.shell).toBe('bash');
  const used = Object.values(step.env!).map((value) => /^\$\{\{ inputs\.([\w-]+) \}\}$/.exec(value)?.[1]);
  expect(used.sort()).toEqual(Object.keys(action.inputs).sort());
  // An input inside the script would be read as a command.
  expect(step.run).not.toContain('${{');
});

describe('the step of the action, run by bash with a stand-in for idx-advisor that prints its arguments', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'idx-advisor-action-'));
    writeFileSync(join(folder, 'stand-in.sh'), 'printf "%s\\n" "$@" "url=${DATABASE_URL:-}"');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  async function run(inputs: Readonly<Record<string, string>>): Promise<string[]> {
    const given = Object.entries(step.env!).map(([variable, value]) => {
      const name = /inputs\.([\w-]+)/.exec(value)![1]!;
      return [variable, inputs[name] ?? action.inputs[name]!.default];
    });
    const env = { PATH: process.env.PATH, IDX_ADVISOR: 'bash ./stand-in.sh', ...Object.fromEntries(given) };
    const { stdout } = await promisify(execFile)('bash', ['-c', step.run!], { cwd: folder, env });
    return stdout.trimEnd().split('\n');
  }

  test('with a database alone', async () => {
    expect(await run({ 'database-url': 'postgres://a/b c' })).toEqual(
      'scan|--format|github|--fail-on|error|--preset|ci|url=postgres://a/b c'.split('|'),
    );
  });

  test('with everything', async () => {
    const inputs = {
      schema: 'db/my schema.sql',
      args: '--rule index/* --log a.log',
      preset: 'all',
      'fail-on': 'never',
      format: 'sarif',
      output: 'o.sarif',
    };
    expect(await run(inputs)).toEqual(
      'scan|--format|sarif|--fail-on|never|--schema|db/my schema.sql|--preset|all|--output|o.sarif|--rule|index/*|--log|a.log|url='.split(
        '|',
      ),
    );
  });

  test('leaves the preset to a configuration that is there', async () => {
    writeFileSync(join(folder, 'idx-advisor.config.js'), '');
    expect(await run({})).not.toContain('--preset');
    rmSync(join(folder, 'idx-advisor.config.js'));
    writeFileSync(join(folder, 'package.json'), '{"name": "x", "idx-advisor": {}}');
    expect(await run({})).not.toContain('--preset');
    writeFileSync(join(folder, 'package.json'), '{"dependencies": {"idx-advisor": "1"}}');
    expect(await run({})).toContain('--preset');
  });
});

describe('docs/ci.md', () => {
  const guide = readFileSync(join(root, 'docs/ci.md'), 'utf8');
  const blocks = [...guide.matchAll(/```(\w+)\n([\s\S]*?)```/g)].map(([, language, text]) => ({
    language,
    text: text!,
  }));

  test('shows YAML that parses, and inputs that the action has', () => {
    const steps = blocks.filter(({ language }) => language === 'yaml').map(({ text }) => load(text));
    expect(steps.length).toBeGreaterThan(3);
    const uses = (steps.flat() as { uses?: string; with?: object }[]).filter((each) =>
      each.uses?.startsWith('idx-advisor/'),
    );
    expect(uses.length).toBeGreaterThan(2);
    for (const { with: inputs } of uses)
      for (const name of Object.keys(inputs!)) expect(Object.keys(action.inputs)).toContain(name);
  });

  test('names flags and formats that scan has', () => {
    const flags = [...guide.matchAll(/idx-advisor scan (.*)/g)].flatMap(([, rest]) =>
      [...rest!.matchAll(/--([a-z-]+)/g)].map(([, flag]) => flag!),
    );
    for (const flag of flags) expect(Object.keys(Scan.flags)).toContain(flag);
    const formats = [...guide.matchAll(/^\| `(\w+)` +\|/gm)].map(([, format]) => format!);
    expect(formats.sort()).toEqual([...FORMATS].sort());
  });
});
