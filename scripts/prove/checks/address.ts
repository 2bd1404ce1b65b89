// SPDX-License-Identifier: AGPL-3.0-or-later
import { must } from '../laboratory.ts';
import { sayOnHost } from '../on-host.ts';
import { type Check, mustHaveMark, signIn, subjectOf } from '../trial.ts';

/** A new address: signed in to there, and no page names the old one. */
export const moves: Check = {
  id: 'address',
  async run(trial) {
    const before = subjectOf(trial);
    const domain = `${trial.app}-moved.${before.host.sandbox.domainSuffix}`;
    const { operation } = await trial.lab.api.domains.change({ installation: before.installation, domain });
    await trial.lab.succeed(operation, 'The change of address');
    const subject = { ...before, domain };
    trial.subject = subject;
    const notes = await signIn(trial, subject);
    if (trial.token !== undefined) await mustHaveMark(trial, subject, trial.token, 'at the new address');
    // As a visitor on the server itself: the page that opens, and the health page.
    for (const path of new Set(['/', trial.manifest.healthcheck.path])) {
      const page = await sayOnHost(
        subject.host.sandbox,
        `curl -sL --include -m 20 --cacert /var/lib/hop3/authority/root.pem --connect-to "$1:443:127.0.0.1:443" --connect-to "$1:8443:127.0.0.1:443" "https://$1:8443$2"`,
        [domain, path],
      );
      // Its headers too: an app may answer with nothing but a redirect, or with the browser's own question for a password.
      must(/^HTTP\/\S+ [234]/.test(page.stdout), `${path} does not answer at the new address.`);
      must(!page.stdout.includes(before.domain), `${path} still names the old address.`);
    }
    return [`Moved from ${before.domain} to ${domain}`, ...notes, 'No page names the old address'];
  },
};
