// SPDX-License-Identifier: AGPL-3.0-or-later
import { createPublicKey, type KeyObject } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { currentCatalogue, takeCatalogue } from '#server/catalogue/catalogue-store.ts';
import { LARGEST_ARCHIVE } from '#server/catalogue/signed-archive.ts';
import { StartRefused, say } from './say.ts';
import type { StartSettings } from './settings.ts';

const FETCH_TIMEOUT_MS = 60_000;
const LOOK_EVERY_MS = 6 * 3_600_000;

export interface CatalogueSource {
  /** Folder of the packages in use. */
  folder(): string;
  /** Looks for a newer one; true when `folder` is another one now. What goes wrong is said and changes nothing. */
  refresh(): Promise<boolean>;
  /** Looks again from time to time. Returns what ends that; nothing for the catalogue that came with the code. */
  watch(onChange: () => void): () => void;
}

/** The catalogue of the checkout, or the signed one that the settings name. */
export function catalogueSource(settings: StartSettings, root: string, home: string): CatalogueSource {
  const { HOP3_CATALOGUE_URL: url, HOP3_CATALOGUE_KEY: keyFile } = settings;
  const own = join(root, 'catalogue');
  if (url === undefined)
    return { folder: () => own, refresh: async () => false, watch: () => () => undefined };
  if (keyFile === undefined) {
    throw new StartRefused(
      'HOP3_CATALOGUE_URL needs HOP3_CATALOGUE_KEY: the file with the public key of who publishes that catalogue.',
    );
  }
  const directory = join(home, 'catalogue');
  mkdirSync(directory, { recursive: true, mode: 0o755 });
  const refresh = async (): Promise<boolean> => {
    try {
      const taken = await takeCatalogue(await load(url), {
        directory,
        publicKeys: publicKeysOf(readFileSync(keyFile, 'utf8')),
      });
      if (taken.ok) {
        say(`Took catalogue ${taken.value.serial} of ${url}.`);
        return true;
      }
      if (taken.error.isPresent !== true)
        say(`The catalogue of ${url} was not taken: ${taken.error.message} ${taken.error.remedy}`);
    } catch (error) {
      say(
        `The catalogue of ${url} could not be fetched: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
    return false;
  };
  return {
    folder: () => currentCatalogue(directory)?.folder ?? own,
    refresh,
    watch: (onChange) => {
      const timer = setInterval(() => void refresh().then((changed) => changed && onChange()), LOOK_EVERY_MS);
      return () => clearInterval(timer);
    },
  };
}

async function load(url: string): Promise<Uint8Array> {
  if (url.startsWith('/')) return readFileSync(url);
  const answer = await fetch(url, { signal: AbortSignal.timeout(FETCH_TIMEOUT_MS), redirect: 'error' });
  if (!answer.ok) throw new Error(`it answered ${answer.status}`);
  const bytes = new Uint8Array(await answer.arrayBuffer());
  if (bytes.length > LARGEST_ARCHIVE) throw new Error('it is too large');
  return bytes;
}

/** A file may hold several keys, one after the other, while a publisher changes from one to the next. */
function publicKeysOf(text: string): KeyObject[] {
  const blocks = text.match(/-----BEGIN PUBLIC KEY-----[\s\S]*?-----END PUBLIC KEY-----/g) ?? [];
  if (blocks.length === 0) throw new Error('the file of HOP3_CATALOGUE_KEY has no public key');
  return blocks.map((block) => createPublicKey(block));
}
