// SPDX-License-Identifier: AGPL-3.0-or-later
import type { InstallationView } from '#contract/site-api/installations.ts';
import type { OperationView } from '#contract/site-api/operations.ts';

interface Ending {
  /** What happened. */
  title: string;
  /** What it means. */
  text: string;
}

type Done = Pick<OperationView, 'kind' | 'asked'>;
type Known = Pick<InstallationView, 'appTitle' | 'version' | 'domain'> | undefined;

/** After success. */
export function doneWords({ kind, asked }: Done, installation: Known): Ending {
  switch (kind) {
    case 'install':
      return {
        title: 'It runs, and signing in was tried',
        text: 'Its server backs it up every night, starts it again if it stops, and renews its certificate.',
      };
    case 'restart':
      return {
        title: 'It answers again',
        text: 'Signing in to it was tried, and a wrong password was refused.',
      };
    case 'uninstall':
      return {
        title: 'It is gone from the host',
        text: 'Its files, database, account, certificate and address are gone, and the address is free again. Backups that were made of it are kept until you delete them.',
      };
    case 'connect-host':
      return {
        title: 'You can install on it now',
        text: 'The host keeps what runs on it alive by itself, also when this site is off.',
      };
    case 'disconnect-host':
      return {
        title: 'Our programs are gone from it',
        text: 'The server itself is untouched and can be connected again.',
      };
    case 'open-store':
      if (asked.closing === true) {
        return {
          title: 'Your other servers send nothing there any more',
          text: 'What it stores stays on its disk. To restore from that, add the server as a place again.',
        };
      }
      if (asked.retain === true) {
        return { title: 'What was old is deleted', text: 'What each plan says to keep is kept.' };
      }
      return {
        title: 'It takes backups of your other servers',
        text: 'They can only add to them, and delete nothing. Choose it as a place under Backups of each app.',
      };
    case 'backup':
      return {
        title: 'Everything of it is saved',
        text: 'Files, databases, settings and passwords, as they were a moment ago.',
      };
    case 'set-backup-plan':
      if (asked.forget !== null) return { title: 'The backup is deleted', text: 'All others are kept.' };
      if (asked.deleteKept === true) {
        return { title: 'Its backups are deleted', text: 'Nothing is kept of it any more.' };
      }
      return {
        title: 'Its server knows the plan',
        text: 'It keeps it by itself, also while this site is off.',
      };
    case 'restore':
      return {
        title: 'Its data is as it was in the backup',
        text: 'It was checked before visitors came in again. What was there before was backed up, and is kept on the server for seven days.',
      };
    case 'install-from-backup':
      return {
        title: 'It runs, with the data of the backup',
        text: 'Accounts and passwords came along: sign in as you did to the original.',
      };
    case 'update':
      return {
        title: installation?.version
          ? `${installation.appTitle} ${installation.version} runs`
          : 'It is updated',
        text: 'It was tried on a copy first, and checked again before visitors came in. The version before is kept, in case something is amiss.',
      };
    case 'roll-back':
      return asked.withData === true
        ? {
            title: 'The version before runs again, with its data of then',
            text: 'It was checked before visitors came in again.',
          }
        : {
            title: 'The version before runs again',
            text: 'Its data is as it was a moment ago. It was checked before visitors came in again.',
          };
    case 'change-domain':
      return {
        title: `It answers at ${asked.domain ?? installation?.domain ?? 'its new address'}`,
        text: 'Signing in there was tried. The former address answers no more and is free: bookmarks and apps on phones need the new one.',
      };
    case 'reset-password':
      return {
        title: 'The new password works',
        text: 'Signing in with it was tried. The former one does not work any more.',
      };
    case 'set-certificate':
      return asked.issuer === 'acme'
        ? {
            title: 'Browsers get the new certificate',
            text: 'Every browser knows who signed it. Its server renews it by itself.',
          }
        : {
            title: 'Browsers get the new certificate',
            text: 'Its server renews it by itself.',
          };
  }
}

/** After a failure or a cancel that was undone: how things are now. */
export function undoneWords({ kind, asked }: Done, installation: Known): string {
  switch (kind) {
    case 'install':
    case 'install-from-backup':
    case 'connect-host':
      return 'Everything was undone: nothing was left behind.';
    case 'update':
      return 'The version from before runs, and your data is as it was. Nothing was lost.';
    case 'roll-back':
      return 'The newer version runs on, and your data is as it was. Nothing was lost.';
    case 'restore':
      return 'Your data is as it was before the restore. Nothing was lost.';
    case 'change-domain':
      return installation === undefined
        ? 'It answers at its address of before.'
        : `It answers at ${installation.domain}, as before.`;
    case 'reset-password':
      return 'The password of before still works.';
    case 'set-certificate':
      return 'The certificate of before stays in use.';
    case 'backup':
      return 'It runs on, and the backups from before are untouched.';
    case 'set-backup-plan':
      return asked.forget !== null || asked.deleteKept === true
        ? 'What was not deleted is still listed.'
        : 'The plan from before stays in force.';
    case 'restart':
      return 'Its data is untouched.';
    case 'uninstall':
    case 'disconnect-host':
    case 'open-store':
      return 'What was there before is still there.';
  }
}
