// SPDX-License-Identifier: AGPL-3.0-or-later
import ssh2 from 'ssh2';

export type SshKeyPair = ReturnType<typeof ssh2.utils.generateKeyPairSync>;

/**
 * A new Ed25519 key pair: an OpenSSH private key and the line of its public key. ssh2 takes zeros off the front of the
 * public key, so that one pair in 256 is unreadable (mscdex/ssh2#1390); such a pair is not used.
 */
export function newSshKey(comment: string, make: () => SshKeyPair = () => ed25519(comment)): SshKeyPair {
  for (;;) {
    const pair = make();
    if ([pair.private, pair.public].every(isReadable)) return pair;
  }
}

const ed25519 = (comment: string): SshKeyPair => ssh2.utils.generateKeyPairSync('ed25519', { comment });

const isReadable = (key: string): boolean => !(ssh2.utils.parseKey(key) instanceof Error);
