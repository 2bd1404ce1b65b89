// SPDX-License-Identifier: AGPL-3.0-or-later
import { equal, ok } from 'node:assert/strict';
import type { Host } from '#agent/host/host.ts';
import { paths } from '#agent/host/paths.ts';
import { backupPaths } from '#agent/rootd/backups/backup-paths.ts';
import { directoryOfKey, makeStore, STORE_USER } from '#agent/rootd/backups/store-account.ts';
import type { RootdContext } from '#agent/rootd/context.ts';
import { KeyedMutex } from '#agent/rootd/keyed-mutex.ts';
import { Ledger } from '#agent/rootd/ledger.ts';
import { Records } from '#agent/rootd/records.ts';
import type { BackupTarget } from '#contract/backup.ts';
import type { InstallationId } from '#contract/ids.ts';
import type { BackupSubject } from './backup/conformance.ts';
import { pluginsFor } from './registry.ts';

const TARGET = '00000000-0000-4000-8000-00000000c0de';
const INSTALLATION = '00000000-0000-4000-8000-0000000000aa' as InstallationId;
const SFTP_USER = 'hop3-test-sftp';

/** A place of each kind on the host that this runs on: the SFTP server and the store are its own. */
export async function backupSubject(kind: BackupTarget['kind'], host: Host): Promise<BackupSubject> {
  const plugins = pluginsFor((await host.readText('/etc/os-release')) ?? '');
  ok(plugins);
  const context: RootdContext = {
    host,
    plugins,
    records: new Records(host),
    ledger: new Ledger(host),
    installations: new KeyedMutex(),
    shared: new KeyedMutex(),
  };
  const { key, publicKey } = await keyPair(host);
  const common = { context, installation: INSTALLATION, secrets: { [`target.${TARGET}.key`]: key } };
  const server = { id: TARGET, address: '127.0.0.1', port: 22, hostKey: await hostKey(host) };
  switch (kind) {
    case 'local':
      return {
        ...common,
        target: { kind, id: 'local' },
        stored: backupPaths(INSTALLATION).repository,
      };
    case 'sftp': {
      await sftpAccount(publicKey, host);
      return {
        ...common,
        target: { kind, ...server, user: SFTP_USER, path: 'backups/hop3' },
        stored: `/home/${SFTP_USER}/backups/hop3/${INSTALLATION}`,
      };
    }
    case 'store': {
      ok((await makeStore([publicKey], context)).ok);
      return {
        ...common,
        target: { kind, ...server, user: STORE_USER },
        stored: `${paths.store}/${directoryOfKey(publicKey)}/${INSTALLATION}`,
      };
    }
    default:
      return kind satisfies never;
  }
}

async function keyPair(host: Host): Promise<{ key: string; publicKey: string }> {
  const path = '/root/hop3-backup-key';
  if (!(await host.exists(path))) {
    const made = await host.run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', '', '-f', path]);
    equal(made.exitCode, 0, made.stderr);
  }
  return {
    key: (await host.readText(path)) ?? '',
    publicKey: words((await host.readText(`${path}.pub`)) ?? ''),
  };
}

const hostKey = async (host: Host): Promise<string> =>
  words((await host.readText('/etc/ssh/ssh_host_ed25519_key.pub')) ?? '');

const words = (text: string): string => text.trim().split(' ').slice(0, 2).join(' ');

async function sftpAccount(publicKey: string, host: Host): Promise<void> {
  if ((await host.run(['id', SFTP_USER])).exitCode !== 0) {
    const made = await host.run(['useradd', '--create-home', '--shell', '/usr/sbin/nologin', SFTP_USER]);
    equal(made.exitCode, 0, made.stderr);
  }
  const uid = Number((await host.run(['id', '--user', SFTP_USER])).stdout);
  await host.makeDirectory(`/home/${SFTP_USER}/.ssh`, { uid, gid: uid, mode: 0o700 });
  // A server that takes files and nothing else.
  await host.writeAtomic(
    `/home/${SFTP_USER}/.ssh/authorized_keys`,
    `restrict,command="internal-sftp" ${publicKey}\n`,
    { uid, gid: uid, mode: 0o600 },
  );
}
