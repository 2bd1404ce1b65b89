// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import { licenceProblem } from './free-licences.ts';
import { lintPackage } from './lint-package.ts';
import { problemLine } from './package-problem.ts';
import { parseManifest } from './parse-manifest.ts';

const BASE = `[metadata]
id = "news"
version = "1.0.0"
title = "News"
summary = "Reads the news"
license = "MIT"
categories = ["reading"]
`;
const APT = `[source]
type = "apt"
package = "news"
version = "~2.2"
[run]
start = ["/usr/bin/news"]
`;

function lint(toml: string, files: Record<string, string> = {}, folder = 'news'): string[] {
  const parsed = parseManifest(toml);
  if (!parsed.ok) throw new Error(parsed.error.map(problemLine).join('\n'));
  const all = new Map(Object.entries({ 'icon.svg': '<svg/>', 'README.md': '#', ...files }));
  return lintPackage({ folder, ...parsed.value, files: all }).map(problemLine);
}

describe('lint', () => {
  it('accepts a plain package', () => {
    expect(lint(BASE + APT)).toEqual([]);
  });

  it('refuses a folder of another name, and missing page files', () => {
    const parsed = parseManifest(BASE + APT);
    if (!parsed.ok) throw new Error('fixture');
    expect(lintPackage({ folder: 'old', ...parsed.value, files: new Map() }).map(problemLine)).toEqual([
      'hop3.toml:2:1 metadata.id: the folder is named "old". Folder and id are the same',
      'icon.svg:1:1: is missing',
      'README.md:1:1: is missing',
    ]);
  });

  it('refuses in checks what nobody knows from outside, and values where nothing is put in', () => {
    const toml = `${BASE}${APT}
[[addons]]
type = "postgres"
[settings.title]
type = "text"
title = "T"
[settings.code]
type = "secret"
title = "C"
[admin]
username = "admin"
password = { generate = "password" }
create = ["/usr/bin/news", "add"]
[check.sign-in.form]
page = "/login?of=\${admin.username}"
action = "/login"
username = "name"
password = "password"
[check.sign-in]
inside = { path = "/of/\${admin.username}", contains = "\${settings.title}" }
refused = { contains = "\${postgres.NAME}" }
[seed]
put = { path = "/\${seed.token}", form = { port = "\${port}", code = "\${settings.code}" } }
find = { path = "/", contains = "\${seed.token}" }
`;
    expect(lint(toml)).toEqual([
      'hop3.toml:34:13 check.sign-in.refused.contains: there is no value named "postgres.NAME"',
      'hop3.toml:36:43 seed.put.form.port: there is no value named "port"',
      'hop3.toml:36:61 seed.put.form.code: there is no value named "settings.code". Did you mean "settings.title"?',
      'hop3.toml:28:1 check.sign-in.form.page: no value is put into this text: it is taken as it is written',
    ]);
  });

  it('refuses names that do not exist, with what was probably meant', () => {
    const toml = `${BASE}${APT}
[[addons]]
type = "postgres"
[settings.title]
type = "text"
title = "T"
[env]
A = "\${domian}"
B = { from = "postgre", key = "HOST" }
C = { from = "postgres", key = "SOCKET" }
D = { setting = "titel" }
E = "\${admin.password}"
F = "\${settings.title|yaml}"
G = "\${postgres.NAME} \${settings.title} $\${literal}"
`;
    expect(lint(toml)).toEqual([
      'hop3.toml:22:7 env.B.from: there is no addon named "postgre". Did you mean "postgres"?',
      'hop3.toml:23:26 env.C.key: postgres has no "SOCKET". It has DATABASE_URL, HOST, NAME, USER, PORT',
      'hop3.toml:24:7 env.D.setting: there is no setting named "titel". Did you mean "title"?',
      'hop3.toml:21:1 env.A: there is no value named "domian". Did you mean "domain"?',
      'hop3.toml:25:1 env.E: there is no value named "admin.password"',
      'hop3.toml:26:1 env.F: there is no filter "yaml": use json, php, ini, url',
    ]);
  });

  it('refuses free text in a template without its encoding, at its line', () => {
    const toml = `${BASE}${APT}
[settings.title]
type = "text"
title = "T"
[settings.size]
type = "number"
title = "S"
[[files]]
template = "app.conf"
to = "config/app.conf"
`;
    const template =
      'port = ${port}\nsize = ${settings.size}\n  title = ${settings.title}\nx = ${settings.title|json}\ny = ${nothing}\n';
    expect(lint(toml, { 'app.conf': template })).toEqual([
      'app.conf:5:5: there is no value named "nothing"',
      'app.conf:3:11: "settings.title" is free text and could break out of the file. Say how it is written: ${settings.title|json}, |php or |ini',
    ]);
    expect(lint(toml)).toEqual([
      'hop3.toml:22:1 files[0].template: there is no file "app.conf" in the package',
    ]);
  });

  it('refuses default credentials and fixed ports', () => {
    const toml = `${BASE}${APT.replace('["/usr/bin/news"]', '["/usr/bin/news", "--port", "8080"]')}
[env]
ADMIN_PASSWORD = "changeme"
LISTEN = "0.0.0.0:3000"
HTTP_PORT = "3000"
PASSWORD_MIN = "8"
[settings.api-key]
type = "text"
title = "K"
default = "abc"
[[files]]
template = "c"
to = "config/c"
`;
    expect(lint(toml, { c: 'listen = 127.0.0.1:9000\n' })).toEqual([
      'hop3.toml:16:1 env.ADMIN_PASSWORD: looks like a credential that every installation would share. Use { generate = "urlsafe" }',
      'hop3.toml:17:1 env.LISTEN: a fixed port would clash with other apps. Use { key = "port" } or { key = "listen" }',
      'hop3.toml:18:1 env.HTTP_PORT: a fixed port would clash with other apps. Use { key = "port" } or { key = "listen" }',
      'hop3.toml:23:1 settings.api-key.default: looks like a default credential. Use type = "secret"',
      'hop3.toml:13:1 run.start: a fixed port would clash with other apps. Give it through the environment or a [[files]] template',
      'c:1:10: a fixed port would clash with other apps. Use ${port} or ${listen}',
    ]);
  });

  it('refuses an npm lockfile that floats, differs or names a registry', () => {
    const toml = `${BASE}[source]
type = "npm"
package = "news"
version = "1.2.3"
lockfile = "package-lock.json"
[run]
start = ["node", "x"]
`;
    const lock = (packages: object) => ({
      'package-lock.json': JSON.stringify({ lockfileVersion: 3, packages }, null, 1),
    });
    const good = {
      '': { dependencies: { news: '1.2.3' } },
      'node_modules/news': { version: '1.2.3', integrity: 'sha512-x' },
    };
    expect(lint(toml, lock(good))).toEqual([]);
    expect(lint(toml)).toEqual([
      'hop3.toml:12:1 source.lockfile: there is no file "package-lock.json" in the package',
    ]);
    expect(
      lint(
        toml,
        lock({
          '': { dependencies: { news: '^1.2.3' } },
          'node_modules/news': { version: '1.2.4', resolved: 'https://r.example/n.tgz' },
        }),
      ),
    ).toEqual([
      'hop3.toml:11:1 source.version: hop3.toml says news 1.2.3, the lockfile 1.2.4. Make the lockfile again',
      'package-lock.json:9:3: node_modules/news has no checksum',
      'package-lock.json:9:3: node_modules/news names the host of a registry. Make it with npm install --package-lock-only --omit-lockfile-registry-resolved',
    ]);
  });

  it('refuses requirements without checksums or from elsewhere', () => {
    const toml = `${BASE}[source]
type = "pypi"
package = "News_App"
version = "1.2.3"
with = ["extra"]
lockfile = "requirements.lock"
[run]
start = ["python", "-m", "x"]
`;
    const hash = `--hash=sha256:${'a'.repeat(64)}`;
    expect(
      lint(toml, {
        'requirements.lock': `# c\nnews-app==1.2.3 \\\n    ${hash} \\\n    ${hash}\nextra==1 ${hash}\n`,
      }),
    ).toEqual([]);
    expect(lint(toml, { 'requirements.lock': `--index-url x\nnews-app==1.2.4\nextra>=1\n` })).toEqual([
      'requirements.lock:1:1: only name==version --hash=sha256:… is allowed here, not "--index-url x"',
      'requirements.lock:2:1: news-app has no checksum',
      'requirements.lock:3:1: only name==version --hash=sha256:… is allowed here, not "extra>=1"',
      'hop3.toml:11:1 source.version: hop3.toml says News_App 1.2.3, the lockfile 1.2.4. Make the lockfile again',
      'hop3.toml:12:1 source.with: extra is not in the lockfile',
    ]);
  });

  it('refuses scripts in an icon and hooks that are not there', () => {
    expect(
      lint(`${BASE}${APT}[hooks]\nmigrate = ["python3", "hooks/m.py"]\n`, {
        'icon.svg': '<svg onload="x()"/>',
      }),
    ).toEqual([
      'hop3.toml:15:1 hooks.migrate: there is no file "hooks/m.py" in the package',
      'icon.svg:1:5: an icon holds shapes only: no scripts, events or links',
    ]);
  });
});

