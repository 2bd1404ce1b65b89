// SPDX-License-Identifier: AGPL-3.0-or-later
import type { UpdateView } from '#contract/site-api/updates.ts';

type Available = NonNullable<UpdateView['available']>;

/** "Miniflux 2.2.7", or by its package where that is all that changes: "package 1.1.0 of Miniflux". */
export const versionName = (
  appTitle: string,
  of: { version: string | null; packageVersion: string },
): string =>
  of.version === null ? `package ${of.packageVersion} of ${appTitle}` : `${appTitle} ${of.version}`;

/** What can be gone back to, as it is told apart from what runs: by version, by package, or as a build. */
export function previousName(
  appTitle: string,
  { current, previous }: { current: UpdateView['current']; previous: NonNullable<UpdateView['previous']> },
): { long: string; short: string } {
  if (previous.version !== null) {
    return { long: `${appTitle} ${previous.version}`, short: previous.version };
  }
  if (previous.packageVersion !== current.packageVersion) {
    const short = `package ${previous.packageVersion}`;
    return { long: `${short} of ${appTitle}`, short };
  }
  return { long: `the build before of ${appTitle}`, short: 'the build before' };
}

/** The first letter as a sentence begins. */
export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** "From 2.2.6 to 2.2.7", or from package to package. */
export const fromTo = ({ current }: Pick<UpdateView, 'current'>, available: Available): string =>
  available.version === null || current.version === null
    ? `From package ${current.packageVersion} to ${available.packageVersion}.`
    : `From ${current.version} to ${available.version}.`;

export function updateTitle(appTitle: string, available: Available): string {
  return available.kind === 'rebuilt'
    ? `A mended package of ${appTitle} is ready`
    : `${capital(versionName(appTitle, available))} is ready`;
}

/** How the newest try of this very update went; null when it was not tried. */
export function rehearsalOf({ available, rehearsal }: UpdateView): UpdateView['rehearsal'] {
  return available !== null && rehearsal?.packageDigest === available.packageDigest ? rehearsal : null;
}

/** What happens, in order. `migrates`: whether visitors wait while data is carried over. */
export function updateSteps({ migrates }: Pick<Available, 'migrates'>): string[] {
  return [
    'The new version is built beside the one that runs. Visitors notice nothing.',
    'A backup is made, and the update is tried on a copy of it: started, signed in to, and what is in it counted.',
    migrates
      ? 'Only when that worked, visitors are asked to come back in a moment, while the data is carried over and checked.'
      : 'Only when that worked, the new version takes over. Visitors wait for a moment at most.',
    'If anything fails, the version that runs now comes back by itself, with its data.',
  ];
}
