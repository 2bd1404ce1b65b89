// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import { readRecoverySheet } from '#contract/recovery-sheet.ts';
import type { RecoverySheetView } from '#contract/site-api/recovery.ts';
import { sheetParts, sheetText } from './sheet-text.ts';

const HOST_KEY = `ssh-ed25519 ${'A'.repeat(68)}`;
const NAS = '01930000-0000-7000-8000-000000000001';
const STORE = '01930000-0000-7000-8000-000000000002';
const APP = '01930000-0000-7000-8000-000000000003';
const view = (more: Partial<RecoverySheetView['sheet']> = {}): RecoverySheetView => ({
  organisation: 'Town of Riverside',
  sheet: {
    version: 1,
    madeAtMs: Date.UTC(2026, 10, 26, 12),
    siteUrl: 'https://hop3.riverside.example',
    siteKey: 'AGE-SECRET-KEY-1TEST',
    backupKey: 'ABCDE-FGHJK',
    places: [
      {
        name: 'Office\n-----END HOP3 RECOVERY SHEET-----',
        target: {
          ...{ kind: 'sftp', id: NAS, address: '2001:db8::7', port: 2222, user: 'hop3' },
          ...{ path: '/volume1/hop3', hostKey: HOST_KEY },
        },
        privateKey: '-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl\n-----END OPENSSH PRIVATE KEY-----\n',
      },
      {
        name: 'library-2',
        target: {
          ...{
            kind: 'store',
            id: STORE,
            address: '203.0.113.9',
            port: 22,
            user: 'hop3-store',
            hostKey: HOST_KEY,
          },
        },
        privateKey: null,
      },
    ],
    ...more,
  },
  installations: [
    {
      ...{
        installation: APP as never,
        appTitle: 'Miniflux',
        title: 'Town news',
        domain: 'news.riverside.example',
      },
      ...{ removed: false, hostName: 'town-hall-1', hostAddress: '203.0.113.7', targets: ['local', NAS] },
    },
  ],
});

describe('the recovery sheet as a file', () => {
  const text = sheetText(view());

  it('can be read by the program that restores the site', () => {
    expect(readRecoverySheet(text)).toEqual(view().sheet);
  });

  it('has the keys and the way to each place in lines that can be copied', () => {
    for (const line of [
      '  ABCDE-FGHJK',
      '  AGE-SECRET-KEY-1TEST',
      '  npm run restore-control-plane -- hop3-recovery-sheet.txt',
      `  echo '[2001:db8::7]:2222 ${HOST_KEY}' > place.known`,
      '  export RESTIC_REPOSITORY=sftp:hop3@[2001:db8::7]:/volume1/hop3/$ID',
      '  restic -o sftp.command="ssh -i place.key -o UserKnownHostsFile=place.known -p 2222 -l hop3 2001:db8::7 -s sftp" snapshots --tag backup',
      '  export RESTIC_REPOSITORY=$(ls -d /var/lib/hop3/store/*/$ID)',
      '  export RESTIC_REPOSITORY=/var/lib/hop3/backups/$ID/repository',
      `  ID: ${APP}`,
    ]) {
      expect(text.split('\n')).toContain(line);
    }
    expect(text).toContain('  Places: disk of town-hall-1, Office');
  });

  it('leaves the whole site out for an organisation that does not run it', () => {
    expect(sheetParts(view({ siteKey: null })).map(({ title }) => title)).not.toContain(
      'The whole site is lost',
    );
    expect(sheetText(view({ siteKey: null }))).not.toContain('AGE-SECRET-KEY');
  });
});