describe('a Go module', () => {
  const toml = `${BASE}[source]
type = "go"
module = "example.org/news"
version = "1.2.3"
program = "news"
lockfile = "go.sum"
toolchain = "1.27.0"
[run]
start = ["bin/news"]
`;
  const h1 = `h1:${'a'.repeat(43)}=`;
  const both = (module: string, version: string) =>
    `${module} ${version} ${h1}\n${module} ${version}/go.mod ${h1}\n`;
  const sums =
    both('example.org/news', 'v1.2.3') +
    both('golang.org/toolchain', 'v0.0.1-go1.27.0.linux-amd64') +
    both('golang.org/toolchain', 'v0.0.1-go1.27.0.linux-arm64');
  const goMod = (version: string) =>
    `module hop3.invalid/app\n\ngo 1.24\n\nrequire (\n\texample.org/news ${version} // indirect\n)\n`;

  it('is accepted with checksums of everything', () => {
    expect(lint(toml, { 'go.sum': sums, 'go.mod': goMod('v1.2.3') })).toEqual([]);
    expect(lint(toml, { 'go.sum': sums, 'go.mod': 'module x\n\nrequire example.org/news v1.2.3\n' })).toEqual(
      [],
    );
  });

  it('is refused where a checksum, the version or go.mod is missing', () => {
    expect(
      lint(toml, {
        'go.sum': `${sums.replace(/.*arm64 .*\n/, '')}example.org/x v1\n`,
        'go.mod': goMod('v1.2.2'),
      }),
    ).toEqual([
      'go.sum:6:1: only “module version h1:…” is allowed here, not "example.org/x v1"',
      'hop3.toml:14:1 source.toolchain: the lockfile has no checksums of golang.org/toolchain v0.0.1-go1.27.0.linux-arm64. Take them from go mod download -json, with a line for its /go.mod too',
      'hop3.toml:11:1 source.version: go.mod does not require example.org/news v1.2.3. Make go.mod and go.sum again',
    ]);
    expect(lint(toml, { 'go.sum': sums })).toEqual([
      'hop3.toml:13:1 source.lockfile: there is no file "go.mod" in the package',
    ]);
  });
});

