// SPDX-License-Identifier: AGPL-3.0-or-later
import { directoryName } from '#contract/acme.ts';
import type { CertificateIssuer } from '#contract/rootd-api.ts';

interface IssuerWords {
  /** After "from": "a public authority". */
  name: string;
  help: string;
}

/** "From Let's Encrypt": by the directory of the settings, where it is known. */
export function issuerTitle(issuer: CertificateIssuer, directory: string | undefined): string {
  const name =
    issuer === 'acme' && directory !== undefined ? directoryName(directory) : issuerWords[issuer].name;
  return `From ${name}`;
}

export const issuerWords: Record<CertificateIssuer, IssuerWords> = {
  acme: {
    name: 'a public authority',
    help: 'Browsers know it. The address must lead to the server, and its port 80 must be open.',
  },
  private: {
    name: 'your own authority',
    help: 'Works for any address, also inside a network. Browsers warn until they were given its root certificate, once.',
  },
};
