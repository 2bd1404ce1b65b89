import { defineConfig } from 'vitest/config';

const exclude = ['**/node_modules/**', '**/.next/**', '**/dist/**', 'e2e/**'];

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['**/*.test.ts', '**/*.test.tsx'],
          exclude: [...exclude, '**/*.integration.test.ts'],
        },
      },
      {
        test: {
          name: 'integration',
          include: ['**/*.integration.test.ts'],
          exclude: [...exclude, 'scripts/prove/**'],
          testTimeout: 300_000,
          hookTimeout: 900_000,
          // Some files share prepared hosts, and a second one at work makes the waits of the first too short.
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'storms',
          include: ['scripts/prove/*.integration.test.ts'],
          exclude,
          testTimeout: 900_000,
          hookTimeout: 1_800_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
