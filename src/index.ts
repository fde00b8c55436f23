/** What a rule of one's own is written with: `import { defineRule } from 'idx-advisor'`. See docs/writing-rules.md. */
export * from './lint/contract.ts';
