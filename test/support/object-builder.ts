import { FUNCTION_DEFAULTS, SCHEMA_DEFAULTS, SEQUENCE_DEFAULTS } from '../../src/catalog/defaults.ts';
import type { Policy, Schema, Sequence, TableUsage, Trigger, UserFunction } from '../../src/catalog/model.ts';

/** What stands beside tables in a catalog, and on them, by hand: for `with` of aTable and `catalog` of aContext. */

export function aSequence(name: string, given: Partial<Sequence> = {}): Sequence {
  return {
    ...SEQUENCE_DEFAULTS,
    schema: 'public',
    name,
    type: 'bigint',
    startValue: '1',
    minValue: '1',
    maxValue: '9223372036854775807',
    increment: '1',
    cycle: false,
    lastValue: null,
    lastValueVisible: true,
    ownedBy: null,
    ...given,
  };
}

export function aFunction(name: string, given: Partial<UserFunction> = {}): UserFunction {
  return {
    ...FUNCTION_DEFAULTS,
    schema: 'public',
    name,
    arguments: '',
    returns: 'integer',
    language: 'sql',
    volatility: 'volatile',
    definition: null,
    owner: 'tester',
    executableBy: ['public', 'tester'],
    ...given,
  };
}

export function aSchema(name: string, given: Partial<Schema> = {}): Schema {
  return {
    ...SCHEMA_DEFAULTS,
    name,
    owner: 'tester',
    comment: null,
    usable: true,
    extension: null,
    ...given,
  };
}

export function aTrigger(name: string, given: Partial<Trigger> = {}): Trigger {
  return {
    name,
    function: { schema: 'public', name: `${name}_function` },
    enabled: 'origin',
    internal: false,
    constraint: null,
    inherited: false,
    ...given,
  };
}

export function aPolicy(name: string, given: Partial<Policy> = {}): Policy {
  return { name, command: 'all', permissive: true, roles: ['public'], using: 'true', check: null, ...given };
}

/** Counters of a table that nobody has used. */
export function aUsage(given: Partial<TableUsage> = {}): TableUsage {
  return {
    sequentialScans: 0,
    sequentialTuplesRead: 0,
    indexScans: 0,
    inserted: 0,
    updated: 0,
    deleted: 0,
    hotUpdated: 0,
    liveTuples: 0,
    deadTuples: 0,
    modifiedSinceAnalyze: 0,
    lastAnalyzeAt: null,
    lastAutoanalyzeAt: null,
    lastVacuumAt: null,
    lastAutovacuumAt: null,
    newPageUpdated: 0,
    insertedSinceVacuum: 0,
    lastSequentialScanAt: null,
    vacuums: 0,
    autovacuums: 0,
    analyzes: 0,
    autoanalyzes: 0,
    heapBlocksHit: 0,
    heapBlocksRead: 0,
    indexBlocksHit: 0,
    indexBlocksRead: 0,
    ...given,
  };
}
