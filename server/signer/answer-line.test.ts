// SPDX-License-Identifier: AGPL-3.0-or-later
import { createHash, verify } from 'node:crypto';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { canonicalJson } from '#contract/canonical-json.ts';
import { TICKET_LIFETIME_MS, ticketPayload, ticketText } from '#contract/ticket.ts';
import { answerLine, type SignerParts } from './answer-line.ts';
import { loadTicketKey } from './ticket-key.ts';

const directory = await mkdtemp(join(tmpdir(), 'hop3-signer-'));
afterAll(() => rm(directory, { recursive: true }));
const keyPath = join(directory, 'secrets', 'ticket-key.pem');

const host = '11111111-1111-7111-8111-111111111111';
const installation = '22222222-2222-7222-8222-222222222222';
const digest = 'a'.repeat(64);
const request = {
  want: 'ticket',
  operation: '33333333-3333-7333-8333-333333333333',
  installation,
  host,
  verb: 'root.build',
  inputDigest: 'b'.repeat(64),
  manifestDigest: digest,
};

const RUNTIME = {
  architecture: 'x64' as const,
  digest: 'c'.repeat(64),
  archive: 'runtime-x64-cccc.tar.gz',
  archiveSha256: 'd'.repeat(64),
  archiveBytes: 1234,
  inputs: 'e'.repeat(64),
  files: {},
  archivePath: '/dist/runtime-x64-cccc.tar.gz',
};

const parts = async (state: 'running' | 'queued'): Promise<SignerParts> => ({
  key: await loadTicketKey(keyPath),
  look: async () => ({
    operation: { kind: 'install', state, host, installation, rehearsal: null, packageDigest: null },
    installation: { host, packageDigest: digest },
    host: { epoch: 2 },
  }),
  connectedHost: async (id) => (id === host ? { epoch: 2 } : null),
  runtime: async (architecture) => (architecture === 'x64' ? RUNTIME : null),
  nowMs: () => 1_000_000,
});

describe('the signer', () => {
  it('makes its key once, for itself alone', async () => {
    const first = await loadTicketKey(keyPath);
    expect((await stat(keyPath)).mode & 0o777).toBe(0o600);
    expect((await loadTicketKey(keyPath)).publicKeyPem).toBe(first.publicKeyPem);
    expect(await readFile(keyPath, 'utf8')).toContain('BEGIN PRIVATE KEY');
  });

  it('signs a justified request so that its public key verifies it', async () => {
    const here = await parts('running');
    const answer = await answerLine(JSON.stringify(request), here);
    if (!('ticket' in answer)) throw new Error('no ticket');
    const [text = '', signature = ''] = ticketText.parse(answer.ticket).split('.');
    expect(
      verify(null, Buffer.from(text, 'ascii'), here.key.publicKeyPem, Buffer.from(signature, 'base64url')),
    ).toBe(true);
    expect(ticketPayload.parse(JSON.parse(Buffer.from(text, 'base64url').toString()))).toMatchObject({
      version: 1,
      host,
      installation,
      verb: 'root.build',
      inputDigest: request.inputDigest,
      manifestDigest: digest,
      expiresAt: 1_000_000 + TICKET_LIFETIME_MS,
      epoch: 2,
    });
  });

  it('never gives two tickets with one nonce', async () => {
    const here = await parts('running');
    const answers = await Promise.all([1, 2].map(() => answerLine(JSON.stringify(request), here)));
    expect(answers[0]).not.toEqual(answers[1]);
  });

  it('refuses what is not justified and gives no ticket', async () => {
    const answer = await answerLine(JSON.stringify(request), await parts('queued'));
    expect(answer).toMatchObject({ refused: { code: 'ticket-refused' } });
    expect(answer).not.toHaveProperty('ticket');
  });

  it.each([
    '',
    'nonsense',
    '{}',
    '[]',
    JSON.stringify({ ...request, verb: '; rm -rf /' }),
    JSON.stringify({ ...request, more: 1 }),
  ])('refuses a line that is no request: %j', async (line) => {
    expect(await answerLine(line, await parts('running'))).toMatchObject({
      refused: { code: 'input-refused' },
    });
  });

  it('permits to renew our program on a connected host, with the one that this site has', async () => {
    const ask = async (asked: object) =>
      answerLine(JSON.stringify({ want: 'runtime-ticket', host, ...asked }), await parts('queued'));
    const answer = await ask({ architecture: 'x64' });
    if (!('input' in answer)) throw new Error('no ticket');
    expect(answer.input).toEqual({
      runtime: RUNTIME.digest,
      archive: { sha256: RUNTIME.archiveSha256, bytes: RUNTIME.archiveBytes },
    });
    const [text = ''] = answer.ticket.split('.');
    expect(ticketPayload.parse(JSON.parse(Buffer.from(text, 'base64url').toString()))).toMatchObject({
      verb: 'runtime.replace',
      host,
      installation: null,
      inputDigest: createHash('sha256').update(canonicalJson(answer.input)).digest('hex'),
      epoch: 2,
    });
    expect(await ask({ architecture: 'arm64' })).toMatchObject({ refused: { code: 'ticket-refused' } });
    expect(await ask({ architecture: 'x64', host: installation })).toMatchObject({
      refused: { code: 'ticket-refused' },
    });
    expect(await ask({ architecture: 'x64', runtime: 'f'.repeat(64) })).toMatchObject({
      refused: { code: 'input-refused' },
    });
  });

  it('tells its public key', async () => {
    const answer = await answerLine('{"want":"public-key"}', await parts('queued'));
    expect(answer).toMatchObject({ publicKeyPem: expect.stringContaining('BEGIN PUBLIC KEY') });
  });
});
