import type { Rule } from '../lint/contract.ts';

/** A configuration that says nothing but the defaults, with what could be said in comments. */
export function configTemplate(rules: readonly Rule[]): string {
  const example = rules.find(({ options }) => Object.keys(options).length > 0);
  const [option, value] = Object.entries(example?.options ?? {})[0] ?? [];
  const optionLine =
    example && option !== undefined ? `    // '${example.id}': { ${option}: ${JSON.stringify(value)} },\n` : '';
  return `/**
 * Configuration of idx-advisor: \`idx-advisor rules\` lists the rules, \`idx-advisor rules show ID\` tells of one.
 * What is not known here (a key, a rule, an option) ends the scan with exit code 2.
 */
export default {
  // recommended: each rule as its page says. strict: each one graver. ci: only what an empty database can answer, such as
  // the one that CI migrates. all: those too that are off by default.
  preset: 'recommended',

  // Rules of your own: files, and packages that are installed.
  rules: [
    // './db-rules/*.js',
  ],

  // off, info, warning or error, by rule or glob; a later one wins.
  severity: {
    // 'schema/*': 'info',
  },

  // Options by rule; its page lists them.
  options: {
${optionLine}  },

  // Findings that are meant to be so. An ignore that has expired, or that matches nothing, is reported itself. In the database the
  // same is: COMMENT ON TABLE audit IS 'idx-advisor: ignore constraint/missing-primary-key because it is append-only';
  ignore: [
    // { rule: 'constraint/missing-primary-key', object: 'public.audit_*', reason: 'append-only', expires: '2027-01-31' },
  ],

  // Tables to look at, and to leave out: globs on schema.table.
  // include: ['public.*'],
  // exclude: ['public.legacy_*'],

  // The file or folder that code scanning (--format sarif, github, gitlab) pins findings to.
  // artifact: 'db/structure.sql',
};
`;
}
