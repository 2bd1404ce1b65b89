// SPDX-License-Identifier: AGPL-3.0-or-later
// The import rules of docs/architecture.md. scripts/structure.ts fails when this reads no module.
/** @type {import('dependency-cruiser').IConfiguration} */
const tests = '\\.(test|integration\\.test)\\.tsx?$|/conformance\\.ts$|/test-[a-z-]+\\.ts$';

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'contract-imports-zod-only',
      severity: 'error',
      from: { path: '^contract/', pathNot: tests },
      to: { pathNot: '^contract/|^node_modules/zod/' },
    },
    {
      name: 'agent-stays-on-the-host',
      severity: 'error',
      from: { path: '^agent/', pathNot: tests },
      to: { path: '^(app|server|drizzle|sandbox|scripts)/' },
    },
    {
      name: 'agent-touches-the-system-in-host-only',
      severity: 'error',
      from: {
        path: '^agent/',
        pathNot: `^agent/host/|^agent/bootstrap/|^agent/(rootd/)?main\\.ts$|${tests}`,
      },
      to: { path: '^(node:)?(child_process|fs|fs/promises)$', dependencyTypes: ['core'] },
    },
    {
      name: 'plugins-know-no-sibling',
      severity: 'error',
      from: { path: '^agent/plugins/([^/]+)/([^/]+)/', pathNot: tests },
      to: {
        path: '^agent/plugins/',
        pathNot: '^agent/plugins/$1/($2/|[^/]+\\.ts$)|^agent/plugins/[^/]+/contract\\.ts$',
      },
    },
    {
      name: 'only-the-registry-imports-plugins',
      severity: 'error',
      from: { path: '^agent/', pathNot: `^agent/plugins/|${tests}` },
      to: {
        path: '^agent/plugins/',
        pathNot: '^agent/plugins/registry\\.ts$|^agent/plugins/[^/]+/contract\\.ts$',
      },
    },
    { name: 'server-knows-no-page', severity: 'error', from: { path: '^server/' }, to: { path: '^app/' } },
    {
      name: 'database-behind-queries-and-commands',
      severity: 'error',
      from: {
        path: '^(server|app)/',
        pathNot: `(queries|commands)\\.ts$|^server/(database|auth|worker|deploy|signer|secrets|audit|control-plane)/|^server/api/|${tests}`,
      },
      to: { path: '^node_modules/(drizzle-orm|postgres)/' },
    },
    {
      name: 'trpc-errors-at-the-edge',
      severity: 'error',
      from: {
        path: '^server/',
        pathNot: `^server/api/|router\\.ts$|^server/(hosts|worker|worker-client)/|${tests}`,
      },
      to: { path: '^node_modules/@trpc/server' },
    },
    {
      name: 'pages-take-types-of-the-server',
      severity: 'error',
      from: { path: '^app/', pathNot: `^app/api/|${tests}` },
      to: {
        path: '^server/',
        pathNot: '^server/(auth/session|api/refused|catalogue/[a-z-]+)\\.ts$',
        dependencyTypesNot: ['type-only'],
      },
    },
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(\\.next|dist|node_modules/\\.cache)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types', 'default'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.json'],
    },
  },
};
