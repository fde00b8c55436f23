import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { readdirSync } from 'node:fs';

interface Flag {
  readonly char?: string;
  readonly required?: boolean;
  readonly multiple?: boolean;
  readonly options?: readonly string[];
  readonly default?: unknown;
  readonly type: string;
}

const folder = join(import.meta.dirname, '../../src/commands');
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));

/** Scripts are written against these: what the snapshot loses, they lose. */
test.each(files.sort())('the flags and arguments of %s are as before', async (file) => {
  const { default: command } = (await import(join(folder, file))) as {
    default: { flags?: Record<string, Flag>; args?: Record<string, Flag> };
  };
  const describe = ([name, flag]: [string, Flag]) =>
    [
      `--${name}`,
      flag.char && `-${flag.char}`,
      flag.type === 'boolean' ? 'boolean' : (flag.options?.join('|') ?? 'value'),
      flag.multiple && 'repeatable',
      flag.required && 'required',
      flag.default !== undefined && `default ${JSON.stringify(flag.default)}`,
    ]
      .filter(Boolean)
      .join(' ');
  const flags = Object.entries(command.flags ?? {}).map(describe);
  const args = Object.keys(command.args ?? {});
  expect({ flags: flags.sort(), args }).toMatchSnapshot();
});

test.each(files)(
  'the usage line of %s, where it has one, names flags that there are, and all that are required',
  async (file) => {
    const { default: command } = (await import(join(folder, file))) as {
      default: { flags?: Record<string, Flag>; usage?: string };
    };
    if (command.usage === undefined) return;
    expect(command.usage.split(' ')[0]).toBe(file.replace(/\.ts$/, ''));
    const flags = Object.entries(command.flags ?? {});
    const names = flags.flatMap(([name, { char }]) => [`--${name}`, ...(char === undefined ? [] : [`-${char}`])]);
    const named: readonly string[] = command.usage.match(/(?<=[\s[])--?[a-z-]+/g) ?? [];
    expect(named.length).toBeGreaterThan(0);
    for (const name of named) expect(names).toContain(name);
    for (const [name, { char, required }] of flags.filter(([, flag]) => flag.required))
      expect([name, required, named.includes(`--${name}`) || named.includes(`-${char}`)]).toEqual([name, true, true]);
  },
);
