import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import duplicate from '../../../rules/index/duplicate.ts';
import duplicatesConstraint from '../../../rules/index/duplicates-constraint.ts';
import redundantPrefix from '../../../rules/index/redundant-prefix.ts';
import redundantUnique from '../../../rules/index/redundant-unique.ts';
import { introspect } from '../../../src/catalog/introspect.ts';
import { connect } from '../../../src/connection/connect.ts';
import { readOnly } from '../../../src/connection/read-only.ts';
import { buildContext } from '../../../src/lint/context.ts';
import { runRules } from '../../../src/lint/run.ts';
import { createDatabase, servers, type TestDatabase } from '../../support/database.ts';
import { CASES } from './redundancy-cases.ts';

const RULES = { duplicate, constraint: duplicatesConstraint, prefix: redundantPrefix, unique: redundantUnique };

describe.each(servers)('on PostgreSQL $major', (server) => {
  const cases = Object.entries(CASES).filter(([, { from = 0 }]) => server.major >= from);
  let database: TestDatabase;
  const said = new Map<string, string[]>();

  beforeAll(async () => {
    const ddl = cases.map(([, { more, sql }], number) => {
      const table = `CREATE TABLE % (a int NOT NULL, b int NOT NULL, c int, t text${more ? `, ${more}` : ''});`;
      const indexes = sql.map((text, position) =>
        /^(?:UNIQUE )?ON /.test(text) ? `CREATE ${text.replace('ON ', `INDEX %_${position + 1} ON `)};` : `${text};`,
      );
      return [table, ...indexes].join(' ').replaceAll('%', `case_${number}`);
    });
    database = await createDatabase(server, `CREATE SCHEMA other; ${ddl.join('\n')}`);
    const session = await connect({ url: database.url, environment: {} });
    try {
      const catalog = await readOnly(session, introspect);
      const context = buildContext({ catalog, queries: [], indexCandidates: () => [], coveringIndex: () => undefined });
      for (const [kind, rule] of Object.entries(RULES)) {
        const { proposals, failures } = runRules([rule], context);
        expect(failures).toEqual([]);
        for (const { proposal } of proposals) {
          const [, number = ''] = /case_(\d+)/.exec(proposal.object.table) ?? [];
          const short = (name: string) => name.replace(/^case_\d+_/, '');
          const by = [...proposal.message.matchAll(/case_\d+_(\w+)/g)].map(([, name]) => name!);
          const index = short(proposal.object.name ?? '');
          const other = by.find((name) => name !== index && name !== 'v' && name !== 'p') ?? '';
          const line = `${kind} ${index} ${other}${proposal.fix ? ' !' : ''}`;
          said.set(number, [...(said.get(number) ?? []), line]);
        }
      }
    } finally {
      await session.close();
    }
  });
  afterAll(() => database.drop());

  test.each(cases.map(([name, { says }], number) => [name, says, String(number)] as const))('%s', (_, says, number) => {
    expect([...(said.get(number) ?? [])].sort()).toEqual([...says].sort());
  });
});
