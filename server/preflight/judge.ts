// SPDX-License-Identifier: AGPL-3.0-or-later
import type { HostFacts } from '#contract/agent-api.ts';
import type { Failure } from '#contract/failure.ts';
import type { Manifest } from '#contract/manifest/manifest.ts';
import { bytesOf } from '#contract/manifest/strings.ts';
import type { Result } from '#contract/result.ts';
import type { CertificateIssuer } from '#contract/rootd-api.ts';
import type { PreflightLine } from '#contract/site-api/installations.ts';
import { bytesText } from '#server/deploy/wording.ts';

export type PreflightLineId = 'host' | 'memory' | 'disk' | 'name' | 'address' | 'port' | 'challenge';

/** What was looked at, before it is judged. */
export interface PreflightFindings {
  readonly manifest: Manifest;
  readonly domain: string;
  /** Who signs its certificate: a directory looks at the address from outside, the site's own authority does not. */
  readonly issuer: CertificateIssuer;
  readonly hostAddress: string;
  readonly publicPort: number;
  readonly host: Result<HostFacts, Failure>;
  readonly domainIsFree: boolean;
  /** Addresses of the domain and of the host; null when names of the practice server are not looked up. */
  readonly addresses: { readonly domain: readonly string[]; readonly host: readonly string[] } | null;
  /** Whether something accepts connections for HTTPS; null when the host is away. */
  readonly portAnswers: boolean | null;
  /** The same for port 80, over which a directory looks; null where none does. */
  readonly challengeAnswers: boolean | null;
}

/** Room for building the root beside what it will take, in bytes. Measured: roots are 330 MB to 750 MB. */
const BUILD_ROOM_BYTES = 1_000_000_000;
/** Below this an app does not start at all. */
const LEAST_MEMORY_BYTES = 96_000_000;

/** Findings as lines for people, each with its remedy. Pure. */
export function judge(findings: PreflightFindings): PreflightLine[] {
  return [
    host(findings),
    ...room(findings),
    name(findings),
    address(findings),
    port(findings),
    challenge(findings),
  ].filter((line) => line !== null);
}

const line = (
  id: PreflightLineId,
  state: PreflightLine['state'],
  text: string,
  remedy: string | null = null,
): PreflightLine => ({ id, state, text, remedy });

function host({ host: found }: PreflightFindings): PreflightLine {
  if (!found.ok) return line('host', 'failed', found.error.message, found.error.remedy);
  return line('host', 'ok', `The server answers (${found.value.osName})`);
}

function room({ host: found, manifest }: PreflightFindings): PreflightLine[] {
  if (!found.ok) {
    return [
      line('memory', 'unknown', 'Memory could not be looked at'),
      line('disk', 'unknown', 'Free space could not be looked at'),
    ];
  }
  return [memory(found.value, manifest), disk(found.value, manifest)];
}

function memory(facts: HostFacts, manifest: Manifest): PreflightLine {
  const wanted = bytesOf(manifest.limits.memory);
  const free = facts.memoryAvailableBytes;
  if (free < Math.max(LEAST_MEMORY_BYTES, wanted / 4)) {
    return line(
      'memory',
      'failed',
      `Not enough memory: ${bytesText(free)} free, ${bytesText(wanted)} wanted`,
      'Stop or uninstall something on this server, or choose another server.',
    );
  }
  if (free < wanted) {
    return line(
      'memory',
      'warning',
      `Little memory: ${bytesText(free)} free, it may use up to ${bytesText(wanted)}`,
      'It will run, but may be slow when it is used a lot.',
    );
  }
  return line('memory', 'ok', `Enough memory (${bytesText(free)} free)`);
}

function disk(facts: HostFacts, manifest: Manifest): PreflightLine {
  const wanted = bytesOf(manifest.limits.disk) + BUILD_ROOM_BYTES;
  const free = facts.diskFreeBytes;
  if (free < wanted) {
    return line(
      'disk',
      'failed',
      `Not enough space: ${bytesText(free)} free, ${bytesText(wanted)} wanted`,
      'Make room on this server, or choose another server.',
    );
  }
  return line('disk', 'ok', `Enough space (${bytesText(free)} free)`);
}

function name({ domain, domainIsFree }: PreflightFindings): PreflightLine {
  if (domainIsFree) return line('name', 'ok', `${domain} is free`);
  return line('name', 'failed', `${domain} is in use by another installation`, 'Choose another address.');
}

function address({ domain, issuer, hostAddress, addresses }: PreflightFindings): PreflightLine {
  if (addresses === null) return line('address', 'ok', `${domain} points to the practice server`);
  const [first] = addresses.host;
  const record = `Where the name is managed, add ${first?.includes(':') ? 'an AAAA' : 'an A'} record: ${domain} → ${first ?? hostAddress}. It can take a while until it is seen everywhere.`;
  // With a certificate of our own it works already for whoever finds the server another way.
  const isNeeded = issuer === 'acme';
  const state = isNeeded ? 'failed' : 'warning';
  const remedy = isNeeded
    ? `${record} Or choose your own authority for its certificate, which does not need it.`
    : record;
  if (addresses.domain.length === 0) return line('address', state, `${domain} does not exist yet`, remedy);
  if (addresses.domain.some((one) => addresses.host.includes(one))) {
    return line('address', 'ok', `${domain} points to this server`);
  }
  return line(
    'address',
    state,
    `${domain} points to ${addresses.domain.join(', ')}, not to this server`,
    remedy,
  );
}

function port({ portAnswers, publicPort }: PreflightFindings): PreflightLine | null {
  if (portAnswers === null) return null;
  if (portAnswers) return line('port', 'ok', 'Visitors can reach the server over HTTPS');
  return line(
    'port',
    'warning',
    `Port ${publicPort} of the server does not answer from here`,
    `If visitors come from outside, open port ${publicPort} in the firewall of the server or of its provider.`,
  );
}

function challenge({ challengeAnswers }: PreflightFindings): PreflightLine | null {
  if (challengeAnswers === null) return null;
  if (challengeAnswers) return line('challenge', 'ok', 'Its certificate can be got over port 80');
  return line(
    'challenge',
    'warning',
    'Port 80 of the server does not answer from here',
    'Open port 80 in the firewall of the server and of its provider: its certificate is got over it.',
  );
}
