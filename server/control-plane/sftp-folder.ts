// SPDX-License-Identifier: AGPL-3.0-or-later
import { randomUUID } from 'node:crypto';
import { Client, type SFTPWrapper } from 'ssh2';
import type { BackupTarget } from '#contract/backup.ts';
import { type Failure, failure } from '#contract/failure.ts';
import { hostKeyBlob, signatureAlgorithms } from '#server/hosts/host-key.ts';

export type SftpTarget = Extract<BackupTarget, { kind: 'sftp' }>;

/** Where the control plane's own backups are at an SFTP server, below the path of the place. */
export const CONTROL_PLANE_FOLDER = 'control-plane';
const READY_TIMEOUT_MS = 20_000;

/** The SFTP server could not be used; `failure` says why for people. */
export class SftpError extends Error {
  override readonly name = 'SftpError';
  readonly failure: Failure;

  constructor(why: Failure, cause?: unknown) {
    super(why.message, { cause });
    this.failure = why;
  }
}

export interface SftpFolder {
  /** Names in it; empty when it is not there yet. */
  list(): Promise<string[]>;
  /** Puts a file there under another name first, so that a broken one never has the right name. */
  put(localFile: string, name: string): Promise<void>;
  get(name: string, localFile: string): Promise<void>;
  remove(name: string): Promise<void>;
  /** Makes the folder, puts a small file into it and takes it away again. */
  tryOut(): Promise<void>;
}

/** Works in the control plane's folder of an SFTP server whose key is pinned. Throws SftpError. */
export async function inSftpFolder<T>(
  target: SftpTarget,
  privateKey: string,
  work: (folder: SftpFolder) => Promise<T>,
): Promise<T> {
  const client = new Client();
  try {
    const sftp = await open(client, target, privateKey);
    return await work(folderOf(sftp, `${target.path}/${CONTROL_PLANE_FOLDER}`));
  } catch (error) {
    if (error instanceof SftpError) throw error;
    throw new SftpError(
      failure('backup-target-failed', `${target.address} did not do what it was asked: ${textOf(error)}.`, {
        remedy: 'Look whether its disk is full and whether the account may write there.',
      }),
      error,
    );
  } finally {
    client.end();
  }
}

function open(client: Client, target: SftpTarget, privateKey: string): Promise<SFTPWrapper> {
  const pinned = hostKeyBlob(target.hostKey);
  let changed = false;
  return new Promise((resolve, reject) => {
    client.on('error', (error: Error & { level?: string }) => {
      const why = changed
        ? failure(
            'host-key-changed',
            `${target.address} shows another host key than the one that was confirmed.`,
            {
              remedy: 'Ask who runs it whether its key was changed. If it was, add the place again.',
            },
          )
        : error.level === 'client-authentication'
          ? failure('backup-target-failed', `${target.address} does not let "${target.user}" in.`, {
              remedy: `Add our public key as a line of ~${target.user}/.ssh/authorized_keys there, and check the name of the account.`,
            })
          : failure('backup-target-failed', `${target.address}, port ${target.port}, cannot be reached.`, {
              remedy:
                'Look whether it is on, whether the address and the port are right, and whether a firewall is in between.',
              detail: textOf(error),
            });
      reject(new SftpError(why, error));
    });
    client.on('ready', () => {
      client.sftp((error, sftp) => (error ? reject(error) : resolve(sftp)));
    });
    client.connect({
      host: target.address,
      port: target.port,
      username: target.user,
      privateKey,
      readyTimeout: READY_TIMEOUT_MS,
      algorithms: { serverHostKey: signatureAlgorithms(target.hostKey) as never },
      hostVerifier: (key: Buffer) => {
        changed = pinned === null || !key.equals(pinned);
        return !changed;
      },
    });
  });
}

function folderOf(sftp: SFTPWrapper, path: string): SftpFolder {
  const call = <T>(start: (done: (error: Error | null | undefined, value?: T) => void) => void) =>
    new Promise<T>((resolve, reject) =>
      start((error, value) => (error ? reject(error) : resolve(value as T))),
    );
  return {
    list: async () => {
      try {
        return (await call<{ filename: string }[]>((done) => sftp.readdir(path, done as never))).map(
          (entry) => entry.filename,
        );
      } catch (error) {
        if ((error as { code?: number }).code === 2) return [];
        throw error;
      }
    },
    put: async (localFile, name) => {
      await makeParents(sftp, path);
      const temporary = `${path}/.${name}.part`;
      await call<void>((done) => sftp.fastPut(localFile, temporary, { mode: 0o600 }, done));
      await call<void>((done) => sftp.unlink(`${path}/${name}`, () => done(null)));
      await call<void>((done) => sftp.rename(temporary, `${path}/${name}`, done));
    },
    get: (name, localFile) => call<void>((done) => sftp.fastGet(`${path}/${name}`, localFile, done)),
    remove: (name) => call<void>((done) => sftp.unlink(`${path}/${name}`, done)),
    tryOut: async () => {
      await makeParents(sftp, path);
      const file = `${path}/.try-${randomUUID()}`;
      await call<void>((done) =>
        sftp.writeFile(file, 'May be deleted.\n', { mode: 0o600, flag: 'wx' }, done),
      );
      await call<void>((done) => sftp.unlink(file, done));
    },
  };
}

/** mkdir -p: an error says that it is there, or will show itself when the file is written. */
async function makeParents(sftp: SFTPWrapper, path: string): Promise<void> {
  const parts = path.split('/');
  for (let length = 1; length <= parts.length; length += 1) {
    const parent = parts.slice(0, length).join('/');
    if (parent !== '') await new Promise<void>((resolve) => sftp.mkdir(parent, () => resolve()));
  }
}

const textOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).slice(0, 300);
