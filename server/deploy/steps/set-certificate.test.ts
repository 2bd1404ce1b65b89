// SPDX-License-Identifier: AGPL-3.0-or-later
import { describe, expect, it } from 'vitest';
import { LETS_ENCRYPT } from '#contract/acme.ts';
import { failure } from '#contract/failure.ts';
import { err, ok, type Result } from '#contract/result.ts';
import type { CertificateIssuer } from '#contract/rootd-api.ts';
import type { PreflightLine } from '#contract/site-api/installations.ts';
import { exampleFacts } from '../example-facts.ts';
import { plan } from '../plan.ts';
import type { OperationFacts, StepContext } from '../step.ts';
import { installationOf } from '../subject.ts';
import { getCertificate } from './get-certificate.ts';
import { lookBeforeCertificate, setCertificate } from './set-certificate.ts';

const YEAR_MS = 365 * 24 * 3600_000;

/** What a host is asked for, in order, and what was written down. */
function stage(
  facts: OperationFacts,
  answers: { lines?: PreflightLine[]; issue?: Result<unknown, ReturnType<typeof failure>> } = {},
) {
  const asked: string[] = [];
  const recorded: unknown[] = [];
  const context = {
    facts,
    log: () => undefined,
    preflight: async () => answers.lines ?? [],
    recordInstalled: async (learned: unknown) => void recorded.push(learned),
    effect: async (verb: string, input: { issuer?: string }) => {
      asked.push(input.issuer === undefined ? verb : `${verb} ${input.issuer}`);
      if (verb === 'authority.request') return ok({ csrPem: 'csr' });
      if (verb === 'certificate.issue')
        return answers.issue ?? ok({ issuer: input.issuer, serial: '1', notAfterMs: 1 });
      return ok({});
    },
    hostConnection: {
      acmeAccount: async () => ({ directory: LETS_ENCRYPT, email: null, caPem: null }),
      signAuthority: async () => ok({ certificatePem: 'c', rootPem: 'r' }),
    },
  } as unknown as StepContext;
  return { context, asked, recorded };
}

function facts(change: {
  kind?: 'install' | 'set-certificate';
  issuer: CertificateIssuer;
  chosen?: CertificateIssuer;
  host?: Partial<OperationFacts['host']>;
}): OperationFacts {
  const { kind = 'set-certificate', issuer, chosen = issuer, host = {} } = change;
  const plain = exampleFacts(kind, 'miniflux', kind === 'install' ? {} : { issuer: chosen });
  return {
    ...plain,
    host: { ...plain.host, ...host },
    installation: { ...installationOf(plain), issuer },
  };
}

describe('the certificate of an install', () => {
  it('comes from the directory of the organisation, which the host is told first', async () => {
    const { context, asked } = stage(facts({ kind: 'install', issuer: 'acme' }));
    expect(await getCertificate.do(context)).toMatchObject({ ok: true });
    expect(asked).toEqual(['acme.set', 'certificate.issue acme']);
  });

  it('comes from the own authority, which is signed for the name first', async () => {
    const { context, asked } = stage(facts({ kind: 'install', issuer: 'private' }));
    expect(await getCertificate.do(context)).toMatchObject({ ok: true });
    expect(asked).toEqual(['authority.request', 'authority.install', 'certificate.issue private']);
  });

  it.each([
    ['is left alone while it is good for long', Date.now() + 2 * YEAR_MS, ['certificate.issue private']],
    [
      'is signed again in its last year',
      Date.now() + YEAR_MS / 2,
      ['authority.request', 'authority.install', 'certificate.issue private'],
    ],
  ])('of a name of the server itself: the authority %s', async (_, authorityNotAfterMs, verbs) => {
    const host = { domainSuffix: 'town.example', authorityNotAfterMs };
    const { context, asked } = stage(facts({ kind: 'install', issuer: 'private', host }));
    await getCertificate.do(context);
    expect(asked).toEqual(verbs);
  });
});

describe('choosing an issuer', () => {
  it('is looked at first only where somebody looks from outside', () => {
    expect(plan(facts({ issuer: 'private', chosen: 'acme' })).map(({ id }) => id)).toEqual([
      'look',
      'certificate',
      'check-public',
    ]);
    expect(plan(facts({ issuer: 'acme', chosen: 'private' })).map(({ id }) => id)).toEqual([
      'certificate',
      'check-public',
    ]);
  });

  it('asks nobody when the address leads elsewhere', async () => {
    const line = {
      id: 'address',
      state: 'failed',
      text: 'It points elsewhere',
      remedy: 'Change it.',
    } as const;
    const { context, asked } = stage(facts({ issuer: 'private', chosen: 'acme' }), { lines: [line] });
    expect(await lookBeforeCertificate.do(context)).toMatchObject({
      error: { code: 'domain-not-pointing-here', remedy: 'Change it.' },
    });
    expect(asked).toEqual([]);
  });

  it('gets it, says from whom, and writes that down; undone it goes back to the one before', async () => {
    const { context, asked, recorded } = stage(facts({ issuer: 'private', chosen: 'acme' }));
    expect(await setCertificate.do(context)).toMatchObject({
      value: { found: "from Let's Encrypt, good until 1 January 1970" },
    });
    expect(await setCertificate.undo(context)).toMatchObject({ ok: true });
    expect(asked).toEqual([
      'acme.set',
      'certificate.issue acme',
      'authority.request',
      'authority.install',
      'certificate.issue private',
    ]);
    expect(recorded).toMatchObject([{ issuer: 'acme' }, { issuer: 'private' }]);
  });

  it('that fails writes nothing down; the same issuer again is not undone', async () => {
    const issue = err(failure('rate-limited', 'Too many.'));
    const failed = stage(facts({ issuer: 'private', chosen: 'acme' }), { issue });
    expect(await setCertificate.do(failed.context)).toMatchObject({ error: { code: 'rate-limited' } });
    expect(failed.recorded).toEqual([]);
    const again = stage(facts({ issuer: 'acme' }));
    expect(await setCertificate.undo(again.context)).toMatchObject({ ok: true });
    expect(again.asked).toEqual([]);
  });
});
