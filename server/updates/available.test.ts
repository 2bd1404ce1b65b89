// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import { exampleFacts } from '#server/deploy/example-facts.ts';
import { installationOf } from '#server/deploy/subject.ts';
import type { OfferedPackage } from '#server/installations/catalogue-port.ts';
import { availableKind, availableUpdate, compareVersions, otherVersion } from './available.ts';

const installed = { packageVersion: '1.9.0', packageDigest: 'a'.repeat(64), version: '2.2.5-1+b4' };
const digest = 'b'.repeat(64);

const offered = (version: string, changelog: OfferedPackage['changelog'] = []): OfferedPackage => {
  const { package: pack } = installationOf(exampleFacts('install', 'miniflux'));
  const { manifest } = pack;
  return {
    package: { ...pack, manifest: { ...manifest, metadata: { ...manifest.metadata, version } } },
    digest,
    changelog,
  };
};

describe('availableKind', () => {
  it('compares numbers, not texts', () => {
    expect(compareVersions('1.10.0', '1.9.9')).toBeGreaterThan(0);
    expect(availableKind(installed, { packageVersion: '1.10.0', digest })).toBe('newer');
  });

  it('tells a rebuilt package by its digest', () => {
    expect(availableKind(installed, { packageVersion: '1.9.0', digest })).toBe('rebuilt');
    expect(availableKind(installed, { packageVersion: '1.9.0', digest: installed.packageDigest })).toBeNull();
  });

  it('never offers a lower version', () => {
    expect(availableKind(installed, { packageVersion: '1.8.9', digest })).toBeNull();
  });
});

describe('availableUpdate', () => {
  it('is nothing for an app that is not in the catalogue', () => {
    expect(availableUpdate(installed, null)).toBeNull();
  });

  it('says what came since the installed version, newest first, and nothing beyond the offered one', () => {
    const changelog = ['1.9.0', '2.1.0', '1.9.1', '2.0.0'].map((packageVersion) => ({
      packageVersion,
      lines: [`What ${packageVersion} brought`],
    }));
    const found = availableUpdate(installed, offered('2.0.0', changelog));
    expect(found).toMatchObject({ kind: 'newer', packageVersion: '2.0.0', packageDigest: digest });
    expect(found?.changes).toEqual([
      { packageVersion: '2.0.0', lines: ['What 2.0.0 brought'] },
      { packageVersion: '1.9.1', lines: ['What 1.9.1 brought'] },
    ]);
  });

  it('names the version of the app only where it is another one', () => {
    expect(availableUpdate(installed, offered('2.0.0'))?.version).toBe('2.2.6');
    expect(otherVersion('2.2.6', '2.2.6-1+b4')).toBeNull();
    expect(otherVersion('2.2', '2.2.6-1')).toBe('2.2');
    expect(otherVersion('2.2.6', null)).toBe('2.2.6');
  });

  it('says whether visitors wait', () => {
    const pack = offered('2.0.0');
    expect(availableUpdate(installed, pack)?.migrates).toBe(pack.package.manifest.update.migrates);
  });
});
