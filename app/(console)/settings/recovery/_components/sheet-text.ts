// SPDX-License-Identifier: AGPL-3.0-or-later
import { type BackupTarget, LOCAL_DIRECTORY, STORE_DIRECTORY } from '#contract/backup.ts';
import { recoveryBlock } from '#contract/recovery-sheet.ts';
import type { RecoverySheetView } from '#contract/site-api/recovery.ts';

export const SHEET_FILE = 'hop3-recovery-sheet.txt';

export type SheetBlock =
  | { readonly kind: 'text'; readonly text: string }
  /** A key to type or copy. */
  | { readonly kind: 'key'; readonly name: string; readonly value: string }
  /** Lines for a terminal, or the text of a file. */
  | { readonly kind: 'lines'; readonly lines: readonly string[] }
  | {
      readonly kind: 'facts';
      readonly title?: string;
      readonly facts: readonly (readonly [term: string, value: string])[];
    };

export interface SheetPart {
  readonly title: string;
  readonly blocks: readonly SheetBlock[];
}

const text = (...sentences: string[]): SheetBlock => ({ kind: 'text', text: sentences.join(' ') });
const lines = (...each: string[]): SheetBlock => ({ kind: 'lines', lines: each });

type Place = RecoverySheetView['sheet']['places'][number];

/** The sheet in parts, for the page, for paper and for the file. docs/guides/recovery.md says the same at length. */
export function sheetParts(view: RecoverySheetView): SheetPart[] {
  const { sheet } = view;
  return [
    keys(view),
    ...(sheet.siteKey === null ? [] : [wholeSite()]),
    oneApp(),
    ...sheet.places.map(atPlace),
    onItsServer(),
    whatIsWhere(view),
  ];
}

/** The text file: the parts, and the one for programs at the end. */
export function sheetText(view: RecoverySheetView): string {
  const { sheet, organisation } = view;
  const head = [
    `HOP3 RECOVERY SHEET of ${oneLine(organisation)}`,
    `${sheet.siteUrl}, made ${madeWords(sheet.madeAtMs)}`,
    '',
    'Whoever has this can read every backup. Keep it where none of the servers is.',
  ];
  const parts = sheetParts(view).flatMap(({ title, blocks }) => [
    '',
    '',
    title,
    '='.repeat(title.length),
    ...blocks.flatMap((block) => ['', ...linesOf(block)]),
  ]);
  const forPrograms = ['', '', 'For programs (npm run restore-control-plane reads this):', ''];
  return [...head, ...parts, ...forPrograms, recoveryBlock(sheet)].join('\n');
}

