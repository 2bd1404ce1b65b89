// SPDX-License-Identifier: AGPL-3.0-or-later
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { centralOf, fetchArtifacts, fetchByArguments } from './fetch-artifacts.ts';

const BODY = 'the bytes of an artifact';
const SHA256 = createHash('sha256').update(BODY).digest('hex');
let directory: string;
let server: Server;
let repository: string;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'hop3-fetch-'));
  server = createServer((request, response) => {
    if (request.url === '/all/org/example/news-1.0.zip') response.end(BODY);
    else response.writeHead(404).end('nothing');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  repository = `http://127.0.0.1:${(server.address() as AddressInfo).port}/all/`;
});
afterEach(() => {
  server.close();
  rmSync(directory, { recursive: true });
});

it('puts what has the right checksum at its place', async () => {
  writeFileSync(
    join(directory, 'list.json'),
    JSON.stringify([{ path: 'org/example/news-1.0.zip', sha256: SHA256, to: 'lib/news.zip' }]),
  );
  await fetchByArguments([join(directory, 'list.json'), directory], { HOP3_REPOSITORY: repository });
  expect(readFileSync(join(directory, 'lib/news.zip'), 'utf8')).toBe(BODY);
});

it('leaves nothing of what has another checksum', async () => {
  const artifact = { path: 'org/example/news-1.0.zip', sha256: 'a'.repeat(64), to: 'news.zip' };
  await expect(fetchArtifacts([artifact], { repository, directory })).rejects.toThrow(
    `checksum mismatch: org/example/news-1.0.zip is ${SHA256}`,
  );
  expect(readdirSync(directory)).toEqual([]);
});

it('says when the repository has it no longer', async () => {
  const artifact = { path: 'org/example/gone-1.0.zip', sha256: SHA256, to: 'gone.zip' };
  await expect(fetchArtifacts([artifact], { repository, directory })).rejects.toThrow(
    /^E404 org\/example\/gone/,
  );
});

it('takes the repository named central of a super-POM, not a plugin repository or another', () => {
  const pom = `<project><repositories>
    <repository><id>other</id><url>https://other.example/maven</url></repository>
    <repository>
      <id>central</id>
      <name>Central Repository</name>
      <url>https://maven.example/all</url>
    </repository>
  </repositories></project>`;
  expect(centralOf(pom)).toBe('https://maven.example/all');
  expect(() => centralOf('<project/>')).toThrow('names no repository');
});
