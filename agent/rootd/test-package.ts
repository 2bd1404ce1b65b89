// SPDX-License-Identifier: AGPL-3.0-or-later
import { type Package, packageSchema } from '#contract/package.ts';

type Sections = Record<string, unknown>;

/** A package for tests: sections as in hop3.toml, files as text. */
export function testPackage(id: string, sections: Sections, files: Record<string, string> = {}): Package {
  return packageSchema.parse({
    id,
    manifest: {
      metadata: {
        id,
        version: '1.0.0',
        title: 'Test',
        summary: 'Something to try the engine with.',
        license: 'MIT',
        categories: ['development'],
      },
      source: { type: 'apt', package: 'python3-minimal', version: '~3.13', with: ['python3'] },
      ...sections,
    },
    files: Object.fromEntries(
      Object.entries(files).map(([path, text]) => [path, Buffer.from(text).toString('base64')]),
    ),
  });
}

/** Several processes, a hook, a volume, a file and a setting: most of what a unit can have. */
export const manyProcesses = () =>
  testPackage(
    'many',
    {
      run: { 'start-timeout': 120, 'stop-signal': 'SIGINT', 'stop-timeout': 20, 'working-dir': '/data' },
      processes: [
        { name: 'migrate', kind: 'once', command: ['usr/bin/true'] },
        { name: 'web', kind: 'web', command: ['python3', '-m', 'http.server'], after: ['worker'] },
        { name: 'worker', kind: 'worker', command: 'while sleep 60; do echo "$HOME" 100% \\ \'x\'; done' },
      ],
      hooks: { 'before-start': ['sh', 'hooks/before.sh'] },
      cron: [
        {
          name: 'cleanup',
          schedule: '15 3 * * mon-fri',
          command: ['python3', '-c', 'print("100%")'],
          timeout: 900,
        },
        { name: 'often', schedule: '*:0/5', command: 'echo "$HOME" > /data/often' },
      ],
      volumes: [{ name: 'content', target: '/usr/share/many/content' }],
      files: [{ template: 'many.conf', to: '/etc/many/many.conf' }],
      addons: [{ type: 'postgres' }],
      limits: { memory: '256M', cpu: 0.5, processes: 64 },
    },
    { 'many.conf': 'listen = ${listen}\n', 'hooks/before.sh': 'exit 0\n' },
  );

/** A document root and nothing else. */
export const filesOnly = () =>
  testPackage('files', {
    source: { type: 'apt', package: 'python3-doc', version: '~3.13' },
    build: { 'document-root': '/usr/share/doc/python3-doc/html' },
  });

/** An app without a sign-in of its own, on its port. */
export const guarded = () =>
  testPackage('guarded', {
    run: { start: ['python3', '-m', 'http.server'] },
    guard: { realm: 'A test' },
    admin: { username: 'admin', password: { generate: 'password' } },
    proxy: { 'max-body-size': '8M', websocket: ['/'] },
  });

export const phpSite = () =>
  testPackage('site', {
    build: { 'document-root': '/usr/share/site' },
    php: {
      extensions: ['mysqli'],
      ini: { memory_limit: '128M', 'session.gc_probability': 0, short_open_tag: false },
      'front-controller': '/index.php',
      denied: ['/uploads/*.php', '/readme.html'],
    },
    proxy: { 'max-body-size': '72M', timeouts: { read: 120, send: 90 } },
  });
