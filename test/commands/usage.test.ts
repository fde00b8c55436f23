import { describe, expect, test } from '@jest/globals';
import Fix from '../../src/commands/fix.ts';
import Scan from '../../src/commands/scan.ts';
import Snapshot from '../../src/commands/snapshot.ts';
import Verify from '../../src/commands/verify.ts';
import { explainUnknownCommand } from '../../src/cli/unknown-command.ts';
import { runCommand } from '../support/run-command.ts';

const SECRET_URL = 'postgres://app:hunter2@127.0.0.1:1/shop';

describe('what a command line gets wrong is one line that says what to do, and exit code 2', () => {
  test.each([
    [Scan, ['--bogus'], 'there is no flag --bogus; see --help'],
    [Scan, ['--skip-rul', 'x'], 'there is no flag --skip-rul; did you mean --skip-rule?'],
    [Scan, ['--db'], 'flag --db expects a value; see --help'],
    [Scan, ['extra'], 'unexpected argument: extra; see --help'],
    [Scan, [SECRET_URL], 'unexpected argument: postgres://app:***@127.0.0.1:1/shop; see --help'],
    [
      Scan,
      ['--format', 'yaml'],
      'expected --format=yaml to be one of: table, json, sarif, junit, markdown, github, gitlab; see --help',
    ],
    [
      Scan,
      ['--fail-on', 'critical'],
      'expected --fail-on=critical to be one of: error, warning, info, never; see --help',
    ],
    [
      Scan,
      ['--min-improvement', 'much'],
      "--min-improvement: 'much' is not a percentage; write it as a number from 0 to 100",
    ],
    [
      Scan,
      ['--min-improvement', '101'],
      "--min-improvement: '101' is not a percentage; write it as a number from 0 to 100",
    ],
    [Scan, ['--storage-budget', 'large'], "--storage-budget: 'large' is not a size; write it as 500MB or 2GB"],
    [
      Scan,
      ['--min-calls', '0'],
      '--min-calls: expected an integer greater than or equal to 1 but received: 0; see --help',
    ],
    [Scan, ['--time-budget', 'soon'], '--time-budget: expected an integer but received: soon; see --help'],
    [
      Scan,
      ['--db', SECRET_URL, '--snapshot', 'shop.json'],
      '--db=postgres://app:***@127.0.0.1:1/shop cannot also be provided when using --snapshot; see --help',
    ],
    [
      Scan,
      ['--snapshot', 'shop.json', '--check-data'],
      '--check-data needs the database itself, and --snapshot is a file; leave one of them out',
    ],
    [
      Scan,
      ['--rule', 'index/mising-composite', '--db', SECRET_URL],
      'no rule is named index/mising-composite; did you mean index/missing-composite?',
    ],
    [
      Scan,
      ['--db', SECRET_URL],
      'no PostgreSQL server accepts connections on 127.0.0.1:1; check host and port, and that the server runs',
    ],
    [
      Scan,
      ['--db', SECRET_URL, '-o', '/no/such/folder/report.json'],
      'cannot write /no/such/folder/report.json: there is no such folder; name another place with --output',
    ],
    [Scan, ['--db', SECRET_URL, '-o', '/'], 'cannot write /: it is a directory; name another place with --output'],
    [Snapshot, [], 'missing required flag --output; see --help'],
    [
      Snapshot,
      ['--db', SECRET_URL, '-o', '/no/such/folder/shop.json'],
      'cannot write /no/such/folder/shop.json: there is no such folder; name another place with --output',
    ],
    [Fix, ['--db', SECRET_URL], 'missing required flag --output; see --help'],
    [
      Verify,
      ['--db', SECRET_URL],
      'verify executes queries and locks tables against writes; add --execute on a database where that is allowed, best a copy of production',
    ],
    [
      Verify,
      ['--execute', '--snapshot', 'shop.json'],
      'a snapshot holds no rows to measure on; give the database with --db',
    ],
  ])('%p %j', async (command, argv, line) => {
    const result = await runCommand(command, argv);
    expect(result).toEqual({ stdout: '', stderr: `idx-advisor: ${line}\n`, exitCode: 2 });
  });
});

describe('a command that is not there', () => {
  const ids = ['fix', 'rules', 'rules:show', 'scan', 'snapshot'];
  test.each([
    [['sacn', '--db', 'x'], 'there is no command sacn', 'did you mean scan?'],
    [['rules', 'shwo'], 'there is no command rules shwo', 'did you mean rules show?'],
    [['frobnicate'], 'there is no command frobnicate', 'idx-advisor --help lists the commands'],
    [['scan', 'shop'], 'scan takes no argument, but was given shop', 'see idx-advisor scan --help'],
    [
      ['scan', SECRET_URL],
      'scan takes no argument, but was given postgres://app:***@127.0.0.1:1/shop',
      'name the database with --db',
    ],
    [['--db', 'x'], 'there is no flag --db without a command', 'idx-advisor --help lists the commands'],
  ])('%j', (argv, message, hint) => {
    expect(explainUnknownCommand(argv, ids)).toMatchObject({ message, hint });
  });
});
