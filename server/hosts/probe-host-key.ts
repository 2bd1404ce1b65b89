// SPDX-License-Identifier: AGPL-3.0-or-later
import { Client } from 'ssh2';
import type { z } from 'zod';
import { type Failure, failure } from '#contract/failure.ts';
import { err, ok, type Result } from '#contract/result.ts';
import type { probeResult } from '#contract/site-api/hosts.ts';
import { hostKeyFingerprint, hostKeyLine } from './host-key.ts';

/** Asks a server for its key, for a person to compare. Nothing is signed in to; no user name is sent. */
export function probeHostKey(where: {
  address: string;
  port: number;
  timeoutMs?: number;
}): Promise<Result<z.infer<typeof probeResult>, Failure>> {
  const client = new Client();
  return new Promise((resolve) => {
    const unreachable = (cause: Error) => {
      client.destroy();
      resolve(
        err(
          failure(
            'host-unreachable',
            `Nothing answers as an SSH server at ${where.address}, port ${where.port}.`,
            {
              remedy:
                'Check that the server is switched on, that the address and the port are right, and that no firewall is in between.',
              detail: cause.message.slice(0, 300),
            },
          ),
        ),
      );
    };
    // A second error after the first would find no listener and end the process.
    client.on('error', () => undefined);
    client.once('error', unreachable);
    client.once('close', () => unreachable(new Error('closed')));
    client.connect({
      host: where.address,
      port: where.port,
      // Never sent: the handshake is ended before authentication.
      username: 'nobody',
      readyTimeout: where.timeoutMs ?? 15_000,
      algorithms: { serverHostKey: ['ssh-ed25519', 'ecdsa-sha2-nistp256', 'rsa-sha2-512', 'rsa-sha2-256'] },
      hostVerifier: (key: Buffer) => {
        resolve(ok({ hostKey: hostKeyLine(key), fingerprint: hostKeyFingerprint(key) }));
        return false;
      },
    });
  });
}
