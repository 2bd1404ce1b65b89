// SPDX-License-Identifier: AGPL-3.0-or-later
import { connect } from 'node:tls';

const TIMEOUT_MS = 5000;

/**
 * Serial (lower-case hex) of the certificate that this host's proxy shows to a visitor of a name; null when it shows none.
 * It is looked at, not trusted: whoever signed it, this is what visitors get.
 */
export function servedSerial(domain: string, port = 443): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port, servername: domain, rejectUnauthorized: false });
    const end = (serial: string | null) => {
      socket.destroy();
      resolve(serial);
    };
    socket.setTimeout(TIMEOUT_MS, () => end(null));
    socket.once('secureConnect', () =>
      end(socket.getPeerX509Certificate()?.serialNumber.toLowerCase() ?? null),
    );
    socket.once('error', () => end(null));
  });
}
