import { existsSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import Fix from '../../src/commands/fix.ts';
import Scan from '../../src/commands/scan.ts';
import type { Report } from '../../src/report/model.ts';
import { runCommand } from '../support/run-command.ts';

/** A rule of the user's own, so that these tests depend on none of ours. */
const RULE = `export default {
  id: 'team/no-legacy', severity: 'error', since: '1.0.0', needs: ['catalog'],
  summary: 'A table is legacy.', consequence: 'It costs.', action: 'Drop it.',
  options: { prefix: 'legacy_' }, bad: { schema: '' }, good: { schema: '' },
  *check({ tables, options }) {
    for (const { schema, name } of tables)
      if (name.startsWith(options.prefix))
        yield { object: { schema, table: name, columns: [], name: null }, message: 'The table is legacy', fingerprints: [] };
  },
};`;
const BROKEN = `export default { ...(await import('./no-legacy.js')).default, id: 'team/broken', check() { throw new Error('oh') } };`;
const SCHEMA = `CREATE TABLE legacy_a (id bigint PRIMARY KEY);
CREATE TABLE legacy_b (id bigint PRIMARY KEY);
CREATE TABLE fine (id bigint PRIMARY KEY);
COMMENT ON TABLE legacy_b IS 'idx-advisor: ignore team/no-legacy because the reports need it';
`;

let folder: string;
const outer = process.cwd();

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'idx-advisor-scan-'));
  process.chdir(folder);
  writeFileSync('no-legacy.js', RULE);
  writeFileSync('broken.js', BROKEN);
  writeFileSync('schema.sql', SCHEMA);
  writeFileSync('package.json', JSON.stringify({ type: 'module', 'idx-advisor': { rules: ['./no-legacy.js'] } }));
});
afterAll(() => {
  process.chdir(outer);
  rmSync(folder, { recursive: true });
});

let serial = 0;

/** Scans with a configuration of its own, and with the rules of the team alone. */
async function scan(config: object | null, ...argv: string[]) {
  const file = `config-${++serial}.json`;
  if (config) writeFileSync(file, JSON.stringify({ rules: ['./no-legacy.js'], ...config }));
  return runCommand(Scan, ['--schema', 'schema.sql', ...(config ? ['--config', file] : []), ...argv], {
    XDG_CACHE_HOME: join(tmpdir(), 'idx-advisor-test-cache'),
  });
}

async function report(config: object | null, ...argv: string[]): Promise<Report> {
  const { stdout } = await scan(config, '--format', 'json', ...argv);
  return JSON.parse(stdout) as Report;
}

const TEAM = ['--rule', 'team/*', '--rule', 'config/*'];

