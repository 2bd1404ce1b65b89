// SPDX-License-Identifier: AGPL-3.0-or-later

import { inRoot } from '#agent/host/paths.ts';
import { type Failure, failure } from '#contract/failure.ts';
import { APP_PATH, appListens } from '#contract/manifest/command.ts';
import { type InterpolationScope, interpolate } from '#contract/manifest/interpolate.ts';
import type { Manifest } from '#contract/manifest/manifest.ts';
import type { FactName, ManifestEnvValue } from '#contract/manifest/values.ts';
import { err, ok, type Result } from '#contract/result.ts';
import type { InstallationRecord } from './installation-record.ts';
import type { Secrets } from './records.ts';

const CA_BUNDLE_IN_ROOT = '/etc/ssl/certs/ca-certificates.crt';

/** What `${...}` means for an installation (contract/manifest/interpolate.ts). Pure. */
export function scopeOf(record: InstallationRecord, secrets: Secrets): InterpolationScope {
  const scope: Record<string, string> = { ...factsOf(record) };
  for (const name of Object.keys(record.package.manifest.settings)) {
    scope[`settings.${name}`] = settingOf(record, secrets, name);
  }
  for (const [addon, attributes] of Object.entries(record.addons)) {
    for (const [key, value] of Object.entries(attributes)) scope[`${addon}.${key}`] = value;
  }
  for (const [name, value] of Object.entries(record.package.manifest.env)) {
    const secret = secrets[`env.${name}`];
    if (isGenerated(value) && secret !== undefined) scope[`secrets.${name}`] = secret;
  }
  return scope;
}

/** The first account; for [admin] env only. */
export function adminScope(record: InstallationRecord, secrets: Secrets): Record<string, string> {
  if (!record.admin) return {};
  return {
    'admin.username': record.admin.username,
    'admin.email': record.admin.email,
    'admin.password': secrets['admin.password'] ?? '',
  };
}

/** The environment of every process and hook. Failures: input-refused when a value is missing. */
export function environmentOf(
  record: InstallationRecord,
  secrets: Secrets,
): Result<Record<string, string>, Failure> {
  const scope = scopeOf(record, secrets);
  const environment: Record<string, string> = {
    HOME: inRoot.data,
    PATH: APP_PATH,
    LANG: 'C.UTF-8',
    TZ: record.timezone,
    SSL_CERT_FILE: CA_BUNDLE_IN_ROOT,
    NODE_EXTRA_CA_CERTS: CA_BUNDLE_IN_ROOT,
    REQUESTS_CA_BUNDLE: CA_BUNDLE_IN_ROOT,
  };
  for (const [name, value] of Object.entries(record.package.manifest.env)) {
    const resolved = resolve(name, value);
    if (!resolved.ok) return resolved;
    environment[name] = resolved.value;
  }
  return ok(environment);

  function resolve(name: string, value: ManifestEnvValue): Result<string, Failure> {
    if (typeof value === 'string') {
      const text = interpolate(value, scope);
      return text.ok ? text : missing(name, text.error.message);
    }
    if ('generate' in value) return known(name, `secrets.${name}`);
    if ('from' in value) return known(name, `${value.from}.${value.key}`);
    if ('setting' in value) return known(name, `settings.${value.setting}`);
    return known(name, value.key);
  }

  function known(name: string, key: string): Result<string, Failure> {
    const value = Object.hasOwn(scope, key) ? scope[key] : undefined;
    return value === undefined ? missing(name, `there is no value named "${key}"`) : ok(value);
  }
}

/** [admin] env with its values; empty when the package has none. */
export function adminEnvironmentOf(
  record: InstallationRecord,
  secrets: Secrets,
): Result<Record<string, string>, Failure> {
  const scope = { ...scopeOf(record, secrets), ...adminScope(record, secrets) };
  const environment: Record<string, string> = {};
  for (const [name, template] of Object.entries(record.package.manifest.admin?.env ?? {})) {
    const text = interpolate(template, scope);
    if (!text.ok) return missing(name, text.error.message);
    environment[name] = text.value;
  }
  return ok(environment);
}

/** ADMIN_USERNAME, ADMIN_PASSWORD, ADMIN_EMAIL: for the hooks that make or verify the account. */
export function adminHookEnvironment(record: InstallationRecord, secrets: Secrets): Record<string, string> {
  if (!record.admin) return {};
  return {
    ADMIN_USERNAME: record.admin.username,
    ADMIN_PASSWORD: secrets['admin.password'] ?? '',
    ADMIN_EMAIL: record.admin.email,
  };
}

/** Where visitors find it. */
export function urlOf({ domain, publicPort }: Pick<InstallationRecord, 'domain' | 'publicPort'>): string {
  return publicPort === 443 ? `https://${domain}` : `https://${domain}:${publicPort}`;
}

function factsOf(record: InstallationRecord): Record<FactName, string> {
  const socket = appListens(record.package.manifest) === 'socket';
  return {
    domain: record.domain,
    url: urlOf(record),
    name: record.title,
    port: String(record.port ?? ''),
    listen: socket ? `${inRoot.run}/web.sock` : `127.0.0.1:${record.port ?? ''}`,
    'data-dir': inRoot.data,
    'trusted-proxy': '127.0.0.1',
    timezone: record.timezone,
    language: record.language,
  };
}

function settingOf(record: InstallationRecord, secrets: Secrets, name: string): string {
  const answer = secrets[`settings.${name}`] ?? record.settings[name];
  return answer === undefined ? '' : String(answer);
}

function isGenerated(value: Manifest['env'][string]): boolean {
  return typeof value === 'object' && 'generate' in value;
}

function missing(name: string, why: string): { ok: false; error: Failure } {
  return err(failure('input-refused', `The value of ${name} cannot be made: ${why}.`));
}