it('refuses to start a script by a path that only hooks have', () => {
  expect(
    lint(BASE + APT.replace('"/usr/bin/news"', '"sh", "hooks/start.sh"'), { 'hooks/start.sh': '' }),
  ).toEqual([
    'hop3.toml:13:1 run.start: "hooks/start.sh" is not found there: only hooks run in the package\'s folder. Write /package/hooks/start.sh',
  ]);
});

it('refuses such a path in a job at set times', () => {
  const cron = '[[cron]]\nname = "tidy"\nschedule = "daily"\ncommand = ["sh", "hooks/tidy.sh"]\n';
  expect(lint(`${BASE}${APT}${cron}`, { 'hooks/tidy.sh': '' })).toEqual([
    'hop3.toml:17:1 cron[0].command: "hooks/tidy.sh" is not found there: only hooks run in the package\'s folder. Write /package/hooks/tidy.sh',
  ]);
});

it('cron commands are looked at like all others', () => {
  expect(
    lint(
      `${BASE}${APT}[[cron]]\nname = "tidy"\nschedule = "daily"\ncommand = ["sh", "hooks/tidy.sh", "--port", "8080"]\n`,
    ),
  ).toEqual([
    'hop3.toml:17:1 cron[0].command: a fixed port would clash with other apps. Give it through the environment or a [[files]] template',
    'hop3.toml:17:1 cron[0].command: there is no file "hooks/tidy.sh" in the package',
  ]);
});

describe('licences', () => {
  it.each([
    'MIT',
    'GPL-2.0-or-later',
    '(MIT OR Apache-2.0) AND BSD-3-Clause',
    'GPL-2.0-only WITH Classpath-exception-2.0',
  ])('takes %s', (expression) => expect(licenceProblem(expression)).toBeNull());
  it.each(['GPL', 'BUSL-1.1', 'SSPL-1.0', 'MIT OR', 'MIT Apache-2.0', '(MIT', 'LicenseRef-Own'])(
    'refuses %s',
    (expression) => expect(licenceProblem(expression)).not.toBeNull(),
  );
});
