// SPDX-License-Identifier: AGPL-3.0-or-later

/**
 * Names of an installation's units. A dash in a slice's name makes it a child: hop3-<8>.slice is below hop3.slice.
 */
export function unitNames(user: string) {
  return {
    slice: `${user}.slice`,
    target: `${user}.target`,
    service: (name: string) => `${user}-${name}.service`,
    timer: (name: string) => `${user}-${name}.timer`,
    /** Transient units: hooks, copying of volumes. */
    transient: (name: string) => `${user}-run-${name}.service`,
    /** Of its backups: they are asked for by the agent, and are no part of the app. */
    promises: ['backup', 'verify'].flatMap((what) => [`${user}-${what}.service`, `${user}-${what}.timer`]),
    /** All unit files of it. */
    pattern: new RegExp(`^${user}(?:-[a-z0-9-]+)?\\.(?:service|target|slice|timer)$`),
  };
}
