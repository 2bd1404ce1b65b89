// SPDX-License-Identifier: AGPL-3.0-or-later
import { readSecretFile, writeSecretFile } from '#server/database/secret-file.ts';
import type { HomePaths } from '#server/home.ts';
import { type CaRoot, createCaRoot } from '#server/hosts/ca-root.ts';

/** The root of the site's private CA, made at the first start. The certificate is written last: it says that both are there. */
export async function ensureSiteRoot(paths: HomePaths): Promise<CaRoot> {
  const keyPath = paths.secret('worker', 'ca-root-key.pem');
  const certificatePath = paths.secret('worker', 'ca-root.pem');
  const [keyPem, certificatePem] = await Promise.all([
    readSecretFile(keyPath),
    readSecretFile(certificatePath),
  ]);
  if (keyPem !== null && certificatePem !== null) {
    return { keyPem: `${keyPem}\n`, certificatePem: `${certificatePem}\n` };
  }
  if (certificatePem !== null) throw new Error(`${certificatePath} is there without its key ${keyPath}.`);
  const made = await createCaRoot();
  await writeSecretFile(keyPath, made.keyPem.trimEnd());
  await writeSecretFile(certificatePath, made.certificatePem.trimEnd());
  return made;
}