describe('scan --schema', () => {
  test('reads the configuration of package.json, and fails on what its rules find', async () => {
    const { stdout, stderr, exitCode } = await scan(null, ...TEAM, '--format', 'github');
    expect(stderr).toBe('');
    expect(stdout).toContain(
      '::error file=schema.sql,line=1,title=team/no-legacy::public.legacy_a: The table is legacy\n',
    );
    expect(stdout).toContain('idx-advisor: 1 error, 0 warnings, 0 info\n');
    expect(exitCode).toBe(1);
  });

  test('pins findings to the lines of the schema file alone, and not to those of another artifact', async () => {
    writeFileSync('lower.sql', `\n\n${SCHEMA}`);
    const inFile = async (artifact?: string) => {
      const named = { rules: ['./no-legacy.js'], ...(artifact && { artifact }) };
      writeFileSync('artifact.json', JSON.stringify(named));
      const flags = ['--schema', 'lower.sql', '--config', 'artifact.json', ...TEAM, '--format', 'github'];
      return (await runCommand(Scan, flags)).stdout;
    };
    expect(await inFile()).toContain('::error file=lower.sql,line=3,');
    expect(await inFile('./lower.sql')).toContain('::error file=lower.sql,line=3,');
    expect(await inFile('db/schema.rb')).toContain('::error file=db/schema.rb,line=1,');
  });

  test('leaves out what a comment in the database ignores, and says why in the JSON', async () => {
    const { ignored, database } = await report({}, ...TEAM);
    expect(database).toMatchObject({ name: 'schema', tables: 3 });
    expect(ignored).toMatchObject([{ rule: 'team/no-legacy', reason: 'the reports need it', source: 'database' }]);
  });

  test('leaves out what the configuration ignores, and reports ignores that are needless', async () => {
    const ignore = [
      { rule: 'team/no-legacy', object: 'legacy_a', reason: 'it goes next week' },
      { rule: 'team/no-legacy', object: 'public.legacy_z', reason: 'x' },
    ];
    const { findings } = await report({ ignore }, ...TEAM);
    expect(findings).toMatchObject([
      { rule: 'config/unused-ignore', object: { name: 'team/no-legacy on public.legacy_z' } },
    ]);
  });

  test('obeys severities and options of the configuration', async () => {
    const config = { severity: { 'team/*': 'info' }, options: { 'team/no-legacy': { prefix: 'fin' } } };
    const { findings } = await report(config, '--rule', 'team/*');
    expect(findings).toMatchObject([{ severity: 'info', object: { table: 'fine' } }]);
  });

  test('reports a rule that throws by its name, and runs the others', async () => {
    const { findings, incomplete } = await report({ rules: ['./*.js'] }, '--rule', 'team/*');
    expect(findings).toMatchObject([{ rule: 'team/no-legacy' }]);
    expect(incomplete).toContain('team/broken failed, which is a bug of the rule: oh');
  });

  test.each(['sarif', 'junit', 'markdown', 'gitlab', 'table'])('writes %s', async (format) => {
    const { stdout, stderr, exitCode } = await scan({}, ...TEAM, '--format', format);
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 1 });
    expect(stdout).toContain('The table is legacy');
  });

  test('takes - for standard output', async () => {
    const { stdout } = await scan({}, ...TEAM, '--format', 'github');
    expect(await scan({}, ...TEAM, '--format', 'github', '-o', '-')).toMatchObject({ stdout, stderr: '' });
    expect(existsSync('-')).toBe(false);
  });
});

describe('a schema file', () => {
  const scanFile = (file: string) => runCommand(Scan, ['--schema', file, ...TEAM, '--format', 'github']);

  test('may be gzipped, whatever its name', async () => {
    writeFileSync('packed.sql', gzipSync(SCHEMA));
    const { stdout, exitCode } = await scanFile('packed.sql');
    expect(stdout).toContain('::error file=packed.sql,line=1,title=team/no-legacy::public.legacy_a');
    expect(exitCode).toBe(1);
  });

  test.each([
    ['none.sql', null, 'cannot read none.sql: there is no such file'],
    [
      'custom.dump',
      Buffer.from('PGDMP\u0001\u0000'),
      'custom.dump is not a text; give the output of pg_dump --schema-only in its plain format',
    ],
    [
      'cut.sql.gz',
      gzipSync(SCHEMA).subarray(0, 40),
      'cut.sql.gz ends in the middle of its compressed data; write it again',
    ],
    [
      'empty.sql',
      Buffer.from(''),
      'empty.sql holds no DDL; give the output of pg_dump --schema-only, or a file like it',
    ],
  ])('%s is refused where nothing can be made of it', async (file, bytes, line) => {
    if (bytes) writeFileSync(file, bytes);
    expect(await scanFile(file)).toEqual({ stdout: '', stderr: `idx-advisor: ${line}\n`, exitCode: 2 });
  });
});

test('a dump with more rows than fit into memory is refused at once', async () => {
  writeFileSync('rows.sql', 'CREATE TABLE t (id int);\n');
  truncateSync('rows.sql', 600e6);
  expect(await runCommand(Scan, ['--schema', 'rows.sql'])).toEqual({
    stdout: '',
    stderr:
      'idx-advisor: rows.sql is larger than 500 MB; give the output of pg_dump --schema-only in its plain format\n',
    exitCode: 2,
  });
});

