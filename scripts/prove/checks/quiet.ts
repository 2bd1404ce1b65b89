// SPDX-License-Identifier: AGPL-3.0-or-later
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { must } from '../laboratory.ts';
import { onHost } from '../on-host.ts';
import { outboundSeen } from '../outbound.ts';
import { type Check, passwordOf, subjectOf } from '../trial.ts';

/** Values of all secrets of an installation, one a line, read on the server itself. */
const SECRETS = `sed 's/[{}]//g' /var/lib/hop3/secrets/$1.json | tr ',' '\\n' | sed -n 's/^"[^"]*":"\\(.*\\)"$/\\1/p'`;

/** No secret in any log, ours or the app's; connections only to what the package declares. Before it is removed. */
export const isQuiet: Check = {
  id: 'quiet',
  async run(trial) {
    const subject = subjectOf(trial);
    const { sandbox } = subject.host;
    const secrets = (await onHost(sandbox, SECRETS, [subject.installation]))
      .split('\n')
      .filter((value) => value.length >= 8);
    const password = await passwordOf(trial, subject);
    must(
      password === null || secrets.includes(password),
      'The secrets on the server could not be read for the search.',
    );
    const journal = await onHost(sandbox, 'journalctl --no-pager --output=cat --quiet');
    const files = await onHost(
      sandbox,
      `find /var/log /var/lib/hop3-agent -type f -size -8M -exec cat {} + 2>/dev/null | tr -d '\\000' || true`,
    );
    const ours = readdirSync(trial.lab.product.paths.log).map((name) =>
      readFileSync(join(trial.lab.product.paths.log, name), 'utf8'),
    );
    for (const secret of [...secrets, ...trial.formerSecrets]) {
      must(!journal.includes(secret), 'A secret of the installation stands in the journal of the server.');
      must(!files.includes(secret), 'A secret of the installation stands in a log file of the server.');
      must(
        !ours.some((text) => text.includes(secret)),
        'A secret of the installation stands in a log of the site.',
      );
    }
    const seen = await outboundSeen(sandbox);
    const { outbound } = trial.manifest.network;
    must(
      outbound.length > 0 || seen.length === 0,
      `It declares no addresses and connected to ${seen.slice(0, 5).join(', ')}.`,
    );
    return [
      `${secrets.length} secrets looked for in the journal, log files and our own logs: none found`,
      seen.length === 0
        ? 'It connected to nobody'
        : `It connected to ${seen.length} addresses, as the package says it may`,
    ];
  },
};
