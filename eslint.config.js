import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/**
 * Who may import whom (docs/architecture.md). A stage names the stages that it may import besides itself; `model.ts`,
 * `engine.ts` and `contract.ts` files hold types alone and are open to all, as is `errors.ts`.
 */
const LAYERS = {
  sql: [],
  connection: [],
  catalog: ['sql'],
  workload: ['sql'],
  planner: ['sql'],
  advisor: ['sql', 'planner'],
  lint: ['sql', 'advisor'],
  migration: ['sql'],
  verify: ['sql', 'connection'],
  report: ['sql'],
};

const LIBRARIES = {
  pg: { allowedIn: ['connection', 'verify'], why: 'only connection/ and verify/ speak to a server' },
  '@electric-sql/pglite': {
    allowedIn: ['planner', 'connection'],
    why: 'the embedded PostgreSQL lives behind planner/ and connection/',
  },
  'pg-query-parser': { allowedIn: [], why: 'only src/sql/parser.ts imports the parser' },
  chalk: { allowedIn: ['report', 'commands'], why: 'colour is the report’s business' },
  'cli-table3': { allowedIn: ['report', 'commands'], why: 'tables are the report’s business' },
};

const stages = Object.keys(LAYERS);

function layering(stage) {
  const closed = [...stages, 'scan', 'commands'].filter((other) => other !== stage && !LAYERS[stage].includes(other));
  return {
    files: [`src/${stage}/**/*.ts`],
    ignores: stage === 'sql' ? ['src/sql/parser.ts'] : [],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: `^(\\.\\./)+(${closed.join('|')})/(?!(model|engine|contract)\\.ts$)`,
              message: `src/${stage}/ may import ${['models', ...LAYERS[stage]].join(', ')} and nothing else: pass it the value instead.`,
            },
            { regex: '/rules/', message: 'Only the registry imports rules.' },
            ...Object.entries(LIBRARIES)
              .filter(([, { allowedIn }]) => !allowedIn.includes(stage))
              .map(([name, { why }]) => ({ regex: `^${name}($|/)`, message: `Not here: ${why}.` })),
          ],
        },
      ],
      'no-console': 'error',
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'exit', message: 'Throw a UserError; the command sets the exit code.' },
        { object: 'process', property: 'env', message: 'The command reads the environment and passes it on.' },
      ],
    },
  };
}

export default tseslint.config(
  // scanner/ is AssemblyScript: its compiler checks it.
  { ignores: ['dist/', 'node_modules/', 'coverage/', 'scanner/'] },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
    },
  },
  ...stages.map(layering),
  {
    files: ['rules/**/*.ts'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: '^(?!\\.\\./\\.\\./src/lint/contract\\.ts$)',
              message: 'A rule imports src/lint/contract.ts and nothing else.',
            },
          ],
        },
      ],
    },
  },
  {
    files: ['**/*.js'],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        globalThis: 'readonly',
        performance: 'readonly',
        Buffer: 'readonly',
        setTimeout: 'readonly',
        clearTimeout: 'readonly',
      },
    },
  },
  {
    files: ['test/**/*.ts'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off', '@typescript-eslint/no-unsafe-assignment': 'off' },
  },
);
