// SPDX-License-Identifier: AGPL-3.0-or-later
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import {
  ensureSecretFile,
  type FileOwner,
  readSecretFile,
  writeSecretFile,
} from '#server/database/secret-file.ts';
import type { HomePaths } from '#server/home.ts';

/**
 * The key that opens the control plane's own backups: made once, shown on the recovery sheet. Backups are made with its
 * public half, which opens nothing.
 */
export async function ensureRecoveryIdentity(
  paths: HomePaths,
  owners: { worker?: FileOwner; keeper?: FileOwner } = {},
): Promise<void> {
  const made = await generateX25519Identity();
  const identity = await ensureSecretFile(
    paths.secret('worker', 'recovery-identity'),
    () => made,
    owners.worker,
  );
  const recipient = await identityToRecipient(identity);
  const file = paths.secret('keeper', 'recovery-recipient');
  if ((await readSecretFile(file)) !== recipient) await writeSecretFile(file, recipient, owners.keeper);
}
