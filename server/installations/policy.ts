// SPDX-License-Identifier: AGPL-3.0-or-later
import { err, ok, type Result } from '#contract/result.ts';
import type { CertificateIssuer } from '#contract/rootd-api.ts';
import type { SiteError } from '#contract/site-error.ts';
import type { HostRow } from '#drizzle/schema/hosts.ts';
import type { InstallationHead } from './queries.ts';

const notNow = (message: string, remedy: string | null = null) =>
  err({ kind: 'not-now', message, remedy } as const);

/** Whether anything can be done with it but removing it. */
export function mayChange({ state }: Pick<InstallationHead, 'state'>): Result<null, SiteError> {
  switch (state) {
    case 'running':
    case 'stopped':
    case 'failing':
    case 'unknown':
      return ok(null);
    case 'installing':
    case 'uninstalling':
      return notNow('It is being worked on.', 'Wait for its end.');
    case 'removed':
    case 'install-failed':
      return notNow('It is not installed.');
  }
}

export function mayResetPassword(
  installation: Pick<InstallationHead, 'state' | 'canResetPassword'>,
): Result<null, SiteError> {
  if (!installation.canResetPassword) {
    return notNow(
      'This app gives us no way to set a new password.',
      'Use what the app itself offers on its sign-in page.',
    );
  }
  return mayChange(installation);
}

/** Also one whose install failed: something of it may have stayed. `confirm` is its address, typed by a person. */
export function mayUninstall(installation: InstallationHead, confirm: string): Result<null, SiteError> {
  if (installation.state === 'removed') return notNow('It is already gone.');
  if (confirm.trim().toLowerCase() !== installation.domain) {
    const message = `This is not its address. Type ${installation.domain} to uninstall it.`;
    return err({ kind: 'field', field: 'confirm', message, remedy: null });
  }
  return ok(null);
}

/** On a host with a suffix its certificates are for <label>.<suffix> only. */
export function mayUseDomain(host: Pick<HostRow, 'domainSuffix'>, domain: string): Result<null, SiteError> {
  const suffix = host.domainSuffix;
  if (suffix === null) return ok(null);
  const label = domain.endsWith(`.${suffix}`) ? domain.slice(0, -suffix.length - 1) : '';
  if (label !== '' && !label.includes('.')) return ok(null);
  const message = `On this server an address is one word before .${suffix}.`;
  return err({ kind: 'field', field: 'domain', message, remedy: `For example news.${suffix}` });
}

/** Names of the practice server exist on this computer only; others are for everybody until somebody says otherwise. */
export const issuerFor = (
  host: Pick<HostRow, 'domainSuffix'>,
  chosen: CertificateIssuer | undefined,
): CertificateIssuer => chosen ?? (host.domainSuffix === null ? 'acme' : 'private');

export const DOMAIN_TAKEN = {
  kind: 'field',
  field: 'domain',
  message: 'Another app has this address.',
  remedy: 'Choose another address, or uninstall the app that has it.',
} as const satisfies SiteError;
