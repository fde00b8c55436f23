import { expect, test } from '@jest/globals';
import { definitionOf } from '../../src/migration/plan.ts';
import { renderJson } from '../../src/report/json.ts';
import { sampleFinding, sampleReport } from './sample-report.ts';

test('a fix is in the JSON with its SQL, and without what only the migration and verification need', () => {
  const definition = definitionOf({
    kind: 'add-unique',
    relation: { schema: 'public', name: 'core_message' },
    columns: ['user_hash'],
    nullsNotDistinct: false,
    predicate: null,
    name: null,
  });
  const script = { recipe: 'R1', locks: [], notes: [], up: ['DO $$BEGIN END$$'], down: [] };
  const fix = { ...sampleFinding.fix!, definition, script };
  const json = renderJson({ ...sampleReport, findings: [{ ...sampleFinding, fix }] });
  expect(JSON.parse(json)).toEqual(sampleReport);
});
