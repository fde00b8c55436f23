import type { Finding } from '../report/model.ts';
import { quoteQualified } from '../sql/quote.ts';
import type { Fix } from './model.ts';

export interface MigrationFile {
  readonly name: string;
  readonly content: string;
}

/**
 * One pair of files for each fix, named so that the order of their names is a safe order to apply them in, and the
 * reverse one to undo them in. Findings without a fix give none; findings with the same fix share one.
 */
export function migrationFiles(findings: readonly Finding[]): readonly MigrationFile[] {
  return steps(findings).flatMap(({ fix, findings: mended }, position) => {
    const stem = `${String(position + 1).padStart(4, '0')}_${describeFix(fix)}`;
    const up = fix.script?.up ?? fix.up;
    const down = fix.script?.down ?? fix.down;
    const names = { up: `${stem}.up.sql`, down: `${stem}.down.sql` };
    return [
      { name: names.up, content: page(upHeader(fix, mended, names), up) },
      { name: names.down, content: page(downHeader(fix, names), down) },
    ];
  });
}

/** A finding as files and baselines name it: rule id and object. */
export function findingKey({ rule, object }: Finding): string {
  const { schema, table, columns, name, kind } = object;
  if (kind !== undefined) return `${rule} ${kind} ${[schema, name].filter(Boolean).join('.')}`;
  return `${rule} ${quoteQualified({ schema, name: table })} (${columns.join(', ')})`;
}

interface Step {
  readonly fix: Fix;
  readonly findings: readonly Finding[];
}

/**
 * Plain indexes first: they cannot fail on the data, while a unique one can, and whoever runs the files in order stops
 * at the first that fails. Within each kind the order of the findings is kept.
 */
function steps(findings: readonly Finding[]): readonly Step[] {
  const byStatements = new Map<string, { fix: Fix; findings: Finding[] }>();
  for (const finding of findings) {
    if (!finding.fix) continue;
    const key = JSON.stringify(finding.fix.up);
    const step = byStatements.get(key);
    if (step) step.findings.push(finding);
    else byStatements.set(key, { fix: finding.fix, findings: [finding] });
  }
  return [...byStatements.values()].sort((a, b) => rank(a.fix) - rank(b.fix));
}

/** What may fail on the data last; an index goes only once those that may do its work are there. */
function rank(fix: Fix): number {
  if (fix.check.length > 0 || fix.kind === 'validate-constraint') return 3;
  if (fix.kind === 'drop-index') return 2;
  return fix.kind === 'create-index' || fix.kind === 'add-unique' || fix.kind === 'reindex' ? 0 : 1;
}

/** ASCII only, as file systems and version control differ in the rest. */
function describeFix(fix: Fix): string {
  const object = (fix.creates.at(-1) ?? fix.changes ?? '')
    .replace(/^("(?:[^"]|"")*"|[^."]*)\./, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');
  return [fix.kind === 'statement' ? 'change' : fix.kind.replaceAll('-', '_'), object].filter(Boolean).join('_');
}

function upHeader(fix: Fix, findings: readonly Finding[], names: { up: string; down: string }): readonly string[] {
  const script = fix.script;
  return [
    ...(script ? [script.recipe] : []),
    subject(fix, 'Creates'),
    ...findings.flatMap((finding) => [
      `Finding: ${findingKey(finding)}`,
      `  ${finding.message}`,
      ...finding.evidence.notes.map((note) => `  - ${note}`),
    ]),
    '',
    ...(script?.locks ?? []).map((lock) => `Locks: ${lock}`),
    ...(script?.notes ?? []).map((note) => `Note: ${note}`),
    ...(fix.check.length > 0 ? ['', 'Look first: each of these must return no row.'] : []),
    ...fix.check.map((query) => `  ${query};`),
    '',
    ...howToRun(fix, names.up, fix.script?.up ?? fix.up),
    `Undo: ${names.down}`,
  ];
}

function downHeader(fix: Fix, names: { up: string; down: string }): readonly string[] {
  const down = fix.script?.down ?? fix.down;
  if (down.length === 0) return [`Undoes ${names.up}: nothing to undo`];
  return [`Undoes ${names.up}`, subject(fix, 'Drops'), '', ...howToRun(fix, names.down, down)];
}

function subject(fix: Fix, verb: string): string {
  if (fix.creates.length > 0) return `${verb}: ${fix.creates.join(', ')}`;
  return `Changes: ${fix.changes ?? ''}`;
}

function howToRun(fix: Fix, name: string, statements: readonly string[]): readonly string[] {
  const run = `Run: psql -X -v ON_ERROR_STOP=1 -f ${name}`;
  if (fix.transactional) return [run];
  const reason = statements.some((statement) => / CONCURRENTLY /.test(statement))
    ? 'CONCURRENTLY cannot run in one'
    : 'the lock of each statement would be held through the next';
  return [
    run,
    `Not inside a transaction (no BEGIN, no psql -1): ${reason}.`,
    ...(fix.script ? ['If it stops, on a lock timeout for one, run it again: it goes on from where it stopped.'] : []),
  ];
}

function page(header: readonly string[], statements: readonly string[]): string {
  const comments = header.map((line) => `-- ${comment(line)}`.trimEnd());
  const sql = statements.map((statement) => `${statement};\n`).join('\n');
  // Runners take the terminal's encoding for the file's, which is UTF-8 always.
  const encoding = /^\p{ASCII}*$/u.test(sql) ? '' : "SET client_encoding = 'UTF8';\n\n";
  // `IF EXISTS` on what is not there is the rule here, and a notice about it only worries.
  const quiet = sql.includes(' IF EXISTS ') ? 'SET client_min_messages = warning;\n\n' : '';
  return `${comments.join('\n')}\n\n${encoding}${quiet}${sql}`;
}

/** A name may hold a line break, which would end the comment and turn the rest of the name into SQL. */
function comment(line: string): string {
  // eslint-disable-next-line no-control-regex
  return line.replace(/[\u0000-\u001f\u007f\u0085\u2028\u2029]+/g, ' ');
}
