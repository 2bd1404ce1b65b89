// SPDX-License-Identifier: AGPL-3.0-or-later
import { LinuxHost } from '#agent/host/linux-host.ts';
import { paths } from '#agent/host/paths.ts';
import { acme } from './certificate/acme/acme.ts';
import { issuerConformance } from './certificate/conformance.ts';
import { privateIssuer } from './certificate/private/private.ts';

/**
 * Runs on a sandbox host as root where both issuers are set up: `node test-issuers-on-host.mjs <acme|private> <domain>
 * <name of the check>`; 0 when it holds.
 */
const host = new LinuxHost();
const [what, domain = '', name] = process.argv.slice(2);
const SETTING = {
  acme: { issuer: acme, file: `${paths.state}/acme-account.json` },
  private: { issuer: privateIssuer, file: paths.authorityFiles.intermediate },
};
const setting = what === 'acme' || what === 'private' ? SETTING[what] : null;
const check = issuerConformance.find((one) => one.name === name);
if (setting === null || check === undefined) throw new Error(`no such check: ${what} ${name}`);

await check.run({
  issuer: setting.issuer,
  host,
  domain,
  unset: async () => {
    await host.rename(setting.file, `${setting.file}.aside`);
    return () => host.rename(`${setting.file}.aside`, setting.file);
  },
  leftovers: async () => {
    const places = [paths.acme, paths.acmeWebroot, paths.authority, '/run/hop3/acme'];
    const found = await host.run(['find', ...places, '-type', 'f']);
    return found.stdout.split('\n').sort();
  },
});
