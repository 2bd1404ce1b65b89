// SPDX-License-Identifier: AGPL-3.0-or-later

/**
 * Whether a Debian version is within a series of a package: `~2.2.6` takes 2.2.6 and later 2.2.x,
 * `~6.8` takes 6.8, 6.8.7 and so on, but not 6.9. A date such as 2024-02-06 counts as 2024.2.6. Epoch and Debian
 * revision are not looked at.
 */
export function isInSeries(debianVersion: string, series: string): boolean {
  const wanted = numbers(series.slice(1));
  const have = numbers(upstreamOf(debianVersion));
  const fixed = wanted.length <= 2 ? wanted.length : wanted.length - 1;
  for (let index = 0; index < fixed; index += 1) {
    if (wanted[index] !== (have[index] ?? 0)) return false;
  }
  for (let index = fixed; index < wanted.length; index += 1) {
    const difference = (have[index] ?? 0) - (wanted[index] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return true;
}

/** `1:6.8.7+dfsg1-0+deb13u1` is 6.8.7, `2024-02-06b+dfsg-9` is 2024-02-06. */
function upstreamOf(debianVersion: string): string {
  const upstream = debianVersion.replace(/^[0-9]+:/, '').replace(/-[^-]*$/, '');
  return /^[0-9]+(?:[.-][0-9]+)*/.exec(upstream)?.[0] ?? '';
}

function numbers(version: string): number[] {
  return version === '' ? [] : version.split(/[.-]/).map(Number);
}
