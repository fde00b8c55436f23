import { defineRule, type Rule } from './contract.ts';

const NONE: Rule['check'] = () => [];

/**
 * What the engine itself reports of ignores. They have severities, pages and ids as all rules have, so that they can be
 * configured and left out; what they say comes from `suppress`, as it takes the other rules' findings to say it.
 */
export const EXPIRED_IGNORE = 'config/expired-ignore';
export const INVALID_IGNORE = 'config/invalid-ignore';
export const UNUSED_IGNORE = 'config/unused-ignore';

const table = 'CREATE TABLE plan (id bigint PRIMARY KEY, code text);';

export const ignoreRules: readonly Rule[] = [
  defineRule({
    id: EXPIRED_IGNORE,
    severity: 'warning',
    since: '0.1.0',
    needs: ['catalog'],
    summary: 'An ignore has passed its date, so that it hides nothing any more.',
    consequence: 'What it hid is reported again, and may fail the build.',
    action: 'Mend what it hid, or give the ignore a later date and a reason that still holds.',
    options: {},
    bad: {
      schema: `${table}\nCOMMENT ON TABLE plan IS 'idx-advisor: ignore constraint/non-unique-external-key because codes are being merged until 2020-01-31';`,
    },
    good: { schema: table },
    check: NONE,
  }),
  defineRule({
    id: INVALID_IGNORE,
    severity: 'warning',
    since: '0.1.0',
    needs: ['catalog'],
    summary:
      'A comment in the database starts as an ignore does, and cannot be read as one, or names a rule that is not there.',
    consequence: 'It hides nothing, although somebody wrote it to.',
    action:
      'Write it as `idx-advisor: ignore rule-id because of a reason`, and if it is to end, `until 2027-01-31` after that.',
    options: {},
    bad: { schema: `${table}\nCOMMENT ON TABLE plan IS 'idx-advisor: ignore everything';` },
    good: { schema: table },
    check: NONE,
  }),
  defineRule({
    id: UNUSED_IGNORE,
    severity: 'info',
    since: '0.1.0',
    needs: ['catalog'],
    summary: 'An ignore of the configuration, or of a comment in the database, matches nothing that was found.',
    consequence: 'It may hide the next fault of that kind, which nobody has looked at.',
    action: 'Take the ignore out.',
    details:
      'It is said only where every rule that the ignore names has run: a rule that is off, left out or short of what it needs might have found something.',
    options: {},
    bad: {
      schema: `${table}\nCOMMENT ON TABLE plan IS 'idx-advisor: ignore index/duplicate because the twin is needed by the importer';`,
    },
    good: { schema: table },
    check: NONE,
  }),
];