export const madeWords = (atMs: number): string =>
  `${new Date(atMs).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** Names are people's own and may hold line breaks, which would end a line of the sheet. */
const oneLine = (name: string): string => name.replace(/\s+/g, ' ').trim();

function linesOf(block: SheetBlock): readonly string[] {
  switch (block.kind) {
    case 'text':
      return wrapped(block.text, 100);
    case 'key':
      return [`${block.name}:`, `  ${block.value}`];
    case 'lines':
      return block.lines.map((line) => `  ${line}`);
    case 'facts':
      return [
        ...(block.title === undefined ? [] : [block.title]),
        ...block.facts.map(([term, value]) => `  ${term}: ${value}`),
      ];
  }
}

function wrapped(sentence: string, width: number): string[] {
  const found: string[] = [];
  let line = '';
  for (const word of sentence.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      found.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...found, line];
}

function keys({ sheet }: RecoverySheetView): SheetPart {
  return {
    title: 'The keys',
    blocks: [
      {
        kind: 'key',
        name: 'Key of the backups of every app (the hyphens belong to it)',
        value: sheet.backupKey,
      },
      ...(sheet.siteKey === null
        ? []
        : [{ kind: 'key', name: 'Key of the backups of the site itself', value: sheet.siteKey } as const]),
    ],
  };
}

function wholeSite(): SheetPart {
  return {
    title: 'The whole site is lost',
    blocks: [
      text(
        'On a new computer with Debian, get Hop3 Marketplace as its README says and put the downloaded file of this sheet into its folder. This fetches the newest backup of the site from the SFTP servers below and puts it back:',
      ),
      lines('npm run restore-control-plane -- hop3-recovery-sheet.txt', 'npm start'),
      text(
        'A backup of the site that you have as a file (control-plane-….tar.gz.age) is given after the sheet. Then sign in with your password. Servers that still run are found again by themselves.',
      ),
      text(
        'For a server that is lost too: open its page under Hosts and say that it is lost. Connect a new one. Under Installations, Kept backups, bring each app back on it.',
      ),
    ],
  };
}

function oneApp(): SheetPart {
  return {
    title: 'One app, without Hop3',
    blocks: [
      text(
        'On any computer with restic 0.14 or newer (Debian: apt install restic openssh-client). ID is the number of the app in the list at the end. Set the key, then the place:',
      ),
      lines(
        "export RESTIC_PASSWORD='the key of the backups of every app'",
        'export ID=the-number-of-the-app',
      ),
      text(
        'With RESTIC_REPOSITORY set as below, list what there is, newest last, and fetch one into ./restored:',
      ),
      lines('restic snapshots --tag backup', 'restic restore SNAPSHOT --target restored'),
      text(
        'In a backup, data/ and volumes/ are the files, sqlite/ copies of its SQLite files, dump/ its databases: PostgreSQL for pg_restore, MariaDB for mariadb, redis as an rdb file. manifest.json says which app and version it was, secrets.json holds its passwords.',
      ),
    ],
  };
}

function atPlace({ name, target, privateKey }: Place): SheetPart {
  switch (target.kind) {
    case 'local':
      return onItsServer();
    case 'sftp':
      return atSftp(name, target, privateKey);
    case 'store':
      return {
        title: `Place: ${oneLine(name)}, ${target.address}`,
        blocks: [
          text('A server of yours that keeps backups of the others. On it, as root:'),
          lines(`export RESTIC_REPOSITORY=$(ls -d ${STORE_DIRECTORY}/*/$ID)`),
        ],
      };
  }
}

function atSftp(
  name: string,
  target: Extract<BackupTarget, { kind: 'sftp' }>,
  privateKey: string | null,
): SheetPart {
  const { address, port, user, path, hostKey } = target;
  const shown = address.includes(':') ? `[${address}]` : address;
  const known = port === 22 ? address : `[${address}]:${port}`;
  return {
    title: `Place: ${oneLine(name)}, ${user}@${address}`,
    blocks: [
      {
        kind: 'facts',
        facts: [
          ['SFTP', `sftp://${user}@${shown}:${port}`],
          ['Folder', path],
          ['Its key', hostKey],
        ],
      },
      ...(privateKey === null
        ? [text('Our key for it is not known any more: use your own way in.')]
        : [
            text('Put this into a file place.key, and allow nobody else to read it (chmod 600 place.key):'),
            lines(...privateKey.trim().split('\n')),
          ]),
      lines(
        `echo '${known} ${hostKey}' > place.known`,
        `export RESTIC_REPOSITORY=sftp:${user}@${shown}:${path}/$ID`,
      ),
      text('and give restic this way in with each command, before its name:'),
      lines(
        `restic -o sftp.command="ssh -i place.key -o UserKnownHostsFile=place.known -p ${port} -l ${user} ${address} -s sftp" snapshots --tag backup`,
      ),
    ],
  };
}

function onItsServer(): SheetPart {
  return {
    title: 'Place: the disk of its own server',
    blocks: [
      text('When the server or its disk is still there. On it, as root:'),
      lines(`export RESTIC_REPOSITORY=${LOCAL_DIRECTORY}/$ID/repository`),
    ],
  };
}

function whatIsWhere({ installations, sheet }: RecoverySheetView): SheetPart {
  const nameOf = (id: string, hostName: string): string =>
    id === 'local'
      ? `disk of ${hostName}`
      : oneLine(sheet.places.find(({ target }) => target.id === id)?.name ?? id);
  return {
    title: 'What is where',
    blocks:
      installations.length === 0
        ? [text('Nothing is backed up yet.')]
        : installations.map((each) => ({
            kind: 'facts',
            title: `${oneLine(each.title)}${each.removed ? ' (uninstalled)' : ''}`,
            facts: [
              ['App', `${each.appTitle}, ${each.domain}`],
              ['ID', each.installation],
              ['Server', `${each.hostName}, ${each.hostAddress}`],
              ['Places', each.targets.map((id) => nameOf(id, each.hostName)).join(', ')],
            ],
          })),
  };
}
