// SPDX-License-Identifier: AGPL-3.0-or-later
// `npm run catalogue -- keygen|pack|check`: publishing a catalogue as one signed file (docs/guides/catalogue.md).
import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { packCatalogue } from '#server/catalogue/catalogue-store.ts';
import { packageIds } from '#server/catalogue/load-package.ts';
import { keyIdOf, openArchive } from '#server/catalogue/signed-archive.ts';
import { say } from './start/say.ts';

const USAGE = `npm run catalogue -- keygen <file>                    a key to sign with; <file>.pub is for sites that trust it
npm run catalogue -- pack --key <file> --out <file>   all packages as one signed file; --serial N, else the time
npm run catalogue -- check --key <file>.pub <file>    whether a file is whole and signed`;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      key: { type: 'string' },
      out: { type: 'string' },
      serial: { type: 'string' },
      folder: { type: 'string', default: join(process.cwd(), 'catalogue') },
    },
  });
  const [command, file] = positionals;
  if (command === 'keygen' && file !== undefined) {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' });
    writeFileSync(`${file}.pub`, publicKey.export({ type: 'spki', format: 'pem' }), { flag: 'wx' });
    say(`Made key ${keyIdOf(publicKey)}: keep ${file} to yourself; sites that trust it need ${file}.pub.`);
    return 0;
  }
  if (command === 'pack' && values.key !== undefined && values.out !== undefined) {
    const serial = Number(values.serial ?? Math.floor(Date.now() / 1000));
    if (!Number.isSafeInteger(serial) || serial < 1) {
      say('--serial is a whole number above 0, larger than the one published before.');
      return 2;
    }
    const privateKey = createPrivateKey(readFileSync(values.key));
    writeFileSync(
      values.out,
      await packCatalogue(values.folder, { serial, madeAtMs: Date.now(), privateKey }),
    );
    say(`Wrote ${values.out}: ${packageIds(values.folder).length} packages, serial ${serial}.`);
    return 0;
  }
  if (command === 'check' && values.key !== undefined && file !== undefined) {
    const opened = openArchive(readFileSync(file), {
      publicKeys: [createPublicKey(readFileSync(values.key))],
      serial: 0,
    });
    if (!opened.ok) {
      say(`${opened.error.message} ${opened.error.remedy}`);
      return 1;
    }
    const { serial, madeAtMs } = opened.value.header;
    say(`Whole and signed: serial ${serial}, of ${new Date(madeAtMs).toISOString()}.`);
    return 0;
  }
  say(USAGE);
  return 2;
}

process.exitCode = await main();