describe('what cannot be done is one line, and exit code 2', () => {
  test.each([
    [{}, ['--rule', 'team/no-legasy'], 'no rule is named team/no-legasy; did you mean team/no-legacy?'],
    [
      {},
      ['--preset', 'recomended'],
      'expected --preset=recomended to be one of: recommended, strict, ci, all; did you mean recommended?',
    ],
    [{}, ['--include', 'legasy_a'], 'no table is named legasy_a; did you mean legacy_a?'],
    [{}, ['--include', 'public.zzz'], 'no table is named public.zzz; name it as schema.table'],
    [{}, ['--exclude', 'public.legacy_c'], 'no table is named public.legacy_c; did you mean public.legacy_a?'],
    [{ rules: ['./none/*.js'] }, [], /cannot read|no such/],
    [{ rules: ['./schema.sql'] }, [], /^\.\/schema\.sql does not run: /],
    [
      { rules: ['idx-advisor-plugin-x'] },
      [],
      'the package idx-advisor-plugin-x, which the configuration names under rules, is not installed; npm install --save-dev idx-advisor-plugin-x; a file of your own starts with ./',
    ],
    [
      { rules: ['./no-legacy.js', './no-legacy.js'] },
      [],
      './no-legacy.js: the rule team/no-legacy is in ./no-legacy.js already; give it another id',
    ],
    [
      {},
      ['--statements'],
      '--statements needs a database or a snapshot, and --schema is DDL alone; give the queries with --log or --sql',
    ],
    [{}, ['--check-data'], '--check-data needs the database itself, and --schema is a file; leave one of them out'],
    [{}, ['--snapshot', 'x'], '--snapshot=x cannot also be provided when using --schema; see --help'],
  ] as const)('%j %j', async (config, argv, line) => {
    const { stdout, stderr, exitCode } = await scan(config, ...argv);
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 });
    const text = stderr.replace(/^idx-advisor: /, '').trimEnd();
    if (typeof line === 'string') expect(text).toBe(line);
    else expect(text).toMatch(line);
  });

  test.each([
    [
      'export default { id: 1 }',
      './odd-1.js is no rule: its id is the number 1, and not such as team/a-name; see docs/writing-rules.md',
    ],
    [
      'export default [{}]',
      './odd-2.js is no rule: its id is missing, and not such as team/a-name; see docs/writing-rules.md',
    ],
    ['export const x = 1', './odd-3.js has no default export; write it as `export default …`'],
  ])('a rule file that says %s', async (text, line) => {
    const file = /^\S+/.exec(line)![0];
    writeFileSync(file, text);
    const { stderr, exitCode } = await scan({ rules: [file] });
    rmSync(file);
    expect({ stderr, exitCode }).toEqual({ stderr: `idx-advisor: ${line}\n`, exitCode: 2 });
  });

  test('a configuration that is not there, or no JSON', async () => {
    writeFileSync('bad.json', '{');
    const missing = await runCommand(Scan, ['--config', 'none.js', '--schema', 'schema.sql']);
    const broken = await runCommand(Scan, ['--config', 'bad.json', '--schema', 'schema.sql']);
    expect(missing.stderr).toBe('idx-advisor: cannot read none.js; check that it is there, and that it may be read\n');
    expect(broken.stderr).toMatch(/^idx-advisor: bad\.json is not JSON: .*; mend it there\n$/);
    expect([missing.exitCode, broken.exitCode]).toEqual([2, 2]);
  });
});

