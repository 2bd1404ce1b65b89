// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import { failure } from '#contract/failure.ts';
import { err, ok } from '#contract/result.ts';
import { exampleFacts } from '#server/deploy/example-facts.ts';
import { installationOf } from '#server/deploy/subject.ts';
import { judge, type PreflightFindings } from './judge.ts';
import { failureOfLine } from './preflight-failure.ts';

const host = {
  osId: 'debian',
  osVersion: '13',
  osName: 'Debian 13',
  codename: 'trixie',
  architecture: 'x64',
  cpus: 2,
  memoryTotalBytes: 4e9,
  memoryAvailableBytes: 2e9,
  diskTotalBytes: 4e10,
  diskFreeBytes: 2e10,
  load1: 0,
  uptimeSeconds: 100,
  clockMs: 1,
};

const good: PreflightFindings = {
  manifest: installationOf(exampleFacts('install', 'miniflux')).package.manifest,
  domain: 'news.town.example',
  issuer: 'acme',
  hostAddress: '192.0.2.7',
  publicPort: 443,
  host: ok(host),
  domainIsFree: true,
  addresses: { domain: ['192.0.2.7'], host: ['192.0.2.7'] },
  portAnswers: true,
  challengeAnswers: true,
};

const lineOf = (id: string, findings: Partial<PreflightFindings>) => {
  const found = judge({ ...good, ...findings }).find((line) => line.id === id);
  if (found === undefined) throw new Error(`no line ${id}`);
  return found;
};

describe('judge', () => {
  it('has nothing to say against a good place', () => {
    expect(judge(good).map((line) => line.state)).toEqual(['ok', 'ok', 'ok', 'ok', 'ok', 'ok', 'ok']);
  });

  it('fails for a host that is away, without judging what could not be seen', () => {
    const away = err(failure('host-unreachable', 'It is away.', { remedy: 'Switch it on.' }));
    expect(lineOf('host', { host: away })).toMatchObject({ state: 'failed', remedy: 'Switch it on.' });
    expect(lineOf('memory', { host: away }).state).toBe('unknown');
    expect(lineOf('disk', { host: away }).state).toBe('unknown');
  });

  it('fails for too little memory and warns of little', () => {
    expect(lineOf('memory', { host: ok({ ...host, memoryAvailableBytes: 5e7 }) }).state).toBe('failed');
    expect(lineOf('memory', { host: ok({ ...host, memoryAvailableBytes: 2.2e8 }) }).state).toBe('warning');
  });

  it('fails for too little space', () => {
    expect(lineOf('disk', { host: ok({ ...host, diskFreeBytes: 8e8 }) }).state).toBe('failed');
  });

  it('fails for a domain of another installation', () => {
    expect(lineOf('name', { domainIsFree: false })).toMatchObject({ state: 'failed' });
  });

  it('says which record to add where the domain points elsewhere or nowhere', () => {
    const elsewhere = lineOf('address', { addresses: { domain: ['198.51.100.1'], host: ['192.0.2.7'] } });
    expect(elsewhere.text).toContain('198.51.100.1');
    expect(elsewhere.remedy).toContain('news.town.example → 192.0.2.7');
    expect(lineOf('address', { addresses: { domain: [], host: ['192.0.2.7'] } }).state).toBe('failed');
  });

  it('only warns of that where the site itself signs the certificate', () => {
    const nowhere = { issuer: 'private', addresses: { domain: [], host: ['192.0.2.7'] } } as const;
    expect(lineOf('address', nowhere).state).toBe('warning');
    expect(lineOf('address', { ...nowhere, issuer: 'acme' }).remedy).toContain('your own authority');
  });

  it('warns when port 80 is closed, over which a directory looks', () => {
    expect(lineOf('challenge', { challengeAnswers: false }).state).toBe('warning');
    expect(judge({ ...good, challengeAnswers: null }).map((line) => line.id)).not.toContain('challenge');
  });

  it('does not look up names of the practice server', () => {
    expect(lineOf('address', { addresses: null }).state).toBe('ok');
  });

  it('warns when the port is closed, which may be so from here only', () => {
    expect(lineOf('port', { portAnswers: false }).state).toBe('warning');
  });
});

describe('failureOfLine', () => {
  it('carries the remedy, and further reasons as detail', () => {
    const [first, second] = [
      lineOf('disk', { host: ok({ ...host, diskFreeBytes: 1 }) }),
      lineOf('name', { domainIsFree: false }),
    ];
    expect(failureOfLine(first, [second])).toMatchObject({
      code: 'not-enough-disk',
      remedy: first.remedy,
      detail: second.text,
    });
  });
});
