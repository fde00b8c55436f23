import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { loadParser } from '../../src/sql/parser.ts';
import { collectSources } from '../../src/workload/collect.ts';
import { redactDocument } from '../../src/workload/file/redact.ts';
import { readPlanMessage } from '../../src/workload/log/plan-text.ts';
import { readLog } from '../../src/workload/read-log.ts';
import { redactPlan } from '../../src/workload/redact-plan.ts';
import { PlanReservoir } from '../../src/workload/tally/plans.ts';
import { bytesOf, fixture, readText } from './support.ts';

beforeAll(() => loadParser());

/** Every plan of the server's own jsonlog, in the four formats. */
async function messagesOf(name: string): Promise<string[]> {
  return gunzipSync(await readFile(`fixtures/logs/${name}`))
    .toString('utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => (JSON.parse(line) as { message: string }).message)
    .filter((message) => /^duration: \S+ ms {2}plan:\n/.test(message))
    .map((message) => message.slice(message.indexOf('\n') + 1));
}

describe.each(['auto-explain.json.gz', 'pg18.json.gz'])('the plans of %s', (name) => {
  it('are read in text, JSON, XML and YAML, each without its statement', async () => {
    const read = (await messagesOf(name)).map((text) => ({ text, message: readPlanMessage(text) }));
    expect(new Set(read.map(({ text }) => text.charAt(0)))).toEqual(new Set(['Q', '{', '<']));
    const products = read.filter(({ message }) => message!.sql.startsWith('SELECT id FROM products'));
    expect(products).toHaveLength(4);
    for (const { message } of products) {
      expect(message!.sql).toBe('SELECT id FROM products WHERE category_id = $1 AND name <> $2');
      expect(message!.parameters).toBe(name.startsWith('pg18') ? `$1 = '7', $2 = 'it''s "q"'` : null);
      expect(message!.plan).toContain('Seq Scan');
      expect(message!.plan).not.toMatch(/Query.(?:Text|Parameters)/);
    }
  });

  it('have no literal when they are redacted, and all their names and measurements', async () => {
    for (const text of await messagesOf(name)) {
      const { plan } = readPlanMessage(text)!;
      const redacted = redactPlan(plan);
      expect(redacted).not.toMatch(/O'+Brien|it'+s|700|= 77?\b|'active'/);
      expect(redactPlan(redacted)).toBe(redacted);
      const numbers = (of: string) => of.match(/(?:cost|rows|time|Cost|Rows|Time|hit|Blocks)\W*[=:> ]+[\d.]+/g);
      expect(numbers(redacted)).toEqual(numbers(plan));
      if (plan.includes('Seq Scan') && plan.includes('products')) expect(redacted).toMatch(/Seq Scan[\s\S]*products/);
    }
  });
});

describe('redactPlan', () => {
  it.each([
    ["Filter: (name = 'a\nb  (cost=1'::text)", "Filter: (name = '?'::text)"],
    [`Index Cond: ("it's" = 5) AND (b = $1)`, `Index Cond: ("it's" = ?) AND (b = $1)`],
    ['Rows Removed by Filter: 5940', 'Rows Removed by Filter: 5940'],
    ['Group Key: (id2 + 1.5e3)', 'Group Key: (id2 + ?)'],
    [
      "Remote SQL: SELECT a FROM t1 WHERE b = 'x''y' AND c > -3",
      "Remote SQL: SELECT a FROM t1 WHERE b = '?' AND c > -?",
    ],
  ])('of %j', (line, expected) => {
    const root = 'Seq Scan on t2  (cost=0.00..1.00 rows=1 width=4)\n  ';
    expect(redactPlan(root + line)).toBe(root + expected);
  });

  it.each([
    '{\n  "Plan": {\n    "Node Type": "Seq Scan",\n    "Filter": "((a > 74657301) AND (b = \'bob\\\\n@example.com\'::text))"\n  }\n}',
    'Plan: \n  Node Type: "Seq Scan"\n  Filter: "((a > 74657301) AND (b = \'bob\\\\n@example.com\'::text))"\n',
    "<explain>\n  <Plan>\n    <Node-Type>Seq Scan</Node-Type>\n    <Filter>((a > 74657301) AND (b = 'bob@example.com'::text))</Filter>\n  </Plan>\n</explain>",
    "Seq Scan on t  (cost=0.00..1.00 rows=1 width=4)\n  Filter: ((a > 74657301) AND (b = 'bob@example.com'::text))\n",
  ])('has no literal wherever %j is cut', (plan) => {
    for (let length = 1; length <= plan.length; length++) {
      const redacted = redactPlan(plan.slice(0, length));
      expect(redacted).not.toMatch(/ [>=] [b7']?[bo7]/);
      expect(redactPlan(redacted)).toBe(redacted);
    }
    expect(redactPlan(plan)).toMatch(/Seq Scan[^]*\(a > \?\) AND \(b = '\?'::text\)/);
  });

  describe('has no literal where lines of a plan were lost, cut, joined or come from elsewhere', () => {
    const conditions = [`((b = 'bob x'::text) AND (c = 'bob, "y"'::text))`, `(d <> 'bob z'::text)`];
    const inJson = (text: string) => JSON.stringify(text);
    const inXml = (text: string) => text.replaceAll('<', '&lt;').replaceAll('>', '&gt;');
    const plans = {
      text: [
        'Hash Join  (cost=0.00..1.00 rows=1 width=4)',
        `  Hash Cond: ${conditions[0]}`,
        '  ->  Seq Scan on t  (cost=0.00..1.00 rows=1 width=4)',
        `        Filter: ${conditions[1]}`,
        '        Rows Removed by Filter: 3',
        `  Output: a, ('bob'::text || b)`,
        'Query Identifier: 5',
      ],
      json: [
        '{',
        '  "Plan": {',
        '    "Node Type": "Hash Join",',
        `    "Hash Cond": ${inJson(conditions[0]!)},`,
        `    "Output": ["a", "('bob'::text || b)"],`,
        '    "Plans": [{"Node Type": "Seq Scan",',
        `      "Filter": ${inJson(conditions[1]!)}`,
        '    }]',
        '  }',
        '}',
      ],
      yaml: [
        'Plan: ',
        '  Node Type: "Hash Join"',
        `  Hash Cond: ${inJson(conditions[0]!)}`,
        '  Output: ',
        `    - "('bob'::text || b)"`,
        '  Plans: ',
        '    - Node Type: "Seq Scan"',
        `      Filter: ${inJson(conditions[1]!)}`,
      ],
      xml: [
        '<explain xmlns="http://www.postgresql.org/2009/explain">',
        '  <Plan>',
        '    <Node-Type>Hash Join</Node-Type>',
        `    <Hash-Cond>${inXml(conditions[0]!)}</Hash-Cond>`,
        '    <Output>',
        `      <Item>('bob'::text || b)</Item>`,
        '    </Output>',
        `    <Filter>${inXml(conditions[1]!)}</Filter>`,
        '  </Plan>',
        '</explain>',
      ],
    };
    const other = `2026-11-20 10:00:00.000 UTC [7] LOG:  duration: 1.000 ms  statement: SELECT 'bob', "bob 'x'" /* bob */`;

    it.each(Object.entries(plans))('in %s', (_, lines) => {
      expect(redactPlan(lines.join('\n'))).not.toContain('bob');
      const damaged = lines.flatMap((line, i) => [
        lines.toSpliced(i, 1),
        lines.toSpliced(i + 1, 0, other),
        ...Array.from(line, (_, column) => [
          lines.toSpliced(i, 1, line.slice(0, column)),
          // A format is told by how a plan begins.
          ...(i === 0 ? [] : [lines.toSpliced(i, 1, line.slice(column))]),
          lines.toSpliced(i, 1, `${line.slice(0, column)}\n${line.slice(column)}`),
        ]).flat(),
      ]);
      damaged.push(lines.with(-1, `${lines.at(-1)!}${other}`), [...lines, 'Query Text: "SELECT $a$bob$a$"']);
      for (const each of damaged) expect(redactPlan(each.join('\n'))).not.toContain('bob');
    });
  });
});

describe('a workload', () => {
  it.each(['auto-explain.log.gz', 'auto-explain.csv.gz', 'auto-explain.json.gz'])(
    'keeps the plans of %s, while each execution is counted once',
    async (name) => {
      const builder = await collectSources([readLog('x', await fixture(name))]);
      const workload = builder.build();
      const query = workload.queries.find(({ sql }) => sql.startsWith('SELECT id FROM products WHERE category_id'))!;
      expect(query.calls).toBe(4);
      const { plans } = workload.statistics!.get(query.fingerprint)!;
      expect(plans!.map(({ durationMs }) => durationMs)).toEqual([0.753, 0.369, 0.332]);
      const document = builder.toDocument();
      const kept = document.statements.find(({ fingerprint }) => fingerprint === query.fingerprint)!.plans!;
      expect(kept[0]![2]).toContain(`Filter: ((name <> 'it''s "q"'::text) AND (category_id = 7))`);
      expect(plans![0]!.text).toContain(`Filter: ((name <> '?'::text) AND (category_id = ?))`);
      const redacted = redactDocument(document);
      expect(JSON.stringify(redacted)).not.toMatch(/O'+Brien|it'+s/);
      expect([...redacted.statements].flatMap((statement) => statement.plans ?? []).length).toBeGreaterThan(3);
    },
  );

  it('keeps no plan of several statements, and none of other databases', async () => {
    const at = (rest: string) => `2026-11-23 12:51:46.003 UTC [1] postgres@shop ${rest}\n`;
    const plan = (sql: string) =>
      at(`LOG:  duration: 7.000 ms  plan:\n\tQuery Text: ${sql}\n\tResult  (cost=0.00..0.01 rows=1 width=4)`);
    const builder = await collectSources([
      readLog('x', bytesOf(plan('SELECT 1; SELECT 2') + plan('SELECT 1')), { database: 'other' }),
      readLog('x', bytesOf(plan('SELECT 3 FROM t; SELECT 4') + at('LOG:  duration: 1.000 ms  statement: SELECT 5'))),
    ]);
    expect(builder.toDocument().statements.flatMap(({ plans = [] }) => plans)).toEqual([]);
  });
});

describe('a plan in text', () => {
  const PLAN = 'Insert on plans  (cost=0.00..0.01 rows=0 width=0)\n  ->  Result  (cost=0.00..0.01 rows=1 width=36)';
  const LIKE_A_PLAN = "Plan:\nSeq Scan on users  (cost=0.00..5.00 rows=1 width=8)\n  Filter: (email = ''bob''::text)";

  it.each([
    ['a literal', `INSERT INTO plans VALUES ('${LIKE_A_PLAN}')`, null],
    ['a dollar quote', `INSERT INTO plans VALUES ($a$${LIKE_A_PLAN}$a$, $1)`, `$1 = 'x'`],
    ['a comment', `INSERT INTO plans /*\n${LIKE_A_PLAN} */ VALUES (1) -- it's`, null],
    ['a name', 'INSERT INTO "a\nResult  (cost=1" VALUES (1)', null],
    ['a parameter', 'INSERT INTO plans VALUES ($1, $2)', `$1 = '${LIKE_A_PLAN}', $2 = 'alice'`],
    [
      'a parameter after one that was cut',
      'INSERT INTO plans VALUES ($1, $2)',
      `$1 = 'it''s...', $2 = '${LIKE_A_PLAN}'`,
    ],
    ['no parameters', `INSERT INTO plans VALUES ('\nQuery Parameters: $1 = ''x''')`, null],
    ['parameters beside such text', `INSERT INTO plans VALUES ('\nQuery Parameters: $1 = NULL', $1)`, '$1 = NULL'],
  ])('begins after what looks like one in %s', (_, sql, parameters) => {
    const before = parameters === null ? '' : `Query Parameters: ${parameters}\n`;
    const plan = `${PLAN}\n  Filter: (a = 'x\nResult  (cost=0.00..0.01'::text)`;
    expect(readPlanMessage(`Query Text: ${sql}\n${before}${plan}`)).toEqual({ sql, parameters, plan });
  });

  it('is joined with the line of its execution, and has none of it when it is redacted', async () => {
    const at = (rest: string) => `2026-11-23 12:51:46.003 UTC [7] a@b LOG:  ${rest.replaceAll('\n', '\n\t')}\n`;
    const sql = `INSERT INTO plans (text) VALUES ('${LIKE_A_PLAN}')`;
    const text =
      at(`duration: 1.000 ms  plan:\nQuery Text: ${sql}\n${PLAN}`) + at(`duration: 1.100 ms  statement: ${sql}`);
    const builder = await collectSources([readLog('x', bytesOf(text))]);
    const [statement, ...others] = redactDocument(builder.toDocument()).statements;
    expect(others).toEqual([]);
    expect(statement).toMatchObject({ calls: 1, totalUs: 1_100, plans: [[1_000, expect.anything(), PLAN]] });
  });
});

it('the slowest of each shape is kept, of the three slowest shapes', () => {
  const plans = new PlanReservoir();
  for (const [node, us] of [
    ['A', 5],
    ['A', 9],
    ['A', 7],
    ['B', 1],
    ['C', 3],
    ['D', 4],
    ['B', 8],
    ['E', 2],
  ] as const)
    plans.add({ durationUs: us, at: us, text: `${node}  (cost=0.00..${us}.00 rows=${us} width=4)` });
  plans.add({ durationUs: 99, at: 0, text: 'X'.repeat(60_000) });
  expect(plans.held().map(({ durationUs, text }) => [durationUs, text.charAt(0)])).toEqual([
    [9, 'A'],
    [8, 'B'],
    [4, 'D'],
  ]);
});

it('a plan is of the logged statement although its text has carriage returns, which a stderr log has lost', async () => {
  const at = (rest: string) => `2026-11-23 12:51:46.003 UTC [7] a@b LOG:  duration: 1.000 ms  ${rest}\n`;
  const text = JSON.stringify({ 'Query Text': 'SELECT 1,\r\n2', Plan: { 'Node Type': 'Result' } }, null, 2);
  const plan = `plan:\n${text}`.replaceAll('\n', '\n\t');
  const { executions, source } = await readText(at(plan) + at('statement: SELECT 1,\r\n\t2'));
  expect(executions).toHaveLength(1);
  expect(source.skipped).toEqual({ 'auto_explain plan of a logged statement': 1 });
});
