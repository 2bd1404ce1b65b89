// SPDX-License-Identifier: AGPL-3.0-or-later

/**
 * What becomes of files that no package owns, because a maintainer script made them, in the places where such files
 * can be secrets or traces of the machine that built the root. Elsewhere (/usr: compiled bytecode, icon and mime
 * caches) they stay. The first rule that fits decides; `decide` in seal-plan.ts adds the rules that need to look at
 * the entry itself: directories, empty files, links to what stays, and files with the bytes of a file that a package
 * owns hold no secret and stay.
 */
export interface SealRule {
  readonly paths: RegExp;
  readonly keep: boolean;
  readonly reason: string;
}

/** Where a file that no package owns must be allowed by a rule. */
export const GUARDED = /^\/(?:etc|var|root|home|srv|opt|boot|media|mnt)(?:\/|$)/;

/** Always empty in a sealed root, whoever owns what is there. */
export const EMPTIED = /^\/(?:tmp|run|dev|proc|sys|var\/tmp|var\/lock|var\/run)\/./;

export const SEAL_RULES: readonly SealRule[] = [
  {
    paths: /^\/etc\/(?:passwd|group|shadow|gshadow|subuid|subgid)-$/,
    keep: false,
    reason: 'the account files before their last change',
  },
  {
    paths: /^\/etc\/(?:passwd|group|shadow|gshadow|subuid|subgid|shells)$/,
    keep: true,
    reason: 'system accounts that the packages own files as; passwords are locked by the seal',
  },
  { paths: /^\/etc\/ld\.so\.cache$/, keep: true, reason: 'without it the loader misses libraries' },
  {
    paths: /^\/etc\/(?:nsswitch\.conf|profile|environment|motd|locale\.conf|locale\.gen|mailcap)$/,
    keep: true,
    reason: 'put together from files of packages; the same on every machine',
  },
  {
    paths: /^\/etc\/(?:hostname|hosts|resolv\.conf|machine-id)$/,
    keep: true,
    reason: 'mount points, emptied by the seal',
  },
  {
    paths: /^\/etc\/(?:ca-certificates\.conf|ssl\/certs\/ca-certificates\.crt|ssl\/certs\/java\/cacerts)$/,
    keep: true,
    reason: 'which authorities are trusted; public by nature',
  },
  {
    paths: /^\/etc\/pam\.d\/common-[a-z-]+$/,
    keep: true,
    reason: 'made by pam-auth-update from package profiles',
  },
  {
    paths: /^\/etc\/(?:apt|dpkg)\//,
    keep: true,
    reason: 'written by us, so that the root can be asked for upgrades',
  },
  {
    paths: /^\/etc\/php\/[0-9.]+\/(?:mods-available|[a-z-]+\/conf\.d|[a-z-]+\/php\.ini)/,
    keep: true,
    reason: 'which extensions load and their defaults; placed by ucf from files of packages',
  },
  {
    paths: /^\/etc\/(?:xml|sgml)\//,
    keep: true,
    reason: 'catalogues of document types, collected from packages',
  },
  { paths: /^\/etc\/fonts\//, keep: true, reason: 'font configuration of packages' },
  {
    paths: /^\/var\/lib\/dpkg\/(?:.*-old|lock|lock-frontend|triggers\/Lock)$/,
    keep: false,
    reason: 'copies and locks',
  },
  { paths: /^\/var\/lib\/dpkg\//, keep: true, reason: 'what is installed, and which package owns what' },
  {
    paths: /^\/var\/lib\/apt\/extended_states$/,
    keep: true,
    reason: 'which packages came as dependencies: for `apt-get -s upgrade`',
  },
  { paths: /^\/var\/lib\/ucf\/(?:hashfile|registry)$/, keep: true, reason: 'which files in /etc ucf placed' },
  { paths: /^\/var\/lib\/ucf\/[a-z]+\.[0-9]+$/, keep: false, reason: 'copies of its register' },
  {
    paths: /^\/var\/lib\/(?:pam\/|shells\.state$)/,
    keep: true,
    reason: 'state of tools that a rebuild uses again',
  },
  {
    paths: /^\/var\/lib\/(?:mime|ghostscript|aspell|ispell|emacsen-common|python)\//,
    keep: true,
    reason: 'registers made from files of packages',
  },
  { paths: /^\/opt\/(?:app|node)(?:\/|$)/, keep: true, reason: 'code of npm and pypi sources and its Node' },
];

/** Files whose whole content the seal decides. */
export const REWRITTEN: Readonly<Record<string, { content: string; mode: number }>> = {
  '/etc/machine-id': { content: '', mode: 0o444 },
  '/etc/hostname': { content: 'localhost\n', mode: 0o644 },
  '/etc/hosts': { content: '127.0.0.1 localhost\n::1 localhost\n', mode: 0o644 },
  '/etc/resolv.conf': { content: '', mode: 0o644 },
};
