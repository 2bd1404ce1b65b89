// SPDX-License-Identifier: AGPL-3.0-or-later

/** A .deb that an installation needs, as the signed lists describe it. */
export interface PlannedDeb {
  readonly file: string;
  readonly size: number;
  readonly sha256: string;
}

/** `apt-get --print-uris -o Acquire::ForceHash=SHA256`: lines of `'uri' file size SHA256:hex`. */
export function parsePrintedUris(output: string): PlannedDeb[] {
  const found: PlannedDeb[] = [];
  for (const line of output.split('\n')) {
    const match = /^'[^']+' ([A-Za-z0-9._+~%:-]+\.deb) ([0-9]+) SHA256:([0-9a-f]{64})$/.exec(line.trim());
    if (match?.[1] !== undefined && match[2] !== undefined && match[3] !== undefined) {
      found.push({ file: match[1], size: Number(match[2]), sha256: match[3] });
    }
  }
  return found;
}

export interface DebianPackage {
  readonly name: string;
  readonly version: string;
  readonly architecture: string;
}

/** Installed packages of /var/lib/dpkg/status, sorted by name. */
export function parseDpkgStatus(status: string): DebianPackage[] {
  const found: DebianPackage[] = [];
  for (const stanza of status.split('\n\n')) {
    const field = (name: string): string | undefined => new RegExp(`^${name}: (.*)$`, 'm').exec(stanza)?.[1];
    const name = field('Package');
    const version = field('Version');
    const architecture = field('Architecture');
    if (name && version && architecture && / installed$/.test(field('Status') ?? '')) {
      found.push({ name, version, architecture });
    }
  }
  return found.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

/** The file name that apt gives an archive: name_version_architecture.deb with `:` of the epoch as %3a. */
export const archiveName = ({ name, version, architecture }: DebianPackage): string =>
  `${name}_${version.replaceAll(':', '%3a')}_${architecture}.deb`;

/** `apt-cache madison <package>`: versions that the archive has, newest first. */
export function parseMadison(output: string): string[] {
  const versions = output
    .split('\n')
    .map((line) => line.split('|').map((part) => part.trim()))
    .filter((parts) => parts.length === 3)
    .map((parts) => parts[1] ?? '');
  return [...new Set(versions)].filter((version) => version !== '');
}

/** Version of a package in a plan, from its archive's name; null when the plan does not hold it. */
export function versionInPlan(debs: readonly PlannedDeb[], name: string): string | null {
  const deb = debs.find((item) => item.file.startsWith(`${name}_`));
  return deb ? decodeURIComponent(deb.file.slice(name.length + 1).replace(/_[^_]*$/, '')) : null;
}
