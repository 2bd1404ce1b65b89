// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import type { BackupTarget } from '#contract/backup.ts';
import type { InstallationId } from '#contract/ids.ts';
import { sftp } from './sftp/sftp.ts';
import { store } from './store/store.ts';

const ID = '00000000-0000-4000-8000-0000000000f1';
const INSTALLATION = '00000000-0000-4000-8000-0000000000aa' as InstallationId;
const server = {
  id: ID,
  address: 'nas.example.org',
  port: 2222,
  user: 'backup',
  hostKey: 'ssh-ed25519 AAAA',
};
const of = { repositoryOf: INSTALLATION, secrets: { [`target.${ID}.key`]: 'KEY' } };

describe('a place reached by ssh', () => {
  const target: Extract<BackupTarget, { kind: 'sftp' }> = { kind: 'sftp', ...server, path: 'backups/hop3' };

  it('has everything of the target in its files, and only the name of a section on a command line', () => {
    const files = sftp.files(target, of);
    if (!files.ok) throw new Error(files.error.message);
    expect(Object.fromEntries(files.value.map(({ name, text }) => [name, text]))).toEqual({
      key: 'KEY\n',
      known_hosts: `hop3-target-${ID} ssh-ed25519 AAAA\n`,
      ssh_config: [
        `Host hop3-target-${ID}`,
        'HostName nas.example.org',
        'Port 2222',
        'User backup',
        `IdentityFile /hop3/targets/${ID}/key`,
        'IdentitiesOnly yes',
        `HostKeyAlias hop3-target-${ID}`,
        'HostKeyAlgorithms ssh-ed25519',
        `UserKnownHostsFile /hop3/targets/${ID}/known_hosts`,
        'GlobalKnownHostsFile none',
        'StrictHostKeyChecking yes',
        'UpdateHostKeys no',
        'BatchMode yes',
        'ForwardAgent no',
        'ClearAllForwardings yes',
        'ConnectTimeout 20',
        'ServerAliveInterval 20',
        'ServerAliveCountMax 6',
        '',
      ].join('\n'),
    });
    expect(sftp.access(target, of).repository).toBe(`sftp:hop3-target-${ID}:backups/hop3/${INSTALLATION}`);
  });

  it('is not reached without its key', () => {
    const files = sftp.files(target, { ...of, secrets: {} });
    expect(files.ok).toBe(false);
  });
});

describe('a store', () => {
  const target: Extract<BackupTarget, { kind: 'store' }> = { kind: 'store', ...server };

  it('is asked for the one repository by ssh_config, and options are the same for all of them', () => {
    const files = store.files(target, of);
    const config = files.ok ? files.value.find(({ name }) => name === 'ssh_config')?.text : '';
    expect(config).toContain(`RemoteCommand ${INSTALLATION}\n`);
    expect(store.access(target, of)).toMatchObject({
      repository: `rclone:hop3-target-${ID}`,
      options: ['rclone.program=ssh', 'rclone.args=-T', 'rclone.timeout=90s'],
    });
    expect(store.mayDelete).toBe(false);
  });
});
