// SPDX-License-Identifier: AGPL-3.0-or-later

/** Debian's Chromium, quiet: it asks nobody for updates, and draws without a GPU, which no test computer has. */
export const CHROMIUM = {
  executablePath: '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
};
