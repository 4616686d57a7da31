import { readdirSync } from 'node:fs';
import js from '@eslint/js';
import hooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

const web = 'apps/web/src';
const features = readdirSync(`${web}/features`, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

/* Imports go one way: app → pages → features → lib → packages. A feature never imports another feature. */
const above = {
  lib: ['@/app/*', '@/pages/*', '@/features/*'],
  features: ['@/app/*', '@/pages/*'],
  pages: ['@/app/*'],
};
const noImport = (patterns) => ({
  'no-restricted-imports': [
    'error',
    { patterns: [{ group: patterns, message: 'Imports go one way: app, pages, features, lib, packages.' }] },
  ],
});
const ownLayer = Object.entries(above).map(([layer, patterns]) => ({
  files: [`${web}/${layer}/**/*.{ts,tsx}`],
  rules: noImport(patterns),
}));
const ownFeature = features.map((name) => ({
  files: [`${web}/features/${name}/**/*.{ts,tsx}`],
  rules: noImport([
    ...above.features,
    ...features.filter((other) => other !== name).map((other) => `@/features/${other}/*`),
    '../*/*',
  ]),
}));

export default tseslint.config(
  { ignores: ['**/node_modules/**', 'build/**', 'packages/types/**', '**/storybook-static/**'] },
  {
    files: ['apps/web/**/*.{ts,tsx}', 'packages/ui/**/*.{ts,tsx}', 'tests/e2e/**/*.ts'],
    extends: [
      js.configs.recommended,
      ...tseslint.configs.strictTypeChecked,
      hooks.configs.flat['recommended-latest'],
    ],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'never' }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/only-throw-error': [
        'error',
        {
          allow: [{ from: 'package', package: '@tanstack/router-core', name: 'Redirect' }],
        },
      ],
      'max-lines': ['error', { max: 600 }],
      eqeqeq: 'error',
    },
  },
  {
    files: [`${web}/**/*.{ts,tsx}`, 'packages/ui/**/*.{ts,tsx}'],
    ignores: ['**/*.test.{ts,tsx}', `${web}/test/**`, '**/*.stories.tsx'],
    rules: { 'max-lines-per-function': ['error', { max: 120, skipBlankLines: true, skipComments: true }] },
  },
  ...ownLayer,
  ...ownFeature,
  {
    files: ['packages/ui/**/*.{ts,tsx}'],
    ignores: ['packages/ui/.storybook/**'],
    rules: noImport(['@/*', '@tanstack/*']),
  },
  {
    files: ['**/*.stories.tsx', 'packages/ui/.storybook/**'],
    rules: { 'no-restricted-imports': 'off', '@typescript-eslint/explicit-module-boundary-types': 'off' },
  },
);