describe('a baseline', () => {
  const known = ['--baseline', 'baseline.json', '--rule', 'team/no-legacy'];

  test('makes a legacy schema green, and fails on what is new alone', async () => {
    const written = await scan({}, ...known, '--write-baseline');
    expect(written.stderr).toBe('baseline.json: 1 finding known, 1 of them new, 0 taken out\n');
    expect(written.exitCode).toBe(0);
    expect((await scan({}, ...known)).exitCode).toBe(0);

    writeFileSync('grown.sql', `${SCHEMA}CREATE TABLE legacy_c ();`);
    const grown = await runCommand(Scan, ['--schema', 'grown.sql', ...known, '--format', 'json']);
    expect(grown.exitCode).toBe(1);
    const { findings, baseline, summary } = JSON.parse(grown.stdout) as Report;
    expect(findings.map(({ object }) => object.table)).toEqual(['legacy_c']);
    expect({ baseline, error: summary.error }).toEqual({ baseline: { known: 1, gone: [] }, error: 1 });
  });

  test('tells what is gone, keeps it until it is written again, and leaves alone what was not looked at', async () => {
    writeFileSync('mended.sql', 'CREATE TABLE fine (id bigint PRIMARY KEY);');
    const mended = (...argv: string[]) =>
      runCommand(Scan, ['--schema', 'mended.sql', '--baseline', 'baseline.json', ...argv]);
    const named = '"database": "schema"';
    writeFileSync('baseline.json', readFileSync('baseline.json', 'utf8').replace(named, '"database": "mended"'));
    const { stdout } = await mended('--rule', 'team/no-legacy', '--format', 'json');
    expect((JSON.parse(stdout) as Report).baseline).toEqual({ known: 0, gone: ['team/no-legacy|public|legacy_a|'] });
    expect((await mended('--rule', 'config/*', '--write-baseline')).stderr).toContain(
      '1 finding known, 0 of them new, 0 taken out',
    );
    expect((await mended('--rule', 'team/*', '--write-baseline')).stderr).toContain(
      '0 findings known, 0 of them new, 1 taken out',
    );
  });

  test.each([
    ['none.json', null, [], 'there is no baseline none.json; make it with --baseline none.json --write-baseline'],
    ['odd.json', '[]', [], 'odd.json is no baseline; name another file'],
    ['package.json', null, ['--write-baseline'], 'package.json is no baseline; name another file'],
    [
      'new.json',
      '{"version": 2}',
      [],
      'the baseline new.json is of version 2, and this idx-advisor reads 1; use the newer idx-advisor that wrote it',
    ],
    [
      'cut.json',
      '{"version": 1, "database": "x"}',
      [],
      'the baseline cut.json is damaged; remove it, and write it anew with --write-baseline',
    ],
    [
      'other.json',
      '{"version": 1, "database": "shop", "findings": [{"key": "a|public|b|", "rule": "a", "schema": "public", "table": "b", "message": "m"}]}',
      [],
      'the baseline other.json is of the database shop, and this is schema; name its own baseline, or remove that file and write it anew with --write-baseline',
    ],
    [
      '/no/such/b.json',
      null,
      ['--write-baseline'],
      'cannot write /no/such/b.json: there is no such folder; name another place with --baseline',
    ],
  ])('%s %s %j', async (file, text, argv, line) => {
    if (text !== null) writeFileSync(file, text);
    const { stdout, stderr, exitCode } = await scan({}, '--baseline', file, ...argv);
    expect({ stdout, stderr, exitCode }).toEqual({ stdout: '', stderr: `idx-advisor: ${line}\n`, exitCode: 2 });
  });

  test('is needed for --write-baseline', async () => {
    const { stderr, exitCode } = await scan({}, '--write-baseline');
    expect({ stderr, exitCode }).toMatchObject({ exitCode: 2 });
    expect(stderr).toContain('--baseline');
  });
});

test('fix takes a schema file too', async () => {
  const { stderr, exitCode } = await runCommand(Fix, ['--schema', 'schema.sql', '--rule', 'team/*', '-o', 'out']);
  expect(exitCode).toBe(0);
  expect(stderr).toContain('team/no-legacy on public.legacy_a');
});

test('a report does not take the place of what is read', async () => {
  expect(await scan(null, '-o', './schema.sql')).toEqual({
    stdout: '',
    stderr:
      'idx-advisor: cannot write ./schema.sql: it is one of the files that are read; name another place with --output\n',
    exitCode: 2,
  });
  expect(readFileSync('schema.sql', 'utf8')).toBe(SCHEMA);
});
