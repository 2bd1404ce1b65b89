// SPDX-License-Identifier: AGPL-3.0-or-later

/** 6.1 MB, 330 MB, 1.2 GB (powers of 1000, as shops and disks count). */
export function bytesText(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const;
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 9.95 ? 0 : 1;
  return `${value.toFixed(digits)} ${units[unit]}`;
}

/** `PostgreSQL 17` of type postgres and version 17.6. */
export function addonText(addon: { readonly type: string; readonly version: string }): string {
  const names: Record<string, string> = { postgres: 'PostgreSQL', mysql: 'MariaDB', redis: 'Redis' };
  const [major = '', minor = ''] = /^[0-9.]+/.exec(addon.version)?.[0].split('.') ?? [];
  const version = addon.type === 'mysql' && minor !== '' ? `${major}.${minor}` : major;
  return `${names[addon.type] ?? addon.type} ${version}`.trim();
}

/** `2.2.6` of Debian's `1:2.2.6+dfsg-1+deb13u1`; other versions as they are. */
export function upstreamVersion(version: string): string {
  const withoutEpoch = version.replace(/^\d+:/, '');
  const debian = /^(.+)-[^-]*$/.exec(withoutEpoch)?.[1] ?? withoutEpoch;
  return debian.replace(/\+(?:dfsg|ds|repack|really)[0-9.]*$/, '');
}

/** 23 February 2027, in UTC. */
export function dateText(ms: number): string {
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(ms);
}

/** 26 November 2026 at 03:15, in the zone of the installation. */
export function timeText(ms: number, timeZone: string): string {
  const format = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone });
  return format.format(ms);
}

/** `4 s`, `2 min` */
export const durationText = (ms: number): string =>
  ms < 90_000 ? `${Math.max(1, Math.round(ms / 1000))} s` : `${Math.round(ms / 60_000)} min`;

export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;
