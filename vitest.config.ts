import { defineConfig } from 'vitest/config';

const exclude = ['**/node_modules/**', '**/.next/**', '**/dist/**', 'e2e/**'];

const ON_HOSTS = ['agent/**', 'sandbox/**'];
const STORMS = 'scripts/prove/**';

/** Tests on real hosts, file after file: some share prepared hosts, and a second one at work makes the waits of the first too short. */
const onHosts = {
  exclude,
  include: ['**/*.integration.test.ts'],
  testTimeout: 300_000,
  hookTimeout: 900_000,
  fileParallelism: false,
};

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
      // Two, so that `npm test` can run them beside each other: no host of one is used by the other.
      {
        test: {
          ...onHosts,
          name: 'hosts',
          include: ON_HOSTS.map((folder) => `${folder}/*.integration.test.ts`),
        },
      },
      { test: { ...onHosts, name: 'service', exclude: [...exclude, ...ON_HOSTS, STORMS] } },
      {
        test: {
          ...onHosts,
          name: 'storms',
          include: [`${STORMS}/*.integration.test.ts`],
          testTimeout: 900_000,
          hookTimeout: 1_800_000,
        },
      },
    ],
  },
});
