// SPDX-License-Identifier: AGPL-3.0-or-later
import { hasControlCharacter, hasUnprintable } from '#agent/host/control-characters.ts';
import type { Plugins } from '#agent/plugins/registry.ts';
import { type Failure, failure } from '#contract/failure.ts';
import type { Manifest } from '#contract/manifest/manifest.ts';
import { checkMounts, planOf } from './app-layout.ts';
import type { InstallationRecord } from './installation-record.ts';
import type { Secrets } from './records.ts';

/** What rootd asks of a package and of the values that come with it before it takes them. Pure; null when all is well. */

export function refuseText(name: string, value: string): Failure | null {
  return hasControlCharacter(value) || !value.isWellFormed()
    ? failure('input-refused', `${name.slice(0, 100)}: control characters are not allowed.`)
    : null;
}

export function refusePackage(manifest: Manifest, plugins: Plugins): Failure | null {
  const badPrefix = manifest.proxy.websocket.find((prefix) => !isPlainPrefix(prefix));
  if (badPrefix !== undefined) {
    return failure(
      'input-refused',
      `proxy.websocket: ${badPrefix} has signs that a path prefix cannot have.`,
    );
  }
  const mounts = checkMounts(manifest);
  if (!mounts.ok) return mounts.error;
  const { services, jobs } = planOf(manifest, plugins);
  if (services.length === 0)
    return failure('input-refused', 'The package says nothing that could be started.');
  return refuseNames([...services, ...jobs].map((unit) => unit.name));
}

export function refuseSettings(settings: InstallationRecord['settings'], manifest: Manifest): Failure | null {
  for (const [name, value] of Object.entries(settings)) {
    const bad = refuseText(`settings.${name}`, String(value));
    if (bad) return bad;
    if (!Object.hasOwn(manifest.settings, name)) {
      return failure(
        'input-refused',
        `settings.${name.slice(0, 100)}: the package asks for no such setting.`,
      );
    }
  }
  return null;
}

/** `secrets`: all that the installation will have. */
export function refuseSecrets(secrets: Secrets, manifest: Manifest): Failure | null {
  // The same signs that the environment of a unit can hold.
  const bad = Object.entries(secrets).find(([, value]) => hasUnprintable(value));
  if (bad) return failure('input-refused', `${bad[0].slice(0, 100)}: control characters are not allowed.`);
  for (const [name, value] of Object.entries(manifest.env)) {
    if (typeof value === 'object' && 'generate' in value && secrets[`env.${name}`] === undefined)
      return failure('input-refused', `env.${name}: its generated value is missing.`);
  }
  return null;
}

/** What may stand in a proxy's configuration as one word. */
function isPlainPrefix(prefix: string): boolean {
  return /^\/[A-Za-z0-9._~!&'()*+,=:@%/-]*$/.test(prefix);
}

/** Names of units: each once, and none that an addon's, a transient unit or a timer of ours could have. */
function refuseNames(names: readonly string[]): Failure | null {
  const bad = names.find(
    (name, index) =>
      names.indexOf(name) !== index || /^(?:(?:addon|run)(?:-|$)|(?:backup|verify)$)/.test(name),
  );
  return bad === undefined ? null : failure('input-refused', `processes.name: "${bad}" is taken.`);
}
