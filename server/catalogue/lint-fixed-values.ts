// SPDX-License-Identifier: AGPL-3.0-or-later
import type { ManifestCommand } from '#contract/manifest/run.ts';
import type { PackageProblem } from './package-problem.ts';
import { atKey, atOffset, type LintRule } from './package-sources.ts';
import type { KeyPath } from './toml-positions.ts';

const CREDENTIAL_NAME = /(?:PASSWORD|PASSWD|PASSPHRASE|SECRET|SECRET_KEY|TOKEN|API_?KEY|PRIVATE_KEY|SALT)$/i;
const ADDRESS_WITH_PORT = /(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1?\]):[0-9]{2,5}/;
const PORT_OPTION = /(?:^|[\s"'])(?:--?port|--listen|-p)[= ]:?[0-9]{2,5}(?![0-9.])/;
const PORT_ASSIGNMENT = /\b(?:port|uiPort|listen)["']?\s*[=:]\s*["']?[0-9]{2,5}\b/i;

/** No default credential and no fixed port, in hop3.toml and in templates. */
export const lintFixedValues: LintRule = (sources) => {
  const { manifest } = sources;
  const found: PackageProblem[] = [];
  const environments: [KeyPath, Record<string, unknown>][] = [
    [['env'], manifest.env],
    [['admin', 'env'], manifest.admin?.env ?? {}],
  ];
  for (const [path, environment] of environments) {
    for (const [name, value] of Object.entries(environment)) {
      if (typeof value !== 'string') continue;
      const at = [...path, name];
      if (CREDENTIAL_NAME.test(name) && value !== '' && !value.includes('${')) {
        found.push(
          atKey(
            sources,
            at,
            'looks like a credential that every installation would share',
            'Use { generate = "urlsafe" }',
          ),
        );
      }
      if (ADDRESS_WITH_PORT.test(value) || (/PORT$/i.test(name) && /^[0-9]+$/.test(value))) {
        found.push(
          atKey(
            sources,
            at,
            'a fixed port would clash with other apps',
            'Use { key = "port" } or { key = "listen" }',
          ),
        );
      }
    }
  }

  for (const [name, setting] of Object.entries(manifest.settings)) {
    if (setting.type === 'text' && CREDENTIAL_NAME.test(name.replaceAll('-', '_')) && setting.default) {
      found.push(
        atKey(
          sources,
          ['settings', name, 'default'],
          'looks like a default credential',
          'Use type = "secret"',
        ),
      );
    }
  }

  for (const [path, command] of commands(sources.manifest)) {
    const text = typeof command === 'string' ? command : command.join(' ');
    if (ADDRESS_WITH_PORT.test(text) || PORT_OPTION.test(text)) {
      found.push(
        atKey(
          sources,
          path,
          'a fixed port would clash with other apps',
          'Give it through the environment or a [[files]] template',
        ),
      );
    }
  }

  for (const { template } of manifest.files) {
    const text = sources.files.get(template) ?? '';
    const match = ADDRESS_WITH_PORT.exec(text) ?? PORT_ASSIGNMENT.exec(text);
    if (match)
      found.push(
        atOffset(
          template,
          text,
          match.index,
          'a fixed port would clash with other apps',
          'Use ${port} or ${listen}',
        ),
      );
  }
  return found;
};

function commands(manifest: Parameters<LintRule>[0]['manifest']): [KeyPath, ManifestCommand][] {
  const all: [KeyPath, ManifestCommand | undefined][] = [
    [['run', 'start'], manifest.run.start],
    [['run', 'before-run'], manifest.run['before-run']],
    ...manifest.processes.map((process, index): [KeyPath, ManifestCommand] => [
      ['processes', index, 'command'],
      process.command,
    ]),
    ...manifest.cron.map((entry, index): [KeyPath, ManifestCommand] => [
      ['cron', index, 'command'],
      entry.command,
    ]),
    ...Object.entries(manifest.hooks).map(([name, command]): [KeyPath, ManifestCommand | undefined] => [
      ['hooks', name],
      command,
    ]),
    [['admin', 'create'], manifest.admin?.create],
    [['admin', 'verify'], manifest.admin?.verify],
    [['admin', 'reset'], manifest.admin?.reset],
    [['check', 'count', 'command'], manifest.check?.count?.command],
  ];
  return all.flatMap(([path, command]) => (command === undefined ? [] : [[path, command]]));
}

/** Scripts of the package that commands name are there. */
export const lintScripts: LintRule = (sources) =>
  commands(sources.manifest).flatMap(([path, command]) =>
    typeof command === 'string'
      ? []
      : command.flatMap((argument) => {
          if (!/^(?:hooks|scripts)\/[A-Za-z0-9._/-]+$/.test(argument)) return [];
          if (!sources.files.has(argument))
            return [atKey(sources, path, `there is no file "${argument}" in the package`)];
          return startsElsewhere(path)
            ? [
                atKey(
                  sources,
                  path,
                  `"${argument}" is not found there: only hooks run in the package's folder`,
                  `Write /package/${argument}`,
                ),
              ]
            : [];
        }),
  );

/** Hooks run in /package; what serves and what runs at set times does not. */
const startsElsewhere = ([table]: KeyPath): boolean =>
  table === 'run' || table === 'processes' || table === 'cron';
