/** The JSON report's contract, version 1: every field that scripts rely on, with the type that they rely on. */
type Shape = string | readonly [Shape] | { readonly [field: string]: Shape };

const OBJECT = { schema: 'string', table: 'string', columns: ['string'], name: 'string|null' } as const;

const REPORT: Shape = {
  version: 'number',
  tool: { name: 'string', version: 'string' },
  database: {
    name: 'string',
    serverVersion: 'string',
    tables: 'number',
    indexes: 'number',
    statsResetAt: 'string|null',
  },
  workload: {
    sources: [
      {
        kind: 'string',
        name: 'string',
        format: 'string',
        bytes: 'number',
        lines: 'number',
        statements: 'number',
        skipped: 'object',
      },
    ],
    queries: 'number',
    calls: 'number',
    totalMs: 'number',
    plannable: 'number',
    costBefore: 'number',
    costAfter: 'number',
  },
  planner: { engine: 'string', calls: 'number', ms: 'number' },
  findings: [
    {
      rule: 'string',
      severity: 'string',
      object: OBJECT,
      message: 'string',
      evidence: {
        queries: [
          {
            fingerprint: 'string',
            sql: 'string',
            calls: 'number',
            totalMs: 'number',
            costBefore: 'number|null',
            costAfter: 'number|null',
            observedMs: 'number|null',
            before: 'string|null',
            after: 'string|null',
          },
        ],
        sizeBytes: 'number|null',
        writeCost: 'number|null',
      },
      fix: { kind: 'string', up: ['string'], down: ['string'], transactional: 'boolean' },
    },
  ],
  unadvised: [
    {
      fingerprint: 'string',
      sql: 'string',
      calls: 'number',
      totalMs: 'number',
      share: 'number',
      cost: 'number|null',
      reason: 'string',
      message: 'string',
      help: 'string|null',
    },
  ],
  unplannable: [{ fingerprint: 'string', sql: 'string', reason: 'string' }],
  incomplete: ['string'],
  summary: { error: 'number', warning: 'number', info: 'number', indexBytes: 'number' },
};

/** Where a report breaks the contract: one line each, such as `findings[0].fix.up is not a list`. */
export function breaches(report: unknown): readonly string[] {
  return check(report, REPORT, 'report');
}

function check(value: unknown, shape: Shape, at: string): string[] {
  if (typeof shape === 'string') {
    const type = value === null ? 'null' : typeof value;
    return shape.split('|').includes(type) ? [] : [`${at} is ${type}, not ${shape}`];
  }
  if (isList(shape)) {
    if (!Array.isArray(value)) return [`${at} is not a list`];
    return value.flatMap((item, index) => check(item, shape[0], `${at}[${index}]`));
  }
  if (at.endsWith('.fix') && value === null) return [];
  if (typeof value !== 'object' || value === null) return [`${at} is not an object`];
  return Object.entries(shape).flatMap(([field, inner]) =>
    check((value as Record<string, unknown>)[field], inner, `${at}.${field}`),
  );
}

function isList(shape: Shape): shape is readonly [Shape] {
  return Array.isArray(shape);
}
