// SPDX-License-Identifier: AGPL-3.0-or-later
import type { BackupTarget } from '#contract/backup.ts';
import { type Failure, failure } from '#contract/failure.ts';
import { err, ok, type Result } from '#contract/result.ts';
import { type AccessFile, targetDirectory } from './contract.ts';

type SshTarget = Extract<BackupTarget, { kind: 'sftp' | 'store' }>;

/** The name by which ssh knows a target: its section of ssh_config says everything else. */
export const sshAlias = (target: SshTarget): string => `hop3-target-${target.id}`;

/**
 * What ssh needs for a target: its key, the one host key that is right, and a section of ssh_config(5). Values of the
 * target were checked when they came in (contract/backup.ts): none can end a line or a word.
 */
export function sshFiles(
  target: SshTarget,
  secrets: Readonly<Record<string, string>>,
  more: readonly string[] = [],
): Result<readonly AccessFile[], Failure> {
  const key = secrets[`target.${target.id}.key`];
  if (key === undefined) return err(failure('input-refused', `target.${target.id}.key: it is missing.`));
  const directory = targetDirectory(target.id);
  const config = [
    `Host ${sshAlias(target)}`,
    `HostName ${target.address}`,
    `Port ${target.port}`,
    `User ${target.user}`,
    `IdentityFile ${directory}/key`,
    'IdentitiesOnly yes',
    `HostKeyAlias ${sshAlias(target)}`,
    `HostKeyAlgorithms ${algorithmsOf(target.hostKey)}`,
    `UserKnownHostsFile ${directory}/known_hosts`,
    'GlobalKnownHostsFile none',
    'StrictHostKeyChecking yes',
    'UpdateHostKeys no',
    'BatchMode yes',
    'ForwardAgent no',
    'ClearAllForwardings yes',
    'ConnectTimeout 20',
    'ServerAliveInterval 20',
    'ServerAliveCountMax 6',
    ...more,
  ];
  return ok([
    { name: 'key', text: `${key.trimEnd()}\n` },
    { name: 'known_hosts', text: `${sshAlias(target)} ${target.hostKey}\n` },
    { name: 'ssh_config', text: `${config.join('\n')}\n` },
  ]);
}

/** An RSA key signs with better hashes than the one it is named for. */
function algorithmsOf(hostKey: string): string {
  const type = hostKey.split(' ')[0] ?? '';
  return type === 'ssh-rsa' ? 'rsa-sha2-512,rsa-sha2-256' : type;
}
